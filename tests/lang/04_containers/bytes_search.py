"""Searching methods of bytes."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "b'hello'.find(b'l')",
    "b'hello'.find(108)",
    "b'hello'.find('l')",
    "b'hello'.find(300)",
    "b'hello'.rfind(b'l')",
    "b'hello'.index(b'z')",
    "b'hello'.rindex(b'l', 0, 3)",
    "b'hello'.count(b'l')",
    "b'hello'.count(108)",
    "b'hello'.count(b'')",
    "b'hello'.startswith(b'he')",
    "b'hello'.startswith((b'x', b'h'))",
    "b'hello'.startswith('he')",
    "b'hello'.startswith(104)",
    "b'hello'.endswith(b'lo')",
    "b'hello'.endswith((b'o', 'x'))",
)
