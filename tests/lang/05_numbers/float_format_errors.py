"""Format specs and %-format of floats, with error messages."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "format(1.5, 'd')",
    "format(1.5, 'x')",
    "format(1.5, 's')",
    "format(1.5, 'q')",
    "format(1.5, '.')",
    "format(1.5, ',_')",
    "format(1.5, '10.2.3')",
    "format(1.5, '.-1f')",
    "format(1.5, '.99999999999999f')",
    "'%5.1f|%-8.2e|%+g|%#.0f|%08.3f' % (1.25, 1.5, 2.0, 3.0, -1.5)",
    "'%f' % 'a'",
    "'%.3f' % 2",
    "'%r' % 1.0",
    "'%s' % 1e16",
    "'%g' % 1e-5",
    "'%.0f' % 0.5",
    "'%.0f' % 1.5",
    "'%.2f' % 1e20",
    "'%a' % 0.1",
    "'%G' % 1e-10",
    "'%e' % 0",
    "'%F' % float('inf')",
    "'%5.1f' % float('nan')",
    "'%.*f' % (2, 1.005)",
    "format(1.1, '.25f')",
    "format(0.1, '.55f')",
    "'%.60f' % 0.1",
    "format(2 ** 0.5, '.30e')",
    "format(1.7976931348623157e308, '.1f')[:30]",
    "format(123456.789, '.3')",
    "format(1e15, '')",
    "format(1.0, '.1')",
    "format(12345.6789, 'n')",
)
