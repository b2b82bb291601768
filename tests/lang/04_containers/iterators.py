"""Iterators of the built-in containers: exhaustion, mutation while iterating, length hints, copying, `__reduce__`."""
import copy


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


for container in ([1, 2, 3], (1, 2, 3), "abc", b"abc", bytearray(b"abc"), range(3), {1: 2, 3: 4}, {5}, frozenset([6]), {1: 2}.values(), {1: 2}.items(), memoryview(b"ab")):
    it = iter(container)
    print(type(it).__name__, iter(it) is it, it.__length_hint__() if hasattr(it, "__length_hint__") else None, list(it), list(it), next(it, "stopped"))

for source in (lambda: enumerate("ab", 5), lambda: zip("ab", "cd"), lambda: map(str, [1, 2]), lambda: filter(None, [0, 1]), lambda: reversed([1, 2]), lambda: reversed("ab"), lambda: iter(lambda: 5, 5), lambda: (x for x in "ab")):
    it = source()
    print(type(it).__name__, iter(it) is it, list(it), list(it))

it = iter([1, 2, 3, 4])
next(it)
dup = copy.copy(it)
print(list(it), list(dup))
it = iter("abcd")
next(it)
print(it.__reduce__()[1:], list(copy.copy(it)), list(it), it.__reduce__()[1:])
it = iter([1, 2, 3])
it.__setstate__(2)
print(list(it))
it = iter((1, 2, 3))
it.__setstate__(-5)
print(list(it))
r = reversed([1, 2, 3])
print(r.__length_hint__(), next(r), r.__length_hint__(), list(r))

x = [1, 2, 3]
r = reversed(x)
x.pop()
print(list(r))
x = [1, 2, 3]
r = reversed(x)
x.append(4)
print(list(r))
x = [1, 2, 3]
for v in reversed(x):
    x.remove(v)
print(x)

e = enumerate("ab", start=2 ** 63 - 1)
print(list(e))
attempt(lambda: list(enumerate("ab", 1.5)))
attempt(lambda: enumerate(5))
attempt(lambda: enumerate())
attempt(lambda: list(enumerate(iterable="ab", start=1)))
attempt(lambda: next(5))
attempt(lambda: next([]))
attempt(lambda: next())
attempt(lambda: iter())
attempt(lambda: iter(5))
attempt(lambda: iter(5, 6))
attempt(lambda: iter([1], 5))
attempt(lambda: reversed({1: 2}).__next__())
attempt(lambda: reversed(iter([])))
attempt(lambda: list(zip(5)))
attempt(lambda: list(zip([1], 5)))
attempt(lambda: list(map(5, [1])))
attempt(lambda: map(str))
attempt(lambda: list(filter(5, [1])))
attempt(lambda: filter(None))

calls = iter([3, 2, 1, 0, 9])
print(list(iter(lambda: next(calls), 0)), next(calls))


class NoIter:
    __iter__ = None


class BadIter:
    def __iter__(self):
        return 5


class GetItem:
    def __getitem__(self, i):
        if i == 3:
            raise StopIteration
        return i


class GetItemIndexError:
    def __getitem__(self, i):
        return [10, 20][i]


attempt(lambda: iter(NoIter()))
attempt(lambda: iter(BadIter()))
attempt(lambda: list(GetItem()))
attempt(lambda: list(GetItemIndexError()))
attempt(lambda: [*BadIter()])
attempt(lambda: list(iter(GetItemIndexError())))


class Stops:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n == 2:
            raise StopIteration("early")
        if self.n > 4:
            raise ValueError("too far")
        return self.n


s = Stops()
print(list(s))
attempt(lambda: list(s))
z = zip(iter([1, 2, 3]), iter([1]))
print(list(z))
a, b = iter([1, 2, 3]), iter("x")
print(list(zip(a, b)), list(a))
print(list(zip()), list(zip([])), list(map(lambda *a: a, "ab", "cd", "ef")), list(zip(*[(1, 2), (3, 4)])))
attempt(lambda: list(zip([1], [1, 2], strict=True)))
attempt(lambda: list(zip([1, 2], [1], strict=True)))
attempt(lambda: list(zip([1, 2], [1, 2], [1], strict=True)))
attempt(lambda: list(map(lambda a, b: a, [1], [1, 2], strict=True)))
attempt(lambda: zip([1], nonsense=1))
x = [1, 2, 3]
it = iter(x)
next(it)
x[:] = [9, 8, 7, 6]
print(list(it))
x = "grow"
d = {c: i for i, c in enumerate(x)}
it = iter(d)
next(it)
d["new"] = 1
attempt(lambda: next(it))
attempt(lambda: next(it))
s = {1, 2}
it = iter(s)
s.add(3)
attempt(lambda: next(it))
pairs = iter(range(6))
print(list(zip(pairs, pairs)))
print(any(iter([0, 1])), all(iter([])), max(iter([3, 5])), sum(iter([1, 2])), sorted(iter("ba")), tuple(iter("ab")), set(iter("aa")), dict(iter([(1, 2)])), "".join(iter("ab")))
first, *rest = iter("abc")
print(first, rest, 2 in iter([1, 2, 3]), list(iter([1]).__iter__()))
