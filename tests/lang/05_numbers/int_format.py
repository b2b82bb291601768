"""bin, oct, hex and format specs of int."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "bin(10)",
    "bin(-10)",
    "oct(8)",
    "hex(255)",
    "hex(-255)",
    "hex(2 ** 70)",
    "bin(0)",
    "hex(1.5)",
    "bin('a')",
    "format(255, 'x')",
    "format(255, '#X')",
    "format(-5, '+d')",
    "format(5, ' d')",
    "format(1234567, ',')",
    "format(1234567, '_')",
    "format(0xffff, '_x')",
    "format(5, '05')",
    "format(5, '<5')",
    "format(5, '^5')",
    "format(5, '=+5')",
    "format(5, '*>5')",
    "format(65, 'c')",
    "format(5, 'e')",
    "format(5, '.2f')",
    "format(5, '%')",
    "format(5, 's')",
    "format(5, '.2d')",
    "format(5, 'q')",
    "format(-1, 'c')",
    "format(True, 'd')",
    "format(10 ** 20, ',d')",
)
