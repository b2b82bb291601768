"""%d, %i and %u."""


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
    "'%d' % 5",
    "'%d' % -5",
    "'%d' % 5.9",
    "'%d' % '5'",
    "'%d' % None",
    "'%d' % True",
    "'%d' % o",
    "'%i' % 7",
    "'%u' % 7",
    "'%u' % -7",
    "'%5d|' % 5",
    "'%-5d|' % 5",
    "'%05d' % 5",
    "'%05d' % -5",
    "'%+d' % 5",
    "'% d' % 5",
    "'%+ d' % 5",
    "'%-05d|' % 5",
    "'%.3d' % 5",
    "'%8.3d|' % -5",
    "'%08.3d' % 5",
    "'%d' % (2 ** 70)",
    "'%d' % 1e20",
    "'%d' % float('inf')",
    "'%d' % float('nan')",
    "'%d' % 1j",
    "'%,d' % 5",
    "'%ld %hd %Ld' % (1, 2, 3)",
    "'%lld' % 1",
)
