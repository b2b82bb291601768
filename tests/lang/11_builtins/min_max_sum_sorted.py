"""min, max, sum, sorted, any, all, len, reversed, enumerate, zip, map, filter with every argument form."""


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


class Logged(list):
    def __iter__(self):
        for x in list.__iter__(self):
            print("  next", x)
            yield x


def gen(*values):
    yield from values


show("min(1, 2)", "min([3, 1])", "min('hello')", "min(1)", "min()", "min([])", "min([], default=5)", "min(1, 2, default=3)", "min([], default=None)", "min([1, -2], key=abs)", "min(1, -2, key=lambda x: -x)", "min([1, 'a'])", "min(1, 2, key=5)", "min([1], key=None)", "min(1, 2, nope=3)", "min({'b': 1, 'a': 2})", "min(gen(3, 1, 2))", "min((1, 'b'), (1, 'a'))", "min(2.0, 2)", "min(2, 2.0)", "min([[1], [0, 5]])",
     "max(1, 2)", "max([3, 1])", "max([])", "max([], default='d')", "max('a', 'b', key=ord)", "max([1, 1.0, True])", "max([True, 1.0, 1])", "max(5)", "max([(1, 2), (1, 3)])", "max(['aa', 'b'], key=len)", "max(gen(), default=0)", "max(1, 2, 3, 0)", "max([None])", "max([None, 1])", "max(key=len)", "max('abc', 'b')")
show("sum([])", "sum([1, 2])", "sum([1, 2], 10)", "sum([1, 2], start=10)", "sum(gen(1, 2.5))", "sum([0.1] * 10)", "sum([[1], [2]], [])", "sum(['a', 'b'])", "sum(['a'], '')", "sum([b'a'], b'')", "sum([bytearray()], bytearray())", "sum([(1,), (2,)], ())", "sum([Add(1), Add(2)])", "sum([1, Add(2)], Add(0))", "sum([True, True])", "sum(5)", "sum([1, None])", "sum([1, 'a'])", "sum()", "sum([1], 2, 3)", "sum([1e308, 1e308])", "sum([10 ** 20, 1])", "sum([2 ** 63 - 1, 1])", "sum([1.5, 10 ** 20])", "sum([1j, 2])", "sum({1: 2, 3: 4})", "sum(range(1000))", "sum([0.1, 0.2, 0.3, -0.6])", "sum([1, 2], start=0.5)", "sum([float('inf'), 1])", "sum(x=1)")
show("any([])", "any([0, '', None])", "any(gen(0, 1, 1 / 1))", "any(5)", "any()", "any(Logged([0, 1, 2]))", "all([])", "all([1, 'a'])", "all(Logged([1, 0, 2]))", "all({0: 1})", "len([1])", "len({1: 2})", "len('é😀')", "len(range(10 ** 18))", "len(5)", "len()", "len(gen())", "len(None)", "len(type)", "len(b'ab')")
show("sorted([3, 1, 2])", "sorted('bca')", "sorted({'b': 1, 'a': 2}.items())", "sorted([1, 2], reverse=True)", "sorted(['b', 'A'], key=str.lower)", "sorted([1], key=None, reverse=0)", "sorted([1], None)", "sorted(5)", "sorted()", "sorted([1, 'a'])", "sorted(gen(2, 1))", "sorted([(2, 'a'), (1, 'b')], key=lambda p: p[1])", "sorted([[2], [1]])", "sorted([3, 1], reverse='x')", "sorted([3, 1], reverse=1)", "sorted(iterable=[1])", "sorted([-1, 1, -2], key=abs, reverse=True)", "sorted([0, False, 0.0])", "sorted('Ab1_', key=ord)")
show("list(reversed([1, 2]))", "list(reversed('ab'))", "list(reversed(range(3)))", "list(reversed({1: 2, 3: 4}))", "reversed(gen())", "reversed({1})", "reversed(5)", "reversed()", "reversed([1], 2)", "list(enumerate('ab'))", "list(enumerate('ab', 5))", "list(enumerate('a', start=-1))", "enumerate('a', 'b')", "enumerate('a', 1, 2)", "enumerate(start=1)", "list(enumerate('ab', 10 ** 20))", "list(zip())", "list(zip('ab'))", "list(zip('ab', 'cde', [1, 2, 3]))", "list(zip('ab', 'c', strict=True))", "list(zip('a', 'cd', strict=True))", "list(zip('a', 'cd', 'ef', strict=True))", "list(zip('ab', 'cd', strict=True))", "list(zip(strict=True))", "zip('a', 5)", "zip('a', nope=1)", "list(zip(*[('a', 1), ('b', 2)]))", "list(map(str, [1, 2]))", "list(map(lambda a, b: a + b, [1, 2], [10, 20, 30]))", "list(map(None, [1]))", "map(str)", "map()", "list(map(str, 5))", "list(map(pow, [2, 3], [3, 2]))", "list(map(max, 'ab', 'ba'))", "list(map(lambda *a: a, 'ab', 'c', strict=True))", "list(map(str, [1], strict=False))", "list(filter(None, [0, 1, '', 'a', [], [0]]))", "list(filter(str.isupper, 'aBcD'))", "list(filter(lambda x: x % 2, range(5)))", "filter(None)", "list(filter(5, [1]))", "filter(None, 5)", "list(filter(bool, {0: 1, 2: 3}))")
calls = []
it = map(lambda x: calls.append(x) or x, [1, 2, 3])
next(it)
print(calls, list(it), calls)
z = zip(Logged([1, 2]), Logged([3]))
print(list(z))
try:
    list(zip(Logged([1]), Logged([3, 4]), strict=True))
except ValueError as e:
    print(e)
it = iter([1, 2, 3, 4])
print(list(zip(it, it)), next(it, "exhausted"))
it = iter([1, 2, 3])
print(all(x < 2 for x in it), list(it))
m = map(lambda a, b: (a, b), iter("abc"), iter("xy"))
print(list(m), type(m).__name__, isinstance(m, map), issubclass(type(m), map))


class MyZip(zip):
    extra = "subclass"


class MyMap(map):
    pass


print(list(MyZip("a", [1])), MyZip.extra, list(MyMap(str, [1])), type(MyMap(str, [])).__name__)
