"""to_bytes and from_bytes."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "(5).is_integer()",
    "(10).as_integer_ratio()",
    "(255).to_bytes()",
    "(255).to_bytes(2)",
    "(256).to_bytes(1)",
    "(-1).to_bytes(2)",
    "(-1).to_bytes(2, signed=True)",
    "(1).to_bytes(2, 'little')",
    "(1).to_bytes(2, 'middle')",
    "(0).to_bytes(0)",
    "(1).to_bytes(-1)",
    "(-129).to_bytes(1, 'big', signed=True)",
    "int.from_bytes(b'\\xff\\x00')",
    "int.from_bytes(b'\\xff\\x00', 'little')",
    "int.from_bytes(b'\\xff', signed=True)",
    "int.from_bytes([1, 2])",
    "int.from_bytes(b'')",
    "int.from_bytes('ab')",
    "int.from_bytes([256])",
    "(2 ** 100).to_bytes(13, 'big')",
    "int.from_bytes(b'\\x80' + bytes(12), signed=True)",
)
