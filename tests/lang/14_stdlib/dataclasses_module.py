"""dataclasses: fields, defaults, order, frozen, slots, kw_only, post-init, inheritance, replace, errors."""
import dataclasses
from dataclasses import KW_ONLY, InitVar, asdict, astuple, dataclass, field, fields, make_dataclass, replace
from typing import ClassVar


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


@dataclass
class Item:
    name: str
    price: float = 1.5
    tags: list = field(default_factory=list, repr=False)
    hidden: int = field(default=0, compare=False)
    total: ClassVar[int] = 5
    computed: float = field(init=False, default=0.0)

    def __post_init__(self):
        self.computed = self.price * 2


a, b = Item("a"), Item("a", hidden=9)
print(a, a == b, a.tags is b.tags, a.computed, [f.name for f in fields(a)], Item.__match_args__, Item.total)
print(asdict(a), astuple(a), replace(a, name="z", price=3.0))
attempt(lambda: Item())
attempt(lambda: Item("a", 1, [], 0, 5))
attempt(lambda: replace(a, computed=1))
attempt(lambda: a < b)
attempt(lambda: hash(a))


@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0
    label: str = field(default="", compare=False)


v = Version(1, 2)
print(sorted([Version(2), Version(1, 5), v]), v < Version(1, 3), v == Version(1, 2, "x"), hash(v) == hash(Version(1, 2, "y")), {v: 1}[Version(1, 2)])
attempt(lambda: setattr(v, "major", 5))
attempt(lambda: delattr(v, "major"))
attempt(lambda: setattr(v, "new", 5))
attempt(lambda: v < (1, 2))


@dataclass(slots=True)
class Slotted:
    x: int
    y: int = 2


s = Slotted(1)
print(s, Slotted.__slots__, hasattr(s, "__dict__"))
attempt(lambda: setattr(s, "z", 1))


@dataclass(kw_only=True)
class Keywords:
    a: int
    b: int = 2


@dataclass
class Mixed:
    a: int
    _: KW_ONLY
    b: int
    c: int = 3


print(Keywords(a=1), Mixed(1, b=2))
attempt(lambda: Keywords(1))
attempt(lambda: Mixed(1, 2))


@dataclass
class Base:
    x: int
    y: int = 0

    def method(self):
        return self.x


@dataclass
class Child(Base):
    z: int = 1
    x: int = 10


print(Child(), Child(1, 2, 3), Child() == Base(10, 0), [f.name for f in fields(Child)])


@dataclass
class WithInitVar:
    base: int
    scale: InitVar[int] = 2

    def __post_init__(self, scale):
        self.base *= scale


print(WithInitVar(5), WithInitVar(5, 10), [f.name for f in fields(WithInitVar)])
attempt(lambda: replace(WithInitVar(5), base=1))


@dataclass(repr=False, eq=False)
class Bare:
    x: int


print(Bare(1) == Bare(1), repr(Bare(1)).startswith("<__main__.Bare object"))


@dataclass(unsafe_hash=True)
class Hashed:
    x: int


@dataclass
class OwnMethods:
    x: int

    def __repr__(self):
        return "own repr"

    def __eq__(self, other):
        return True


print(hash(Hashed(1)) == hash(Hashed(1)), OwnMethods(1), OwnMethods(1) == OwnMethods(2))
for body in ["x: int = 1\n    y: int", "x: list = []", "x: int = field(default=1, default_factory=int)", "x = field()", "x: int = field(kw_only=dataclasses.MISSING)\n    y: int = 5"]:
    scope = {"dataclass": dataclass, "field": field, "dataclasses": dataclasses}
    attempt(lambda: exec(f"@dataclass\nclass Bad:\n    {body}", scope))
attempt(lambda: dataclass(frozen=True)(type("F", (Item,), {"__annotations__": {"q": int}})))
attempt(lambda: dataclass(order=True, eq=False)(type("O", (), {})))
attempt(lambda: dataclass(order=True)(type("L", (), {"__lt__": lambda s, o: True})))
attempt(lambda: dataclass(unsafe_hash=True)(type("H", (), {"__hash__": lambda s: 1})))
attempt(lambda: fields(5))
attempt(lambda: asdict(5))
attempt(lambda: replace(5))
print(dataclasses.is_dataclass(Item), dataclasses.is_dataclass(a), dataclasses.is_dataclass(5))
Made = make_dataclass("Made", [("x", int), "y", ("z", int, field(default=7))], namespace={"double": lambda self: self.x * 2}, order=True)
print(Made(1, 2), Made(1, 2).double(), Made(1, 2) < Made(2, 1), Made.__annotations__["x"])
attempt(lambda: make_dataclass("Bad", ["def"]))


@dataclass
class Node:
    value: int
    children: list["Node"] = field(default_factory=list)
    extra: dict = field(default_factory=dict)


tree = Node(1, [Node(2), Node(3, [Node(4)])], {"k": Node(5)})
print(tree, asdict(tree)["children"][1]["children"][0]["value"], asdict(tree, dict_factory=lambda kv: sorted(k for k, _ in kv))[0], astuple(tree)[1][0][0])
loop = Node(1)
loop.children.append(loop)
print(loop)
f = fields(Item)[1]
print(f.name, f.type, f.default, f.init, f.repr, f.compare, f.hash, f.kw_only, f.metadata, f.default_factory is dataclasses.MISSING)
print(field(metadata={"unit": "m"}).metadata["unit"], fields(dataclass(type("Meta", (), {"__annotations__": {"x": int}, "x": field(default=1, metadata={"doc": "d"})})))[0].metadata)


@dataclass
class Descriptor:
    class Celsius:
        def __get__(self, instance, owner):
            return 20 if instance is None else instance._t

        def __set__(self, instance, value):
            instance._t = value * 2

    t: int = Celsius()


print(Descriptor(), Descriptor(5))
match Version(3, 4):
    case Version(major, minor):
        print(major, minor)


@dataclass(frozen=True, slots=True)
class Point[T]:
    x: T
    y: T


print(Point(1, 2), Point[int](3, 4), Point.__type_params__)
import copy
import pickle

print(copy.deepcopy(tree) == tree, pickle.loads(pickle.dumps(v)) == v, copy.replace(v, minor=9), copy.copy(Point(1, 2)) == Point(1, 2))
