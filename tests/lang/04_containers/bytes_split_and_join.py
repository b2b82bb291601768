"""Splitting and joining methods of bytes."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "b'a,b,c'.split(b',')",
    "b'a,b,c'.split(b',', 1)",
    "b' a  b '.split()",
    "b'abc'.split(b'')",
    "b'abc'.split(',')",
    "b'a,b,c'.rsplit(b',', 1)",
    "b' a b '.rsplit(None, 1)",
    "b'a\\nb\\r\\nc\\x0bd'.splitlines()",
    "b'a\\n'.splitlines(True)",
    "b'a=b'.partition(b'=')",
    "b'ab'.partition(b'=')",
    "b'ab'.partition(b'')",
    "b'a=b=c'.rpartition(b'=')",
    "b','.join([b'a', b'b'])",
    "b','.join([b'a', 'b'])",
    "b','.join([bytearray(b'a'), memoryview(b'b')])",
    "b''.join(5)",
    "b''.join([])",
    "b'x'.join([1])",
)
