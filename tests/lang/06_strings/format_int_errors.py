"""Format specs of int: errors and corners."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "format(65, 'c')",
    "format(8364, '5c')",
    "format(0x110000, 'c')",
    "format(65, '+c')",
    "format(65, ',c')",
    "format(5, '.2')",
    "format(5, '5.2d')",
    "format(5, ',x')",
    "format(5, ',_')",
    "format(5, '_,')",
    "format(5, ',,')",
    "format(5, '#')",
    "format(5, '#d')",
    "format(5, 's')",
    "format(5, '<<')",
    "format(5, 'dd')",
    "format(5, 'z')",
    "format(5, '0005')",
    "format(True, '')",
    "format(True, '5')",
    "format(True, 's')",
    "format(5, '=5')",
    "format(-5, '=5')",
    "format(-5, '05')",
    "format(-5, '0>5')",
    "format(5, '>+05')",
    "format(12345, '010,')",
    "format(123, '07,')",
    "format(1234, '07,')",
    "format(5, '100000000000000000000')",
    "format(3, '{}')",
    "format(10 ** 30, ',')",
    "format(5, '٣')",
    "format(0, '+')",
    "format(-0, ' ')",
    "format(2 ** 64, '#b')",
    "format(1234.5678, ',.2f')",
    "format(1234.5678, '.2_f')",
    "format(1234.567891, '.6,f')",
    "format(0.5, '.1%')",
)
