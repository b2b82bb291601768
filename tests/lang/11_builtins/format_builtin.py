"""format."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "format(5)",
    "format(5, 'x')",
    "format('a', '>3')",
    "format(5, 5)",
    "format(None, '')",
    "format(None, 'x')",
    "format([], '>5')",
    "format(5, 'zz')",
    "format()",
    "format(1, 'd', 2)",
    "format(object)[:7]",
    "format(type('F', (), {'__format__': lambda s, f: f * 2})(), 'ab')",
    "format(type('F', (), {'__format__': lambda s, f: 5})(), '')",
    "format(1.5, '')",
    "format(True)",
)
