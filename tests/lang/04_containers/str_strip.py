"""Stripping methods of str, and removeprefix and removesuffix."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'  a '.strip()",
    "'xxaxx'.strip('x')",
    "'abcba'.strip('ab')",
    "'  a '.lstrip()",
    "'  a '.rstrip()",
    "'a'.strip(5)",
    "'\\u2003a\\xa0'.strip()",
    "'xyx'.lstrip('x')",
    "'xyx'.rstrip('yx')",
    "''.strip()",
    "'a'.strip(None)",
    "'TestHook'.removeprefix('Test')",
    "'TestHook'.removeprefix('x')",
    "'Hook'.removesuffix('ook')",
    "'Hook'.removesuffix('')",
    "'a'.removeprefix(5)",
)
