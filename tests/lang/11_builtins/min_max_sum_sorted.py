"""reversed, enumerate, zip, map and filter: every argument form, laziness, subclasses."""


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
