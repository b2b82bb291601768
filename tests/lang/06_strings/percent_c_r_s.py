"""%c, %r, %a and %s."""


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
    "'%c' % 65",
    "'%c' % 'A'",
    "'%c' % 'AB'",
    "'%c' % ''",
    "'%c' % 0x110000",
    "'%c' % -1",
    "'%c' % 1.5",
    "'%c' % o",
    "'%5c|' % 'x'",
    "'%-5c|' % 'x'",
    "'%c' % 0x1f600",
    "'%r' % 'a'",
    "'%r' % o",
    "'%a' % o",
    "'%a' % 'é\\U0001f600'",
    "'%s' % o",
    "'%10s|' % 'abc'",
    "'%-10s|' % 'abc'",
    "'%.2s' % 'abc'",
    "'%10.2s|' % 'abc'",
    "'%.0s|' % 'abc'",
    "'%010s|' % 'abc'",
    "'%+s' % 'a'",
    "'%#s' % 'a'",
    "'%.2r' % 'abc'",
    "'%5r|' % 'a'",
    "'%s' % b'x'",
    "'%s' % None",
    "'%s' % 1.0",
    "'%s' % '\\ud800'",
    "'%r' % '\\ud800'",
)
