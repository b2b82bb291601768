"""bin, oct and hex."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "bin(5)",
    "bin(-5)",
    "bin(0)",
    "bin(True)",
    "bin(1.0)",
    "oct(64)",
    "oct(-64)",
    "hex(255)",
    "hex(-255)",
    "hex(2 ** 64)",
    "hex('a')",
    "hex(None)",
    "bin()",
)
