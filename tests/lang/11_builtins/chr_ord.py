"""chr and ord."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "chr(97)",
    "chr(0)",
    "chr(0x10ffff)",
    "chr(0x110000)",
    "chr(-1)",
    "chr('a')",
    "chr(1.0)",
    "chr()",
    "chr(True)",
    "ord('a')",
    "ord('😀')",
    "ord(b'a')",
    "ord(bytearray(b'b'))",
    "ord('')",
    "ord('ab')",
    "ord(b'ab')",
    "ord(5)",
    "ord()",
    "chr(2 ** 100)",
)
