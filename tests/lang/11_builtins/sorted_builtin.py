"""sorted with every argument form."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


def gen(*values):
    yield from values


show(
    "sorted([3, 1, 2])",
    "sorted('bca')",
    "sorted({'b': 1, 'a': 2}.items())",
    "sorted([1, 2], reverse=True)",
    "sorted(['b', 'A'], key=str.lower)",
    "sorted([1], key=None, reverse=0)",
    "sorted([1], None)",
    "sorted(5)",
    "sorted()",
    "sorted([1, 'a'])",
    "sorted(gen(2, 1))",
    "sorted([(2, 'a'), (1, 'b')], key=lambda p: p[1])",
    "sorted([[2], [1]])",
    "sorted([3, 1], reverse='x')",
    "sorted([3, 1], reverse=1)",
    "sorted(iterable=[1])",
    "sorted([-1, 1, -2], key=abs, reverse=True)",
    "sorted([0, False, 0.0])",
    "sorted('Ab1_', key=ord)",
)
