"""Container and call dunders: getitem with every subscript, setitem, delitem, len, iter, reversed, call, missing."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Show:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


s = Show()
print(s[1], s[1:2], s[1:2:3], s[:], s[::], s[:, 1], s[...], s[1, 2], s[()], s[1:2, ::3], s["a"], s[1,])
print(s[*[1, 2]], s[*[1], 5, *()], s[None], s[-1], s[(1, 2)], s[1:2, 3])
s[1] = "a"
s[1:2] = "b"
s[1, ...] = "c"
del s[1]
del s[::2]
s[0] += 5
s[1], s[2] = 3, 4
for s["loop"] in range(2):
    pass
[s[9], *s[8]] = [1, 2]


class Seq:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        print("len")
        return self.n

    def __getitem__(self, i):
        print("getitem", i)
        if isinstance(i, slice):
            return i.indices(self.n)
        if i >= self.n:
            raise IndexError("past the end")
        return i * i


q = Seq(3)
print(list(q))
print(list(reversed(q)))
print(q[-1:], q[5:0:-1])
a, b, c = q
print(a, b, c)
print(bool(q), bool(Seq(0)))
attempt(lambda: tuple(iter(q)))


class OwnReversed:
    def __reversed__(self):
        return "anything at all"


print(reversed(OwnReversed()))
attempt(lambda: reversed(5))
attempt(lambda: reversed({1}))
attempt(lambda: reversed(type("R", (), {"__reversed__": None})()))


class Missing(dict):
    def __missing__(self, key):
        self[key] = value = f"made {key}"
        return value


m = Missing(a=1)
print(m["a"], m["b"], m, m.get("z"), "z" in m)
attempt(lambda: dict.__getitem__(m, "q"))
attempt(lambda: {}.__missing__)


class Call:
    def __call__(self, *args, **kwargs):
        return args, kwargs


print(Call()(1, *[2], a=3), Call().__call__(5))
attempt(lambda: Call()(**{1: 2}))


class CallChain:
    def __init__(self, n=0):
        self.n = n

    def __call__(self, x):
        return CallChain(self.n + x)


print(CallChain()(1)(2)(3).n)


class Iter:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration("value of stop")
        self.n -= 1
        return self.n


it = Iter(3)
print(next(it), list(it), next(it, "exhausted"))
attempt(lambda: next(it))
print(list(zip(Iter(3), Iter(2))), sum(Iter(5)), max(Iter(4)), tuple(Iter(2)), [*Iter(3)], sorted(Iter(3)))
x, *y = Iter(4)
print(x, y)
for text in ["5[0]", "None[1]", "object()[0]", "(1).x[0]", "len[0]", "{}[[]]", "[][{}]", "'abc'['a']", "(1,2)[1.5]"]:
    attempt(lambda: eval(text))
attempt(lambda: exec("x = (1, 2)\nx[0] = 5"))
attempt(lambda: exec("x = 'abc'\ndel x[0]"))
attempt(lambda: exec("x = 5\nx[0] = 1"))
attempt(lambda: exec("x = 5\ndel x[0]"))
attempt(lambda: exec("x = range(3)\nx[0] = 1"))


class LengthHint:
    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        return iter((1, 2, 3))

    def __length_hint__(self):
        return self.hint


import operator

print(operator.length_hint(LengthHint(10)), list(LengthHint(100)), operator.length_hint([1, 2]), operator.length_hint(5, 7))
print(list(LengthHint(NotImplemented)))
attempt(lambda: list(LengthHint(-1)))
attempt(lambda: list(LengthHint("x")))


class Context:
    def __enter__(self):
        return "entered"

    def __exit__(self, *exc):
        print("exit", exc[0] and exc[0].__name__)
        return False


with Context() as v, Context() as w:
    print(v, w)


class Bytes:
    def __bytes__(self):
        return b"from __bytes__"

    def __format__(self, spec):
        return f"formatted<{spec}>"

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


o = Bytes()
print(bytes(o), format(o, "x"), f"{o:>10} {o!r:>6} {o!s}", "{:abc}".format(o), str(o), repr(o), [o], "%s %r" % (o, o))
