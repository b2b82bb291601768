"""min and max with every argument form."""


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
    "min(1, 2)",
    "min([3, 1])",
    "min('hello')",
    "min(1)",
    "min()",
    "min([])",
    "min([], default=5)",
    "min(1, 2, default=3)",
    "min([], default=None)",
    "min([1, -2], key=abs)",
    "min(1, -2, key=lambda x: -x)",
    "min([1, 'a'])",
    "min(1, 2, key=5)",
    "min([1], key=None)",
    "min(1, 2, nope=3)",
    "min({'b': 1, 'a': 2})",
    "min(gen(3, 1, 2))",
    "min((1, 'b'), (1, 'a'))",
    "min(2.0, 2)",
    "min(2, 2.0)",
    "min([[1], [0, 5]])",
    "max(1, 2)",
    "max([3, 1])",
    "max([])",
    "max([], default='d')",
    "max('a', 'b', key=ord)",
    "max([1, 1.0, True])",
    "max([True, 1.0, 1])",
    "max(5)",
    "max([(1, 2), (1, 3)])",
    "max(['aa', 'b'], key=len)",
    "max(gen(), default=0)",
    "max(1, 2, 3, 0)",
    "max([None])",
    "max([None, 1])",
    "max(key=len)",
    "max('abc', 'b')",
)
