"""iter with a sentinel, next with a default, aiter and anext, slices of iterators, protocol fallbacks."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


values = iter([1, 2, 3, 4])
print(list(iter(lambda: next(values), 3)), list(values))
values = iter([1, 2])
print(list(iter(lambda: next(values), "never")))


def fails():
    raise ValueError("in the callable")


it = iter(fails, 1)
attempt(lambda: next(it))
attempt(lambda: next(it))


class Eq:
    def __eq__(self, other):
        return other == 5


print(list(iter(iter([1, 5, 9]).__next__, Eq())))
attempt(lambda: iter(5, None))
attempt(lambda: iter(len))
attempt(lambda: next(iter([]), None))
attempt(lambda: next(iter([])))
attempt(lambda: next([], 1))
attempt(lambda: next(iter([1]), 1, 2))


class OldStyle:
    def __init__(self, n):
        self.n = n

    def __getitem__(self, i):
        print("  getitem", i)
        if i >= self.n:
            raise IndexError
        return i


print(list(OldStyle(2)), 1 in OldStyle(3), tuple(OldStyle(0)), [*OldStyle(1)])
a, b = OldStyle(2)
print(dict(zip(OldStyle(1), "a")), max(OldStyle(2)), list(map(str, OldStyle(1))))


class NextOnly:
    def __next__(self):
        return 1


class IterReturnsNextOnly:
    def __iter__(self):
        return NextOnly()


attempt(lambda: iter(NextOnly()))
print(next(iter(IterReturnsNextOnly())), next(NextOnly()))


class IterNone:
    __iter__ = None

    def __getitem__(self, i):
        return i


attempt(lambda: iter(IterNone()))
attempt(lambda: 1 in IterNone())


class Raises:
    def __iter__(self):
        raise KeyError("from iter")


class NextRaises:
    def __iter__(self):
        return self

    def __next__(self):
        raise KeyError("from next")


for make in (Raises, NextRaises):
    for consume in (list, tuple, set, sum, max, sorted, any, dict, ",".join, bytes, lambda x: [*x], lambda x: 5 in x, lambda x: [y for y in x], lambda x: print(*x), enumerate, zip, lambda x: list(zip([1], x)), frozenset, bytearray, lambda x: [].extend(x), lambda x: dict.fromkeys(x), lambda x: "".join(x), iter, reversed):
        try:
            print(consume(make()).__class__.__name__, end=" ")
        except Exception as e:
            print(f"{type(e).__name__}:{e}", end=" ")
    print()


class Infinite:
    def __iter__(self):
        n = 0
        while True:
            yield n
            n += 1


print(next(x for x in Infinite() if x > 3), 10 in Infinite(), all(x < 5 for x in Infinite()), list(zip(Infinite(), "abc")))
e = enumerate(Infinite())
next(e)
print(next(e), [x for x, _ in zip(Infinite(), range(3))])


class AsyncIter:
    def __aiter__(self):
        return self

    async def __anext__(self):
        return 7


print(aiter(AsyncIter()).__class__.__name__)
coro = anext(AsyncIter())
try:
    coro.send(None)
except StopIteration as stop:
    print(stop.value)


class AnextStops:
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration


awaitable = anext(AnextStops(), "default").__await__()
try:
    next(awaitable)
except StopIteration as stop:
    print(stop.value)
attempt(lambda: aiter([]))
attempt(lambda: anext([]))
attempt(lambda: aiter(type("A", (), {"__aiter__": lambda s: 5})()))
attempt(lambda: anext(1, 2, 3))


class Sized:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return "abc"[i]


r = reversed(Sized())
print(list(r), type(r).__name__, r.__length_hint__())
x = [1, 2, 3]
it = iter(x)
print(next(it))
x.insert(0, "shifted")
print(list(it))
for i, v in enumerate(x):
    if i < 3:
        x[i] = i * 10
print(x)
d = {"a": 1}
for k in list(d):
    d[k + k] = 2
print(d)
print([i for i in iter(range(3))], list(iter({1: 2})), sorted(iter({3, 1})), "".join(iter("ab")), iter("a") is not iter("a"), (lambda i: iter(i) is i)(iter([])))
