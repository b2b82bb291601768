"""`repr`, `__name__`, `__qualname__`, `__module__`, types as values, unions of types, abstract base classes."""
import abc


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class C:
    def m(self):
        pass


def strip(text):
    return text.split(" at 0x")[0]


c = C()
print(strip(repr(c)), strip(repr(c.m)), strip(repr(C.m)), repr(C), strip(repr(lambda: 0)))
print(strip(repr((x for x in ()))), strip(repr(iter([]))), strip(repr(iter(""))), strip(repr(object())))
print(strip(repr(zip())), strip(repr(map(str, ""))), strip(repr(enumerate(""))), strip(repr(reversed([]))))
print(repr(int), repr(type(None)), repr(...), repr(NotImplemented), repr(type(...)), repr(type(len)))
print(repr(range(3)), repr(slice(1)), repr({}.keys()), repr({1: 2}.items()), repr({}.values()), repr(super))
print(repr(memoryview), repr(property), strip(repr(property())), strip(repr(staticmethod(len))), strip(repr(classmethod(len))))
C.__module__ = "elsewhere"
print(repr(C), strip(repr(C())))
C.__qualname__ = "A.B.C"
print(repr(C), C.__name__)
C.__module__ = 5
print(repr(C))

u = int | str
print(u, type(u), u.__args__, u == (str | int), hash(u) == hash(str | int), int | None, u | float | int)
print(isinstance(1, u), isinstance(1.5, u), issubclass(bool, u), isinstance(None, int | None))
attempt(lambda: int | 5)
attempt(lambda: isinstance(1, list[int] | str))
print(list[int] | None, (int | str) | list[str])


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        ...

    @property
    @abc.abstractmethod
    def name(self):
        ...

    @classmethod
    @abc.abstractmethod
    def build(cls):
        ...

    def describe(self):
        return f"{self.name} of {self.area()}"


attempt(lambda: Shape())


class Half(Shape):
    def area(self):
        return 1


attempt(lambda: Half())


class Full(Half):
    name = "full"

    @classmethod
    def build(cls):
        return cls()


print(Full().describe(), Full.build().area(), sorted(Shape.__abstractmethods__), Full.__abstractmethods__)


class OneMissing(abc.ABC):
    @abc.abstractmethod
    def only(self):
        ...


attempt(lambda: OneMissing())


@Shape.register
class Virtual:
    pass


print(isinstance(Virtual(), Shape), issubclass(Virtual, Shape), Shape in Virtual.__mro__)


class Hooked(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other):
        if cls is Hooked:
            return hasattr(other, "quack")
        return NotImplemented


print(issubclass(type("Duck", (), {"quack": 1}), Hooked), issubclass(int, Hooked))
import collections.abc as cabc

print(isinstance([], cabc.Sequence), isinstance({}, cabc.Mapping), isinstance({}, cabc.Sequence), isinstance("", cabc.Sized))
print(isinstance((x for x in ()), cabc.Generator), isinstance(len, cabc.Callable), isinstance(5, cabc.Hashable), isinstance([], cabc.Hashable))
print(issubclass(list, cabc.MutableSequence), issubclass(tuple, cabc.MutableSequence), issubclass(dict, cabc.Iterable))


class MySeq(cabc.Sequence):
    def __init__(self, *items):
        self.items = items

    def __getitem__(self, i):
        return self.items[i]

    def __len__(self):
        return len(self.items)


s = MySeq(3, 1, 3)
print(list(s), 1 in s, s.index(3), s.count(3), list(reversed(s)), isinstance(s, cabc.Reversible))
attempt(lambda: type("Incomplete", (cabc.MutableMapping,), {})())
print(isinstance(True, int), issubclass(bool, (str, int)), isinstance(5, (str, (float, (int,)))), isinstance(C, type))
attempt(lambda: issubclass(5, int))
attempt(lambda: issubclass(int, 5))
attempt(lambda: isinstance(5, (int, 5)))
attempt(lambda: isinstance("x", (int, 5)))
print(type.__name__, type.__mro__, object.__bases__, object.__base__, type(type), type.__base__)
print(int.__name__, int.__module__, int.__qualname__, type(int.__doc__).__name__, type(c).__mro__[-1])
print(object.__doc__ is not None, C.__weakref__.__name__, isinstance(C.__dict__, type(type.__dict__)))
attempt(lambda: C.__dict__.__setitem__("x", 1))
attempt(lambda: exec("C.__dict__['x'] = 1"))
