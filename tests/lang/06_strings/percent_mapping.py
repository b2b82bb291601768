"""%-formatting with a mapping."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "'%(a)s' % {'a': 1}",
    "'%(a)s %(b)05d' % {'a': 'x', 'b': 3}",
    "'%(a)s' % {}",
    "'%(a)s' % 5",
    "'%(a)s' % (1,)",
    "'%(a b)s' % {'a b': 1}",
    "'%(a(b)c)s' % {'a(b)c': 1}",
    "'%(a' % {'a': 1}",
    "'%()s' % {'': 'empty'}",
    "'%(a)s %s' % {'a': 1}",
    "'%(a)*d' % {'a': 1}",
    "'%(a)s' % [1]",
    "'%(a)%' % {'a': 1}",
    "'%s' % {'a': 1}",
    "'%s %s' % {'a': 1}",
)
