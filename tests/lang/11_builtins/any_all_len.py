"""any, all and len."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Logged(list):
    def __iter__(self):
        for x in list.__iter__(self):
            print("  next", x)
            yield x


def gen(*values):
    yield from values


show(
    "any([])",
    "any([0, '', None])",
    "any(gen(0, 1, 1 / 1))",
    "any(5)",
    "any()",
    "any(Logged([0, 1, 2]))",
    "all([])",
    "all([1, 'a'])",
    "all(Logged([1, 0, 2]))",
    "all({0: 1})",
    "len([1])",
    "len({1: 2})",
    "len('é😀')",
    "len(range(10 ** 18))",
    "len(5)",
    "len()",
    "len(gen())",
    "len(None)",
    "len(type)",
    "len(b'ab')",
)
