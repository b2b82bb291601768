"""%f, %e and %g."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Obj:
    def __str__(self):
        return "str"

    def __repr__(self):
        return "répr"

    def __int__(self):
        return 3

    def __float__(self):
        return 4.5

    def __index__(self):
        return 6


o = Obj()


show(
    "'%f' % 1.5",
    "'%.2f' % 1.005",
    "'%8.3f|' % 3.14159",
    "'%-8.1f|' % 2.25",
    "'%08.2f' % -1.5",
    "'%+.1f' % 1",
    "'%e' % 12345.678",
    "'%.2E' % 0.00012",
    "'%g' % 1e10",
    "'%g' % 123456",
    "'%g' % 1234567",
    "'%#g' % 1.0",
    "'%G' % 1e-10",
    "'%.0f' % 2.5",
    "'%#.0f' % 2.5",
    "'%.f' % 2.7",
    "'%f' % '1'",
    "'%f' % None",
    "'%f' % o",
    "'%f' % (10 ** 400)",
    "'%f' % float('nan')",
    "'%5.1F|' % float('inf')",
    "'%05f' % float('inf')",
    "'%.100f' % 0.1",
    "'%f' % 1j",
    "'%.3g' % 0.0001234",
    "'%.10g' % 0.1",
    "'%g' % 100000.0",
    "'%g' % 1e-5",
    "'%f' % True",
)
