"""str.format_map."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "'{a}'.format_map({'a': 1})",
    "'{a}'.format_map({})",
    "'{}'.format_map({})",
    "'{0}'.format_map([1])",
    "'{a[b]}'.format_map({'a': {'b': 2}})",
    "'{x}'.format_map(type('D', (dict,), {'__missing__': lambda s, k: k * 2})())",
)
