"""`yield from`: delegation of send, throw and close to generators, iterators and other objects; return values."""


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e, repr(e.__context__))


def inner():
    try:
        received = yield "inner first"
        while received is not None:
            received = yield f"inner got {received}"
        return "inner result"
    except ValueError as e:
        print("  inner caught", e)
        yield "inner recovers"
        return "after recovery"
    except GeneratorExit:
        print("  inner closed")
        raise
    finally:
        print("  inner finally")


def outer():
    try:
        result = yield from inner()
        yield f"outer has {result}"
    except KeyError as e:
        yield f"outer caught {e!r}"
    finally:
        print("  outer finally")


g = outer()
print(next(g), g.gi_yieldfrom is not None, g.send("a"), g.send("b"), g.send(None), g.gi_yieldfrom)
g.close()
g = outer()
next(g)
print(g.throw(ValueError("v")), next(g), list(g))
g = outer()
next(g)
print(g.throw(KeyError("k")), list(g))
g = outer()
next(g)
g.close()


def chain(*iterables):
    for it in iterables:
        yield from it


print(list(chain("ab", [1, 2], (x for x in range(2)), {5: 6}, ())))


class Plain:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("plain value")
        return self.n


def delegates_plain():
    value = yield from Plain()
    print("  value", value)


print(list(delegates_plain()))
g = delegates_plain()
next(g)
attempt(lambda: g.send(5))
g = delegates_plain()
next(g)
attempt(lambda: g.throw(ValueError("no throw method")))
g = delegates_plain()
next(g)
print(g.close())


class Full(Plain):
    def send(self, value):
        print("  send", value)
        return ("sent", value)

    def throw(self, *args):
        print("  throw", [repr(a) for a in args])
        return "thrown"

    def close(self):
        print("  close")


def delegates_full():
    return (yield from Full())


g = delegates_full()
print(next(g), g.send(7), g.send(None), g.throw(ValueError("x")))
g.close()


class BadClose(Plain):
    def close(self):
        raise KeyError("close failed")


def delegates_bad():
    yield from BadClose()


g = delegates_bad()
next(g)
attempt(lambda: g.close())


class AttributeFails(Plain):
    def __getattr__(self, name):
        raise RuntimeError(f"looked up {name}")


def delegates_attr():
    yield from AttributeFails()


g = delegates_attr()
next(g)
attempt(lambda: g.send(1))


def not_iterable():
    yield from 5


attempt(lambda: next(not_iterable()))


def returns_tuple():
    return (1, 2)
    yield


def returns_exception():
    return ValueError("as a value")
    yield


def uses():
    a = yield from returns_tuple()
    b = yield from returns_exception()
    c = yield from []
    d = yield from (x for x in ())
    return a, b, c, d


attempt(lambda: next(uses()))
try:
    next(uses())
except StopIteration as e:
    print(e.value)


def depth(n):
    if n == 0:
        received = yield "bottom"
        return received
    return (yield from depth(n - 1))


g = depth(50)
print(next(g))
try:
    g.send("all the way")
except StopIteration as e:
    print(e.value)
g = depth(50)
next(g)
attempt(lambda: g.throw(ValueError("through fifty")))


def inner_raises():
    yield 1
    raise ValueError("inner raises")


def outer_catches():
    try:
        yield from inner_raises()
    except ValueError as e:
        yield f"caught {e}"


print(list(outer_catches()))


def shared():
    it = iter(range(6))

    def one():
        yield next(it)
        yield from it

    def two():
        yield next(it)

    yield from two()
    yield from two()
    yield from one()


print(list(shared()))


def recursive_delegation():
    yield from me


me = recursive_delegation()
attempt(lambda: next(me))


def tokenizer():
    tokens = []
    while True:
        line = yield
        if line is None:
            return tokens
        tokens.extend(line.split())


def grouper(results):
    while True:
        tokens = yield from tokenizer()
        results.append(tokens)


results = []
g = grouper(results)
next(g)
for line in ["a b", "c", None, "d e f", None]:
    g.send(line)
g.close()
print(results)


def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)


print(" ".join(hanoi(3)), sum(1 for _ in hanoi(8)))
