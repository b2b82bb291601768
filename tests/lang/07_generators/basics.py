"""Generators: laziness, return values, state, attributes, expressions, recursion, errors."""
import inspect


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)


def count(n):
    print("  started")
    for i in range(n):
        print("  yielding", i)
        yield i
    print("  finished")
    return "result"


g = count(2)
print(type(g).__name__, g.__name__, g.__qualname__, iter(g) is g)
print(inspect.getgeneratorstate(g), g.gi_running, g.gi_frame is not None, g.gi_suspended)
print(next(g), inspect.getgeneratorstate(g), g.gi_suspended)
print(next(g))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value, e.args)
attempt(lambda: next(g))
print(inspect.getgeneratorstate(g), g.gi_frame, next(g, "default"))


def empty():
    return
    yield


def only_return():
    return 5
    yield


print(list(empty()), list(only_return()))
attempt(lambda: next(only_return()))


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def take(n, it):
    for _, x in zip(range(n), it):
        yield x


print(list(take(10, fib())))


def walk(tree):
    if tree:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


print(list(walk(((None, 1, None), 2, ((None, 3, None), 4, None)))))


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


print(list(take(10, primes())), sum(take(100, fib())) % 10 ** 9)


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield items[i:i + 1] + rest


print(["".join(p) for p in permutations(list("abc"))])
print(sum(x * x for x in range(5)), list(x for x in "abc" if x != "b"), max((len(w), w) for w in ("a", "bcd", "ef")), dict((c, i) for i, c in enumerate("xy")))
gen = ((x, y) for x in range(2) for y in range(x + 1))
print(gen.__name__, gen.__qualname__.split(".")[-1], list(gen), list(gen))


def late_binding():
    n = 1
    g = (n * x for x in [1, 2, 3])
    n = 10
    return list(g)


print(late_binding())
items = [1, 2, 3]
g = (x for x in items)
items = [9]
print(list(g))
attempt(lambda: (x for x in 5))
attempt(lambda: list(1 / x for x in [1, 0]))


def raises_stop():
    yield 1
    raise StopIteration("inside")


attempt(lambda: list(raises_stop()))


def next_inside():
    yield next(iter([]))


try:
    list(next_inside())
except RuntimeError as e:
    print(e, repr(e.__cause__), repr(e.__context__))


def reentrant():
    yield next(me)


me = reentrant()
attempt(lambda: next(me))


def self_close():
    try:
        yield 1
        it.close()
    except ValueError as e:
        print(e)


it = self_close()
next(it)
attempt(lambda: next(it))


def many_locals(a, b=2, *args, k=5, **kw):
    x = a + b
    yield x, args, k, kw
    del x
    try:
        yield x
    except UnboundLocalError as e:
        yield str(e)


print(list(many_locals(1, 3, 4, k=6, z=7)))


class Tree:
    def __init__(self, value, *children):
        self.value = value
        self.children = children

    def __iter__(self):
        yield self.value
        for child in self.children:
            yield from child


print(list(Tree(1, Tree(2, Tree(3)), Tree(4))), *Tree("x", Tree("y")))
g = count(1)
g.__name__ = "renamed"
print(g.__name__, repr(g).split(" at ")[0])
attempt(lambda: setattr(g, "__name__", 5))
attempt(lambda: setattr(g, "x", 5))
attempt(lambda: setattr(g, "gi_running", 5))
attempt(lambda: type(g)())
g.close()
print((lambda: (yield))().__next__(), [type(x).__name__ for x in [(i for i in ())]])
print(list(zip(fib(), "abc")), [*take(3, fib())], {**{k: v for k, v in zip("ab", fib())}}, set(take(4, fib())) == {0, 1, 2})
a, b, c = take(3, fib())
first, *rest = take(4, fib())
print(a, b, c, first, rest, 8 in fib(), any(x > 50 for x in fib()))
