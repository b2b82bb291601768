"""enum: members, values, aliases, auto, Flag, IntEnum, StrEnum, unique, functional API, customised members, errors."""
import enum
from enum import CONFORM, EJECT, KEEP, STRICT, Enum, Flag, IntEnum, IntFlag, StrEnum, auto, member, nonmember, unique, verify


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    def describe(self):
        return f"{self.name.lower()}={self.value}"

    @classmethod
    def default(cls):
        return cls.GREEN

    @property
    def bright(self):
        return self is Color.RED


print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color["BLUE"], Color.CRIMSON is Color.RED, list(Color), len(Color), Color.__members__.keys())
print(Color.RED.describe(), Color.default(), Color.RED.bright, Color.RED == 1, Color.RED == Color.RED, Color.RED in Color, 1 in Color, 9 in Color, Color.RED is Color(1), hash(Color.RED) == hash("RED"), type(Color.RED), isinstance(Color.RED, Color), f"{Color.RED} {Color.RED!r} {Color.RED:>12}", list(reversed(Color)), bool(Color.RED), {Color.RED: "r"}[Color(1)])
attempt(lambda: Color(9))
attempt(lambda: Color["NOPE"])
attempt(lambda: Color.NOPE)
attempt(lambda: Color.RED < Color.BLUE)
attempt(lambda: setattr(Color, "RED", 5))
attempt(lambda: delattr(Color, "RED"))
attempt(lambda: setattr(Color.RED, "value", 5))
attempt(lambda: type("Sub", (Color,), {}))
attempt(lambda: exec("class Sub(Color):\n  X = 9", globals()))
attempt(lambda: exec("class Dup(Enum):\n  A = 1\n  A = 2", globals()))
attempt(lambda: exec("@unique\nclass U(Enum):\n  A = 1\n  B = 1", globals()))
attempt(lambda: exec("class M(Enum):\n  mro = 1", globals()))
attempt(lambda: exec("class S(Enum):\n  _bad_ = 1", globals()))
attempt(lambda: Color())


class Auto(Enum):
    A = auto()
    B = auto()
    C = 10
    D = auto()


class Named(StrEnum):
    ONE = auto()
    TWO = "explicit"


class Num(IntEnum):
    LOW = 1
    HIGH = 10


print([m.value for m in Auto], list(Named), Named.ONE + "x", str(Named.TWO), f"{Named.ONE}", repr(Named.ONE), Named("one") is Named.ONE, Named.ONE == "one", isinstance(Named.ONE, str))
print(Num.LOW + 1, Num.LOW < Num.HIGH, Num.HIGH > 5, sorted(Num, reverse=True), str(Num.LOW), repr(Num.LOW), f"{Num.LOW}", [0, 1][Num.LOW], int(Num.HIGH), Num(10), Num.LOW == 1, hash(Num.LOW) == hash(1), range(Num.LOW, 3), "%d" % Num.HIGH, type(Num.LOW + 0).__name__)


class Perm(Flag):
    R = 4
    W = 2
    X = 1
    RW = R | W


print(Perm.R | Perm.X, repr(Perm.R | Perm.X), Perm.RW, Perm(7), Perm.R in Perm.RW, Perm.X in Perm.RW, ~Perm.R, Perm.RW & Perm.W, Perm.R ^ Perm.RW, bool(Perm(0)), Perm(0), repr(Perm(0)), list(Perm.RW), list(Perm), len(Perm.RW), (Perm.R | Perm.W) is Perm.RW, Perm["RW"], Perm.R.name, (Perm.R | Perm.X).name, Perm(0).name)
attempt(lambda: Perm(8))
attempt(lambda: Perm.R | 1)
attempt(lambda: exec("class F(Flag):\n  A = 'x'", globals()))


class Int(IntFlag):
    A = 1
    B = 2


print(Int.A | Int.B, repr(Int.A | Int.B), Int(8), repr(Int(8)), Int.A | 8, Int.A + 1, ~Int.A, Int.A & 3, Int.A in Int(3), type(Int.A | 4).__name__)
for boundary in (STRICT, CONFORM, EJECT, KEEP):
    cls = Flag("B", {"A": 1, "C": 4}, boundary=boundary)
    attempt(lambda: (boundary.name, repr(cls(7))))
Animal = Enum("Animal", "CAT DOG")
print(list(Animal), Enum("E", ["A", "B"], start=5).B.value, Enum("P", [("X", "x"), ("Y", "y")])("y"), Enum("D", {"K": 1}).K, Animal.__module__, IntEnum("I", "A B").A + 1)


class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    MARS = (6.42e23, 3.39e6)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return round(6.67e-11 * self.mass / self.radius ** 2, 2)


print(Planet.EARTH.gravity, Planet.MARS.mass, Planet((6.42e23, 3.39e6)).name)


class Coord(bytes, Enum):
    def __new__(cls, value, label):
        obj = bytes.__new__(cls, [value])
        obj._value_ = value
        obj.label = label
        return obj

    PX = (1, "x")
    PY = (2, "y")


print(Coord.PX, Coord(2).label, Coord.PY[0])


class Missing(Enum):
    YES = "y"
    NO = "n"

    @classmethod
    def _missing_(cls, value):
        if isinstance(value, str):
            for m in cls:
                if m.value == value.lower()[:1]:
                    return m
        return None


print(Missing("Yes"), Missing("NOPE"))
attempt(lambda: Missing(5))


class Next(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return f"{name.lower()}-{count}"

    A = auto()
    B = auto()
    _ignore_ = "temp"
    temp = 5


print([m.value for m in Next], hasattr(Next, "temp"))


class Mixed(Enum):
    a_member = member(lambda: 1)
    not_member = nonmember(5)
    _private = 6
    __mangled = 7

    class Inner:
        pass

    def method(self):
        pass


attempt(lambda: ([m.name for m in Mixed], Mixed.not_member, type(Mixed._private).__name__))


class Operation(Enum):
    ADD = "+"
    SUB = "-"

    def __call__(self, a, b):
        return a + b if self is Operation.ADD else a - b


print(Operation.ADD(1, 2), Operation("-")(5, 3))


class Ordered(Enum):
    A = 1
    B = 2

    def __lt__(self, other):
        return self.value < other.value if type(other) is type(self) else NotImplemented


print(max(Ordered), sorted([Ordered.B, Ordered.A]), Ordered.A < Ordered.B)
attempt(lambda: Ordered.A < 1)
attempt(lambda: verify(enum.CONTINUOUS)(Enum("Gap", {"A": 1, "B": 3})))
attempt(lambda: verify(enum.UNIQUE)(Color))
attempt(lambda: verify(enum.NAMED_FLAGS)(Flag("Un", {"A": 1, "B": 6})))
import copy
import pickle

print(pickle.loads(pickle.dumps(Color.RED)) is Color.RED, copy.deepcopy(Color.BLUE) is Color.BLUE, pickle.loads(pickle.dumps(Perm.R | Perm.X)))
print(enum.show_flag_values(6), enum.bin(10), repr(enum.CONTINUOUS), Color.__doc__, sorted(n for n in dir(Color) if not n.startswith("_")))
match Color.GREEN:
    case Color.RED:
        print("red")
    case Color.GREEN:
        print("green matched")
with_doc = enum.Enum("WithDoc", {"A": 1}, qualname="Outer.WithDoc", module="somewhere")
print(with_doc, with_doc.A, with_doc.__qualname__)


@enum.global_enum
class Global(Enum):
    GX = 1


print(GX, repr(GX), enum.property.__name__, Color.RED._name_, Color._member_names_, Color._value2member_map_[3])
