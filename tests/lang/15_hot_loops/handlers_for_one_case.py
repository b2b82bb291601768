# Instructions that learn what they mostly meet, and then meet something else.


class Point:
    def __init__(self, x):
        self.x = x

    def get(self):
        return self.x


class Slotted:
    __slots__ = ("x",)

    def get(self):
        return "slotted"


class Lazy:
    def __getattr__(self, name):
        return f"lazy {name}"


def read(o):
    return o.x


def call(o):
    return o.get()


def write(o, v):
    o.x = v
    return o.x


def attempt(f, *args):
    try:
        return f(*args)
    except (AttributeError, TypeError) as e:
        return f"{type(e).__name__}: {e}"


p = Point(1)
for _ in range(5):
    read(p), call(p), write(p, 2)
print(read(p), call(p), write(p, 3))
s = Slotted()
print(attempt(read, s), attempt(call, s))
print(write(s, 4), read(s), read(p), read(Lazy()), attempt(call, Lazy()))
print(attempt(read, 1), attempt(call, 1.5), attempt(write, None, 1))
Point.get = lambda self: "replaced"
print(call(p), call(s))
Point.x = property(lambda self: "property", lambda self, v: print("set", v))
print(read(p), write(p, 5), p.__dict__)
del Point.x
print(read(p), write(p, 6))


def fresh(o):
    return o.x


class Base:
    pass


class Derived(Base):
    pass


d = Derived()
d.x = "own"
print([fresh(d) for _ in range(3)])
Base.x = property(lambda self: "of the base")
print(fresh(d))


def count(n):
    got = yield "begin"
    for i in range(n):
        got = yield i, got
    return "end"


def delegate(n, depth):
    if depth == 0:
        return (yield from count(n))
    r = yield from delegate(n, depth - 1)
    return f"{r}{depth}"


for depth in (0, 1, 5):
    g = delegate(3, depth)
    out = [next(g)]
    try:
        while True:
            out.append(g.send(len(out)))
    except StopIteration as e:
        out.append(e.value)
    print(depth, out)


def loop(it):
    return [x for x in it]


print(loop(count(2)), loop([1, 2]), loop(count(1)), loop({3: 4}), loop(iter("ab")), loop(x for x in (5, 6)))


class Walk:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


class Bad:
    def __iter__(self):
        return 1


class Tuples:
    def __iter__(self):
        return iter((7, 8))


print(list(Walk(Walk(None, 1, Tuples()), 2, Walk([3], 4, {5}))))
try:
    list(Walk(Bad(), 1, None))
except TypeError as e:
    print(type(e).__name__, e)

numbers = [0, 1, 2, 3, 4]
for start in (None, 0, 2, 4, 9, -1, -5, -9):
    for stop in (None, 0, 2, 4, 9, -1, -5, -9):
        print(numbers[start:stop:-1], end=" ")
    print()
print(numbers[::2], numbers[::-2], [][::-1], [x for x in reversed(numbers[3::-1])])

for f in (len, sum, max):
    try:
        print(f([1, 2, 3]), f("abc") if f is len else f((1, 2)))
    except TypeError as e:
        print(type(e).__name__, e)
for args in ((), (1, 2, 3, 4), ([1], 0), ([1],)):
    for f in (len, list.pop, "a-b".split, {}.get):
        try:
            print(f.__name__, f(*args), end="; ")
        except Exception as e:
            print(type(e).__name__, e, end="; ")
    print()
