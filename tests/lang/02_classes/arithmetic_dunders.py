"""Arithmetic dunders: left, right, in place, `NotImplemented`, subclass priority, and the messages of failures."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


NAMES = ["add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and", "xor", "or"]
SYMBOLS = ["+", "-", "*", "@", "/", "//", "%", None, "**", "<<", ">>", "&", "^", "|"]

namespace = {}
for name in NAMES:
    namespace[f"__{name}__"] = lambda self, other, n=name: f"{n}({other!r})"
    namespace[f"__r{name}__"] = lambda self, other, n=name: f"r{n}({other!r})"
    if name != "divmod":
        namespace[f"__i{name}__"] = lambda self, other, n=name: f"i{n}({other!r})"
Everything = type("Everything", (), namespace)

e = Everything()
for name, symbol in zip(NAMES, SYMBOLS):
    if symbol is None:
        print(divmod(e, 1), divmod(1, e))
        continue
    scope = {"e": e, "x": e}
    exec(f"x {symbol}= 3", scope)
    print(symbol, eval(f"e {symbol} 1", scope), eval(f"2 {symbol} e", scope), scope["x"])

for symbol in SYMBOLS:
    if symbol is not None:
        attempt(lambda: eval(f"object {symbol} 1"))
        attempt(lambda: exec(f"x = []\nx {symbol}= None"))


class Left:
    def __add__(self, other):
        print("Left.__add__")
        return NotImplemented

    def __radd__(self, other):
        print("Left.__radd__")
        return NotImplemented


class Right:
    def __radd__(self, other):
        print("Right.__radd__")
        return "right result"


class SubLeft(Left):
    def __radd__(self, other):
        print("SubLeft.__radd__")
        return "sub result"


class SubNoOverride(Left):
    pass


print(Left() + Right())
attempt(lambda: Left() + Left())
attempt(lambda: Left() + 1)
attempt(lambda: 1 + Left())
print(Left() + SubLeft())
attempt(lambda: Left() + SubNoOverride())


class InPlace:
    def __init__(self, v):
        self.v = v

    def __iadd__(self, other):
        print("iadd")
        self.v += other
        return self

    def __add__(self, other):
        print("add")
        return InPlace(self.v + other)

    def __isub__(self, other):
        return NotImplemented

    def __sub__(self, other):
        return f"sub after isub declined {other}"


i = j = InPlace(1)
i += 5
print(i is j, j.v)
i = i + 1
print(i is j, i.v, j.v)
i -= 3
print(i)


class Unary:
    def __neg__(self):
        return "neg"

    def __pos__(self):
        return "pos"

    def __invert__(self):
        return "invert"

    def __abs__(self):
        return "abs"

    def __round__(self, n=None):
        return f"round {n}"

    def __trunc__(self):
        return "trunc"

    def __floor__(self):
        return "floor"

    def __ceil__(self):
        return "ceil"


u = Unary()
print(-u, +u, ~u, abs(u), round(u), round(u, 2))
import math

print(math.trunc(u), math.floor(u), math.ceil(u))
for text in ["-object()", "+object()", "~object()", "abs(object())", "round(object())", "~1.5", "-'a'", "+[]"]:
    attempt(lambda: eval(text))


class Power:
    def __pow__(self, exponent, modulus=None):
        return f"pow {exponent} {modulus}"

    def __rpow__(self, base, modulus=None):
        return f"rpow {base} {modulus}"


print(Power() ** 2, pow(Power(), 2), pow(Power(), 2, 3), 5 ** Power(), pow(5, Power()))
attempt(lambda: pow(5, Power(), 7))
attempt(lambda: pow(2, 3, "x"))


class Convert:
    def __int__(self):
        return 7

    def __float__(self):
        return 7.5

    def __complex__(self):
        return 7 + 5j

    def __index__(self):
        return 2


c = Convert()
print(int(c), float(c), complex(c), [10, 20, 30][c], hex(c), "abc" * c, range(c), bin(c), [1, 2, 3][c:], (1,) * c)


def bad(name, value):
    return type("Bad", (), {name: lambda self: value})()


attempt(lambda: int(bad("__int__", "x")))
attempt(lambda: float(bad("__float__", 1)))
attempt(lambda: complex(bad("__complex__", 1)))
attempt(lambda: [1][bad("__index__", 1.5)])
attempt(lambda: bool(bad("__bool__", 1)))
attempt(lambda: len(bad("__len__", -1)))
attempt(lambda: len(bad("__len__", "x")))
attempt(lambda: len(bad("__len__", 2 ** 100)))
attempt(lambda: bool(bad("__len__", -1)))
attempt(lambda: hash(bad("__hash__", "x")))
attempt(lambda: str(bad("__str__", 5)))
attempt(lambda: repr(bad("__repr__", None)))
attempt(lambda: bytes(bad("__bytes__", "x")))
attempt(lambda: format(bad("__str__", 5)))
attempt(lambda: iter(bad("__iter__", 5)))
print(float(bad("__index__", 3)), complex(bad("__index__", 3)), int(bad("__index__", 3)))
print(1 .__add__(2), (1).__add__(1.5), int.__radd__(1, 2), (1).__truediv__(0.5), "a".__add__("b"), [1].__mul__(2))
print(NotImplemented, type(NotImplemented).__name__)
attempt(lambda: bool(NotImplemented))
