"""Construction of bytes from every kind of argument."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Index:
    def __index__(self):
        return 3


show(
    "bytes()",
    "bytes(3)",
    "bytes(-1)",
    "bytes([1, 2, 255])",
    "bytes([256])",
    "bytes([-1])",
    "bytes(['a'])",
    "bytes('abc')",
    "bytes('abc', 'utf-8')",
    "bytes('é', 'ascii')",
    "bytes('é', 'ascii', 'replace')",
    "bytes(b'x')",
    "bytes(bytearray(b'y'))",
    "bytes(memoryview(b'z'))",
    "bytes(1.5)",
    "bytes(None)",
    "bytes(Index())",
    "bytes(b'a', 'ascii')",
    "bytes(5, 'ascii')",
    "bytes(encoding='ascii')",
    "bytes(range(5))",
    "bytes(x for x in (1, 2))",
    "bytes(2 ** 70)",
    "bytes({1: 2})",
)
