"""sum with every argument form."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Add:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return Add(self.v + (other.v if isinstance(other, Add) else other))

    def __radd__(self, other):
        return Add(self.v + other)

    def __repr__(self):
        return f"Add({self.v})"


def gen(*values):
    yield from values


show(
    "sum([])",
    "sum([1, 2])",
    "sum([1, 2], 10)",
    "sum([1, 2], start=10)",
    "sum(gen(1, 2.5))",
    "sum([0.1] * 10)",
    "sum([[1], [2]], [])",
    "sum(['a', 'b'])",
    "sum(['a'], '')",
    "sum([b'a'], b'')",
    "sum([bytearray()], bytearray())",
    "sum([(1,), (2,)], ())",
    "sum([Add(1), Add(2)])",
    "sum([1, Add(2)], Add(0))",
    "sum([True, True])",
    "sum(5)",
    "sum([1, None])",
    "sum([1, 'a'])",
    "sum()",
    "sum([1], 2, 3)",
    "sum([1e308, 1e308])",
    "sum([10 ** 20, 1])",
    "sum([2 ** 63 - 1, 1])",
    "sum([1.5, 10 ** 20])",
    "sum([1j, 2])",
    "sum({1: 2, 3: 4})",
    "sum(range(1000))",
    "sum([0.1, 0.2, 0.3, -0.6])",
    "sum([1, 2], start=0.5)",
    "sum([float('inf'), 1])",
    "sum(x=1)",
)
