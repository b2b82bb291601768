"""Recursion: deep but legal, the limit and its error, recursion through built-ins, recovery afterwards."""
import sys

print(sys.getrecursionlimit())


def depth(n):
    return n if n == 0 else 1 + depth(n - 1)


print(depth(900))


def endless():
    return endless()


try:
    endless()
except RecursionError as e:
    print(type(e).__name__, e, isinstance(e, RuntimeError))


class Loop:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr(self)

    def __add__(self, other):
        return self + other

    def __call__(self):
        return self()

    def __eq__(self, other):
        return self == other

    def __getitem__(self, i):
        return self[i]

    def __len__(self):
        return len(self)

    def __iter__(self):
        return iter(self)

    def __bool__(self):
        return not self


for name, action in [
    ("getattr", lambda: Loop().a), ("repr", lambda: repr(Loop())), ("str", lambda: str(Loop())),
    ("add", lambda: Loop() + 1), ("call", lambda: Loop()()), ("eq", lambda: Loop() == 1),
    ("getitem", lambda: Loop()[0]), ("len", lambda: len(Loop())), ("iter", lambda: iter(Loop())),
    ("bool", lambda: bool(Loop())), ("format", lambda: f"{Loop()}"), ("in list", lambda: Loop() in [1]),
]:
    try:
        action()
    except RecursionError as e:
        print(name, type(e).__name__)

old = sys.getrecursionlimit()
sys.setrecursionlimit(5000)
print(depth(4000))
sys.setrecursionlimit(old)
for bad in (0, -1):
    try:
        sys.setrecursionlimit(bad)
    except ValueError as e:
        print(e)
try:
    sys.setrecursionlimit("x")
except TypeError as e:
    print(e)


def nest(n):
    x = []
    for _ in range(n):
        x = [x]
    return x


print(len(repr(nest(50))))
try:
    repr(nest(200000))
except RecursionError as e:
    print("repr of a nested list:", type(e).__name__)



def mutual_a(n):
    return "done" if n == 0 else mutual_b(n - 1)


def mutual_b(n):
    return mutual_a(n)


print(mutual_a(300))


def through_map(n):
    return 0 if n == 0 else 1 + max(map(through_map, [n - 1]))


print(through_map(100))


def through_sort(n):
    return 0 if n == 0 else sorted([n], key=lambda k: through_sort(k - 1))[0]


print(through_sort(50))


def generators(n):
    if n:
        yield n
        yield from generators(n - 1)


print(sum(generators(200)))


def finally_in_depth(n, log):
    try:
        if n == 0:
            raise ValueError("bottom")
        finally_in_depth(n - 1, log)
    finally:
        log.append(n)


log = []
try:
    finally_in_depth(400, log)
except ValueError as e:
    print(e, len(log), log[:3], log[-1])

seen = 0


def count_and_die():
    global seen
    seen += 1
    count_and_die()


try:
    count_and_die()
except RecursionError:
    print(900 < seen < 1001)
print(depth(900))


def handler_in_recursion():
    try:
        return handler_in_recursion()
    except RecursionError:
        return "handled at the bottom"


print(handler_in_recursion())
compare = []
compare.append(compare)
print(compare, repr({1: compare}))
d = {}
d["d"] = d
print(d)
try:
    compare == [[compare]] or [compare] == [[compare]]
    print("compared")
except RecursionError as e:
    print("self-containing lists:", type(e).__name__)
