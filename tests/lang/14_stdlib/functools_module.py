"""functools: partial, reduce, lru_cache, cached_property, wraps, total_ordering, singledispatch, cmp_to_key."""
import functools
import threading


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def f(a, b=2, *args, c=3, **kw):
    """Docs of f."""
    return a, b, args, c, kw


p = functools.partial(f, 1, c=9)
print(p(), p(5, 6, d=7), p.func is f, p.args, p.keywords, functools.partial(p, 8)(), functools.partial(p, c=0).keywords)
print(functools.partial(int, base=2)("101"), functools.partial(print, sep="-").keywords, repr(functools.partial(int, "5", base=8)))
attempt(lambda: functools.partial())
attempt(lambda: functools.partial(5))
attempt(lambda: p(1, c=2, e=3))
ph = functools.partial(f, functools.Placeholder, 20)
print(ph(10), ph.args[1])
attempt(lambda: ph())
attempt(lambda: functools.partial(f, 1, functools.Placeholder))


class C:
    def m(self, x, y=1):
        return "m", x, y

    pm = functools.partialmethod(m, 5)
    pk = functools.partialmethod(m, y=7)
    bound = functools.partial(lambda *a: len(a))

    @functools.cached_property
    def costly(self):
        print("computed")
        return 42

    @functools.singledispatchmethod
    def show(self, arg):
        return "default"

    @show.register
    def _(self, arg: int):
        return "int"

    @show.register(str)
    def _(self, arg):
        return "str"


c = C()
print(c.pm(), c.pm(6), c.pk(3), c.costly, c.costly, c.__dict__, c.show(1), c.show("a"), c.show([]))
del c.costly
print(c.costly)
print(functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]), functools.reduce(max, [3, 9, 2]), functools.reduce(lambda a, b: a + b, [], 5), functools.reduce(lambda a, b: a + [b], "ab", initial=[]))
attempt(lambda: functools.reduce(max, []))
attempt(lambda: functools.reduce(max))
calls = []


@functools.lru_cache(maxsize=2)
def square(n):
    calls.append(n)
    return n * n


print([square(n) for n in (1, 2, 1, 3, 2)], calls, square.cache_info(), square.cache_parameters(), square.__wrapped__(9), square.__name__)
square.cache_clear()
print(square.cache_info())
attempt(lambda: square([]))


@functools.lru_cache(typed=True)
def typed(x, y=0):
    return type(x).__name__


print(typed(1), typed(1.0), typed(x=1), typed(1, y=0), typed.cache_info())


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(100), fib.cache_info().hits)


@functools.lru_cache(maxsize=None)
def fails(n):
    calls.append("failing")
    raise ValueError(n)


for _ in range(2):
    attempt(lambda: fails(1))
print(calls.count("failing"), fails.cache_info())


@functools.lru_cache(0)
def uncached(n):
    return n


uncached(1), uncached(1)
print(uncached.cache_info())
attempt(lambda: functools.lru_cache("x"))


@functools.wraps(f)
def wrapper(*args):
    return "wrapped", f(*args)


print(wrapper.__name__, wrapper.__doc__, wrapper.__wrapped__ is f, wrapper(1), functools.WRAPPER_ASSIGNMENTS)


@functools.total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n if isinstance(other, Version) else NotImplemented


a, b = Version(1), Version(2)
print(a < b, a <= b, a > b, a >= b, a <= a, sorted([b, a])[0].n)
attempt(lambda: a <= 5)
attempt(lambda: functools.total_ordering(type("E", (), {})))


@functools.singledispatch
def describe(x, extra=None):
    return f"object {extra}"


@describe.register
def _(x: int | float, extra=None):
    return f"number {extra}"


@describe.register(list)
@describe.register(tuple)
def sequence(x, extra=None):
    return f"sequence {extra}"


@describe.register
def _(x: bool, extra=None):
    return "bool"


class MyList(list):
    pass


print(describe("a"), describe(1), describe(1.5), describe(True), describe([]), describe(()), describe(MyList(), extra=1), describe(None), describe.dispatch(MyList) is sequence, sorted(t.__name__ for t in describe.registry))
attempt(lambda: describe())
attempt(lambda: describe.register(5))
keyed = functools.cmp_to_key(lambda x, y: (x > y) - (x < y))
print(sorted([3, 1, 2], key=keyed), keyed(1) < keyed(2), keyed(1) == keyed(1), keyed(5).obj)
attempt(lambda: keyed(1) < 5)
attempt(lambda: hash(keyed(1)))
results = []


@functools.lru_cache
def slow(n):
    return n + 1


threads = [threading.Thread(target=lambda: results.append(sum(slow(i % 10) for i in range(500)))) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(set(results), slow.cache_info().currsize)
import pickle

print(pickle.loads(pickle.dumps(functools.partial(int, base=2)))("11"))
