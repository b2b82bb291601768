"""`match`: class patterns, `__match_args__`, built-in positional sub-patterns, dataclasses, errors."""
import dataclasses
import enum


@dataclasses.dataclass
class Point:
    x: int
    y: int


@dataclasses.dataclass
class Circle:
    center: Point
    radius: float = 1.0


class Plain:
    def __init__(self, **kw):
        self.__dict__.update(kw)


class WithArgs:
    __match_args__ = ("a", "b")

    def __init__(self, a, b=None):
        self.a = a
        if b is not None:
            self.b = b


class Sub(WithArgs):
    pass


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


def shape(x):
    match x:
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y):
            return f"on y axis {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point(x, _):
            return f"point x={x}"
        case Circle(Point(0, 0), r):
            return f"centred circle {r}"
        case Circle(center=Point(x=cx), radius=1.0 as r):
            return f"unit circle at {cx} {r}"
        case Circle():
            return "circle"
        case Plain(kind="a", value=v):
            return f"plain a {v}"
        case Plain(kind=k):
            return f"plain {k}"
        case Sub(1):
            return "sub 1"
        case WithArgs(a, b):
            return f"args {a} {b}"
        case WithArgs(a):
            return f"arg {a}"
        case int(n):
            return f"int {n}"
        case str(s) if len(s) > 3:
            return f"long str {s}"
        case str():
            return "str"
        case float() | complex() as n:
            return f"number {n}"
        case list([a, b]):
            return f"list of two {a} {b}"
        case dict({"k": v}):
            return f"dict with k {v}"
        case tuple() as t:
            return f"tuple {t}"
        case type():
            return "a class"
        case _:
            return "other"


for x in [Point(0, 0), Point(0, 5), Point(3, 3), Point(3, 4), Circle(Point(0, 0), 9), Circle(Point(1, 2)), Circle(Point(1, 2), 3), Plain(kind="a", value=1), Plain(kind="b"), Plain(), Sub(1), Sub(2, 3), WithArgs(4), 5, True, "text", "t", 1.5, 2j, [1, 2], [1], {"k": 1}, {}, (1,), int, Point, None]:
    print(shape(x))


def builtins(x):
    match x:
        case bool(b):
            return "bool", b
        case bytearray(b):
            return "bytearray", b
        case bytes(b):
            return "bytes", b
        case dict(d):
            return "dict", d
        case float(f):
            return "float", f
        case frozenset(f):
            return "frozenset", f
        case int(i):
            return "int", i
        case list(v):
            return "list", v
        case set(s):
            return "set", s
        case str(s):
            return "str", s
        case tuple(t):
            return "tuple", t


for x in [True, bytearray(b"a"), b"b", {1: 2}, 1.0, frozenset([1]), 7, [1], {2}, "s", (1,), None]:
    print(builtins(x))


def too_many(x):
    match x:
        case int(a, b):
            pass


def no_match_args(x):
    match x:
        case Plain(a):
            pass


def too_many_positional(x):
    match x:
        case WithArgs(a, b, c):
            pass


def duplicate_attribute(x):
    match x:
        case WithArgs(1, a=1):
            pass


def not_a_class(x):
    match x:
        case not_class():
            pass


not_class = 5


def undefined_class(x):
    match x:
        case Undefined():
            pass


attempt(too_many, 5)
attempt(no_match_args, Plain())
attempt(no_match_args, 5)
attempt(too_many_positional, WithArgs(1, 2))
attempt(duplicate_attribute, WithArgs(1, 2))
attempt(not_a_class, 5)
attempt(undefined_class, 5)


class BadArgs:
    __match_args__ = ["a"]
    a = 1


class BadNames:
    __match_args__ = (1,)


def uses_bad(cls):
    def f(x):
        match x:
            case cls(v):
                return v
    return f


attempt(uses_bad(BadArgs), BadArgs())
attempt(uses_bad(BadNames), BadNames())


class Meta(type):
    def __instancecheck__(cls, x):
        return x == "instance"


class Checked(metaclass=Meta):
    __match_args__ = ("upper",)


match "instance":
    case Checked(u):
        print(u())


class PropertyFails:
    @property
    def p(self):
        raise ValueError("property")

    @property
    def q(self):
        raise AttributeError("q is treated as absent")


def properties(x, which):
    match x:
        case PropertyFails(p=_) if which == "p":
            return "p"
        case _:
            return "none"


attempt(properties, PropertyFails(), "p")
match PropertyFails():
    case PropertyFails(q=_):
        print("unreached")
    case _:
        print("attribute error means no match")


class Op(enum.Enum):
    ADD = "+"
    MUL = "*"
    NEG = "-"


@dataclasses.dataclass
class Bin:
    op: Op
    left: object
    right: object


@dataclasses.dataclass
class Un:
    op: Op
    operand: object


def simplify(e):
    match e:
        case Bin(op, left, right):
            e = Bin(op, simplify(left), simplify(right))
        case Un(op, x):
            e = Un(op, simplify(x))
    match e:
        case Bin(Op.ADD, 0, x) | Bin(Op.ADD, x, 0):
            return x
        case Bin(Op.MUL, 1, x) | Bin(Op.MUL, x, 1):
            return x
        case Bin(Op.MUL, 0, _) | Bin(Op.MUL, _, 0):
            return 0
        case Bin(Op.ADD, int(a), int(b)):
            return a + b
        case Bin(Op.MUL, int(a), int(b)):
            return a * b
        case Un(Op.NEG, Un(Op.NEG, x)):
            return x
        case Un(Op.NEG, int(n)):
            return -n
    return e


print(simplify(Bin(Op.ADD, Bin(Op.MUL, 1, "x"), Bin(Op.MUL, 0, "y"))))
print(simplify(Bin(Op.ADD, Bin(Op.MUL, 2, 3), Un(Op.NEG, Un(Op.NEG, 4)))))
print(simplify(Bin(Op.MUL, "a", Bin(Op.ADD, 1, "b"))))
print(Point.__match_args__, Circle.__match_args__)


class Order:
    def __getattribute__(self, name):
        if not name.startswith("__"):
            print("  get", name)
            return name
        return object.__getattribute__(self, name)


match Order():
    case Order(first="first", second="no"):
        pass
    case Order(third="third", fourth=f):
        print(f)
