"""Construction of int from every kind of argument."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "int()",
    "int(1.9)",
    "int(-1.9)",
    "int('12', 3)",
    "int('z', 36)",
    "int('z', 37)",
    "int('1', 1)",
    "int(1, 2)",
    "int(b'12')",
    "int(bytearray(b'ff'), 16)",
    "int(None)",
    "int([])",
    "int(float('nan'))",
    "int(float('inf'))",
    "int(1e30)",
    "int(True)",
    "int('1', base='a')",
    "int(base=10)",
    "int(x=5)",
    "int('9' * 30)",
    "int('-0')",
    "int(1j)",
    "int(memoryview(b'5'))",
    "int(b'\\xff')",
    "int('١٢٣')",
)
