"""repr, hex, fromhex and decode of bytes."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "repr(b'\\x00\\n\\t\\r\\\\\\x7f\\xff\\'')",
    "repr(b'\"')",
    "repr(b'\\'\"')",
    "str(b'abc')",
    "b'abc'.hex()",
    "b'\\x01\\xff'.hex(':')",
    "b'abcdef'.hex('-', 2)",
    "b'abcde'.hex('_', -2)",
    "b'ab'.hex('xx')",
    "b'ab'.hex(b':')",
    "b'ab'.hex('é')",
    "bytes.fromhex('61 62')",
    "bytes.fromhex('6')",
    "bytes.fromhex('6g')",
    "bytes.fromhex('')",
    "bytes.fromhex(b'6162')",
    "bytes.fromhex(5)",
    "bytes.fromhex(' 61\\n62 ')",
    "b'abc'.decode()",
    "b'\\xff'.decode()",
    "b'\\xff'.decode('latin-1')",
    "b'\\xff'.decode('ascii', 'ignore')",
    "b'a'.decode('nonsense')",
    "b'a'.decode(5)",
)
