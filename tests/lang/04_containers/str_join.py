"""str.join."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'-'.join('abc')",
    "'-'.join([])",
    "''.join(['a'])",
    "','.join(['a', 'b'])",
    "','.join(('a', 1))",
    "','.join(['a', b'b'])",
    "','.join(5)",
    "'x'.join({'a': 1})",
    "'x'.join(c for c in 'ab')",
    "'x'.join(iter([]))",
    "'\\u20ac'.join('ab')",
)
