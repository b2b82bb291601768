"""Which overridden methods of container subclasses the built-in operations respect."""


class L(list):
    def __getitem__(self, i):
        return f"item {i}"

    def __len__(self):
        return 99

    def __iter__(self):
        return iter(["from iter"])

    def __contains__(self, x):
        return x == "magic"

    def append(self, x):
        super().append(("logged", x))

    def __repr__(self):
        return "L!"


x = L([1, 2])
print(x[0], len(x), list(x), "magic" in x, 1 in x, x, str(x), [x], bool(x))
x.append(3)
x.extend([4])
x += [5]
print(list.__iter__(x).__length_hint__(), list.__getitem__(x, slice(None)))
print(x == [1, 2, ("logged", 3), 4, 5], sorted(x), [*x], tuple(x), max(L([1, 2])), x + [6])
a, = x
print(a, ", ".join(x), dict(zip(x, "v")))


class S(str):
    def __str__(self):
        return "str!"

    def __repr__(self):
        return "repr!"

    def __len__(self):
        return 77

    def __eq__(self, other):
        return "eq called"

    def __hash__(self):
        return str.__hash__(self)

    def __format__(self, spec):
        return "format!" + spec

    def __add__(self, other):
        return "add!"

    def __iter__(self):
        return iter("xyz")


s = S("abc")
print(s, repr(s), str(s), len(s), s == "abc", "abc" == s, f"{s}", f"{s:>5}", "%s" % s, "{}".format(s), s + "d", "d" + s, list(s), s[0], s.upper(), "-".join([s, s]), [s])
print({"abc": 1}.get(S("abc")), {S("abc"): 2}.get("abc"), type(str(s)).__name__, type("".join([s])).__name__, int(S("12")))


class D(dict):
    def __getitem__(self, key):
        return "item!"

    def __setitem__(self, key, value):
        super().__setitem__(key, ("set", value))

    def __len__(self):
        return 5

    def get(self, key, default=None):
        return "get!"


d = D(a=1)
d["b"] = 2
d.update(c=3)
d.setdefault("d", 4)
print(d["a"], dict(d), d.get("q"), len(d), d.pop("a"), d.copy(), bool(D()), d | {"z": 0}, list(d.values()))
print("{0[a]} {1}".format(d, 1), "%(zz)s" % d, eval("name", {}, D()), {**d})
scope = D()
exec("stored = 5", {}, scope)
print(dict.__getitem__(scope, "stored"))


class T(tuple):
    def __getitem__(self, i):
        return "got"

    def __iter__(self):
        return iter([7, 8])

    def __len__(self):
        return 3

    def __eq__(self, other):
        return "T eq"

    __hash__ = tuple.__hash__


t = T((1, 2))
print(t[0], list(t), len(t), t == (1, 2), (1, 2) == t, tuple(t), (lambda *a: a)(*t), isinstance(5, T((int, str))), hash(t) == hash((1, 2)))


class I(int):
    def __add__(self, other):
        return "I add"

    def __radd__(self, other):
        return "I radd"

    def __index__(self):
        return 1

    def __int__(self):
        return 100

    def __bool__(self):
        return False

    def __eq__(self, other):
        return int.__eq__(self, other)

    __hash__ = int.__hash__

    def __repr__(self):
        return "I!"

    def __format__(self, spec):
        return "I fmt"


i = I(2)
print(i + 1, 1 + i, [10, 20, 30][i], int(i), bool(i), i, f"{i}", "%d" % i, f"{i:d}", i * 2, range(i), i == 2, {2: "two"}[i], "abc" * i, round(i), -i, type(-i).__name__, hex(i), list(range(5))[i:], divmod(i, 2), i << 1, str(i), repr([i]))


class F(float):
    def __float__(self):
        return 9.0

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


f = F(1.5)
print(f, float(f), f + 1, f == 99, [99] == [f], int(f), "%.1f" % f, f"{f:.1f}", f.is_integer(), round(f))


class B(bytes):
    def __bytes__(self):
        return b"dunder"

    def __len__(self):
        return 42


b = B(b"abc")
print(bytes(b), len(b), b + b"", b"".join([b]), b[0:2], b == b"abc", int(B(b"5")))


class Set(set):
    def __contains__(self, x):
        return True

    def __len__(self):
        return 0

    def add(self, x):
        super().add(("added", x))


q = Set([1])
q.add(2)
q.update([3])
q |= {4}
print(5 in q, len(q), bool(q), sorted(map(str, q)), {1} <= q, sorted(q & {1}), type(q & {1}).__name__)


class Bool(int):
    pass


try:
    class Sub(bool):
        pass
except TypeError as e:
    print(e)
