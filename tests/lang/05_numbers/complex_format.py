"""Format specs and repr of complex."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


inf, nan = float("inf"), float("nan")


show(
    "format(1+2j, '')",
    "format(1+2j, '.2f')",
    "format(1+2j, '>20')",
    "format(1.5-2.25j, '+.1e')",
    "format(1+2j, 'd')",
    "format(1+2j, '=20')",
    "format(1+2j, '020')",
    "format(1234567+1j, ',')",
    "format(0j, '')",
    "format(-1j, '')",
    "f'{1+2j:.1f}'",
    "f'{3+4j:g}'",
    "'%s' % 1j",
    "'%f' % 1j",
    "format(complex(inf, nan), '.2f')",
    "format(1j, '%')",
    "str(complex(-0.0, 1))",
    "repr(1e16+1e-5j)",
    "repr(complex(nan, -inf))",
    "format(complex(0, -0.0), '')",
    "format(1+2j, '*^20.1f')",
    "format(1j, 'n')",
)
