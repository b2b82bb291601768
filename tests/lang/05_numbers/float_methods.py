"""hex, fromhex, as_integer_ratio and other methods of float, and its constructor."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "float.fromhex('0x1.8p1')",
    "float.fromhex('1.8')",
    "float.fromhex('-0x.8')",
    "float.fromhex('inf')",
    "float.fromhex('0x1p-1074')",
    "float.fromhex('0x1p-1075')",
    "float.fromhex('0x1p1024')",
    "float.fromhex('xyz')",
    "float.fromhex('')",
    "float.fromhex('0x1.fffffffffffff8p0')",
    "(1.5).hex()",
    "(-0.0).hex()",
    "float('nan').hex()",
    "float('inf').hex()",
    "(5e-324).hex()",
    "float('inf').as_integer_ratio()",
    "float('nan').as_integer_ratio()",
    "(0.1).as_integer_ratio()",
    "(1e300).is_integer()",
    "(1.5).is_integer()",
    "float('inf').is_integer()",
    "float.from_number(3)",
    "float.from_number('3')",
    "(1.5).conjugate()",
    "(1.5).real, (1.5).imag",
    "float.__getformat__('double')",
    "float(b'1.5')",
    "float(None)",
    "float([])",
    "float(1j)",
    "float('1', 2)",
    "float()",
    "float(x=1)",
    "float(10 ** 309)",
    "float(True)",
    "float(bytearray(b'2'))",
    "(1.5).__trunc__(), (1.5).__floor__(), (1.5).__ceil__()",
    "(1.5).__round__(0)",
)
