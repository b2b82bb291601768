"""%-formatting: widths and precisions from arguments, and mixtures."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "'%*d' % (5, 42)",
    "'%-*d|' % (5, 42)",
    "'%*d|' % (-5, 42)",
    "'%.*f' % (2, 3.14159)",
    "'%*.*f' % (8, 2, 3.14159)",
    "'%*d' % (5,)",
    "'%*d' % ('a', 5)",
    "'%*d' % (1.5, 5)",
    "'%.*f' % (-1, 2.5)",
    "'%*s' % (2 ** 70, 'a')",
    "'%99999999999999999999d' % 1",
    "'%.99999999999999999999d' % 1",
    "'%s %s %s' % (1, 2)",
    "'%s' * 3 % (1, 2, 3)",
    "'%s' % 'a' + 'b'",
    "'%d items' % len('abc')",
    "'%s=%r' % ('k', 'v')",
    "'%3d%%' % 50",
    "'%c%c' % ('a', 98)",
    "'%-5s|%5s|' % ('ab', 'cd')",
    "'%s' % (None,)",
    "'é%s中' % 'x'",
    "'%s' % '中'",
    "'%5s|' % '\\U0001f600'",
    "('%s, ' * 3)[:-2] % (1, 2, 3)",
)
