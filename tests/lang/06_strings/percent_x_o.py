"""%x, %X and %o."""


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
    "'%x' % 255",
    "'%X' % 255",
    "'%#x' % 255",
    "'%#X' % 255",
    "'%o' % 8",
    "'%#o' % 8",
    "'%x' % -255",
    "'%#10x|' % 255",
    "'%#010x' % 255",
    "'%-#10x|' % 255",
    "'%x' % 1.5",
    "'%x' % 'a'",
    "'%x' % o",
    "'%+x' % 5",
    "'%.5x' % 255",
    "'%#.5x' % 255",
    "'%x' % (2 ** 80)",
    "'%#o' % 0",
    "'%b' % 5",
    "'%x' % True",
)
