"""Classes: special methods, descriptors, metaclasses, slots, enums, dataclasses, abstract classes, generics."""

import abc
import enum
import functools
from dataclasses import dataclass, field


@functools.total_ordering
class Version:
    __slots__ = ("parts",)

    def __init__(self, text):
        self.parts = tuple(int(part) for part in text.split("."))

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts

    def __hash__(self):
        return hash(self.parts)

    def __repr__(self):
        return f"Version({'.'.join(map(str, self.parts))!r})"


class Bounded:
    """A descriptor: a number between two bounds."""

    def __init__(self, low, high):
        self.low = low
        self.high = high

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.name, self.low)

    def __set__(self, instance, value):
        if not self.low <= value <= self.high:
            raise ValueError(f"{value} is not in {self.low}..{self.high}")
        setattr(instance, self.name, value)

    def __delete__(self, instance):
        try:
            delattr(instance, self.name)
        except AttributeError:
            pass


class Registry(type):
    known = {}

    def __new__(meta, name, bases, namespace, **options):
        cls = super().__new__(meta, name, bases, namespace)
        if not options.get("hidden"):
            meta.known[name] = cls
        return cls

    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)

    def __call__(cls, *args):
        instance = super().__call__(*args)
        cls.made = getattr(cls, "made", 0) + 1
        return instance


class Shape(metaclass=Registry, hidden=True):
    size = Bounded(0, 100)

    def __init_subclass__(cls, sides=None, **options):
        super().__init_subclass__()
        cls.sides = sides

    def area(self):
        raise NotImplementedError


class Square(Shape):
    sides = 4

    def __init__(self, size):
        self.size = size

    def area(self):
        return self.size**2


class Circle(Shape):
    def __init__(self, size):
        self.size = size

    def area(self):
        return 3 * self.size**2


class Color(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3

    @property
    def short(self):
        return self.name[0]

    @classmethod
    def parse(cls, text):
        for color in cls:
            if color.short == text:
                return color
        return None


class Access(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
    ALL = READ | WRITE


@dataclass(order=True)
class Item:
    price: int
    name: str = field(compare=False)
    tags: list = field(default_factory=list, compare=False)

    def __post_init__(self):
        if self.price < 0:
            raise ValueError("a negative price")

    def with_tag(self, tag):
        self.tags.append(tag)
        return self


class Source(abc.ABC):
    @abc.abstractmethod
    def read(self):
        """Give the next text."""

    def read_all(self):
        while (text := self.read()) is not None:
            yield text


class Words(Source):
    def __init__(self, text):
        self.words = text.split()

    def read(self):
        if self.words:
            return self.words.pop(0)
        return None


class Stack[T]:
    def __init__(self):
        self.items: list[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)

    def pop(self) -> T:
        return self.items.pop()

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return reversed(self.items)

    def __contains__(self, item):
        return item in self.items

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self.items[index]
        return self.items[-1 - index]

    def __bool__(self):
        return bool(self.items)


class Vector:
    def __init__(self, *numbers):
        self.numbers = numbers

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self.numbers, other.numbers)))

    def __mul__(self, factor):
        if isinstance(factor, Vector):
            return sum(a * b for a, b in zip(self.numbers, factor.numbers))
        return Vector(*(a * factor for a in self.numbers))

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return sum(a * a for a in self.numbers) ** 0.5

    def __matmul__(self, other):
        return self * other

    def __getattr__(self, name):
        if len(name) == 1 and name in "xyz":
            return self.numbers["xyz".index(name)]
        raise AttributeError(name)

    def __call__(self, index):
        return self.numbers[index]

    def __format__(self, specification):
        return "(" + ", ".join(format(number, specification) for number in self.numbers) + ")"


class Base:
    def who(self):
        return ["Base"]


class Left(Base):
    def who(self):
        return ["Left", *super().who()]


class Right(Base):
    def who(self):
        return ["Right", *super().who()]


class Both(Left, Right):
    def who(self):
        return ["Both", *super().who()]


def attempt(function, *args):
    try:
        return function(*args)
    except (ValueError, TypeError, AttributeError) as error:
        return type(error).__name__


def run():
    versions = [Version(text) for text in ("3.14", "3.9.1", "2.7", "3.14")]
    yield sorted(versions), len(set(versions)), versions[0] == "3.14"
    yield attempt(lambda: versions[0] < 3)
    yield [shape.area() for shape in (Square(3), Circle(2), Square(1))]
    yield sorted(Registry.known), Square.made, Square.size.high
    yield attempt(Square, 1000), attempt(Shape().area) if False else "not called"
    square = Square(5)
    del square.size
    yield square.size, Square.sides
    yield [color.short for color in Color], Color.parse("G"), Color.parse("X"), Color(3)
    yield Access.READ in Access.ALL, Access.READ & Access.WRITE, list(Access.ALL)
    items = [Item(3, "c"), Item(1, "a").with_tag("x"), Item(2, "b")]
    yield sorted(items)[0], attempt(Item, -1, "bad")
    yield list(Words("one two three").read_all()), attempt(Source)
    stack = Stack[int]()
    for number in range(4):
        stack.push(number)
    yield stack.pop(), len(stack), list(stack), 1 in stack, stack[0], stack[:2], bool(stack)
    v = Vector(1, 2, 2)
    yield abs(v), v @ v, (2 * -v).numbers, v.z, v(0), f"{v:.1f}", attempt(getattr, v, "w")
    yield Both().who(), [cls.__name__ for cls in Both.__mro__]
