"""%-formatting: argument counts, the percent sign, unfinished conversions."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "'%s' % 'a'",
    "'%s %s' % ('a', 1)",
    "'%s' % (1,)",
    "'%s' % ((1, 2),)",
    "'%s' % [1, 2]",
    "'%s %s' % 'a'",
    "'%s' % ()",
    "'%s' % ('a', 'b')",
    "'a' % 1",
    "'a' % ()",
    "'a' % []",
    "'a' % {}",
    "'a' % {'k': 1}",
    "'a' % 'b'",
    "'a' % None",
    "'%%' % ()",
    "'%d%%' % 50",
    "'%' % 1",
    "'%5' % 1",
    "'%(k)' % {'k': 1}",
    "'%y' % 1",
    "'%!' % 1",
    "'abc%' % 1",
    "'%s %' % 1",
)
