"""`__slots__`: storage, absence of `__dict__`, inheritance, weak references, layout conflicts, name mangling."""
import weakref


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


p = Point(1, 2)
print(p.x, p.y)
attempt(lambda: setattr(p, "z", 3))
attempt(lambda: p.__dict__)
attempt(lambda: p.z)
del p.x
attempt(lambda: p.x)
attempt(lambda: delattr(p, "x"))
p.x = 9
print(p.x)
attempt(lambda: weakref.ref(p))
print(Point.__slots__, type(Point.x).__name__, Point.x.__name__, repr(Point.x))
print(Point.x.__get__(p), Point.x.__get__(None, Point) is Point.x)
attempt(lambda: Point.x.__get__(5))
Point.x.__set__(p, "direct")
print(p.x)


class Child(Point):
    pass


ch = Child(1, 2)
ch.z = 3
print(ch.__dict__, ch.x)


class SlottedChild(Point):
    __slots__ = ["z"]


sc = SlottedChild(1, 2)
sc.z = 3
attempt(lambda: setattr(sc, "w", 1))
print(sc.x, sc.y, sc.z)


class StringSlot:
    __slots__ = "single"


ss = StringSlot()
ss.single = 1
print(ss.single, StringSlot.__slots__)


class DictSlots:
    __slots__ = {"a": "documentation of a", "b": None}


print(DictSlots.__slots__["a"], DictSlots.a.__doc__ if hasattr(DictSlots.a, "__doc__") else None)


class WithDict:
    __slots__ = ("a", "__dict__")


wd = WithDict()
wd.a = 1
wd.b = 2
print(wd.__dict__)


class WithWeak:
    __slots__ = ("__weakref__",)


ww = WithWeak()
print(weakref.ref(ww)() is ww)
attempt(lambda: setattr(ww, "q", 1))


class Private:
    __slots__ = ("__hidden",)

    def __init__(self):
        self.__hidden = 5

    def see(self):
        return self.__hidden


pr = Private()
print(pr.see(), pr._Private__hidden)


class Empty:
    __slots__ = ()


attempt(lambda: setattr(Empty(), "x", 1))


class IntWithEmptySlots(int):
    __slots__ = ()


i = IntWithEmptySlots(5)
print(i + 1)
attempt(lambda: setattr(i, "x", 1))
attempt(lambda: type("IntSlots", (int,), {"__slots__": ("x",)}))
attempt(lambda: type("TupleSlots", (tuple,), {"__slots__": ("x",)}))
ListSlots = type("ListSlots", (list,), {"__slots__": ("x",)})
ls = ListSlots([1])
ls.x = 2
print(ls, ls.x)
attempt(lambda: type("Conflict", (), {"__slots__": ("a",), "a": 1}))
attempt(lambda: type("BadName", (), {"__slots__": ("not valid",)}))
attempt(lambda: type("BadType", (), {"__slots__": (1,)}))
attempt(lambda: type("TwoDicts", (), {"__slots__": ("__dict__", "__dict__")}))
attempt(lambda: type("HasDictAlready", (Child,), {"__slots__": ("__dict__",)}))
attempt(lambda: type("TwoBases", (Point, DictSlots), {}))
OneEmpty = type("OneEmpty", (Point, Empty), {"__slots__": ()})
print([c.__name__ for c in OneEmpty.__mro__])
attempt(lambda: type("Generator", (), {"__slots__": (n for n in ("g1", "g2"))})().g1)
attempt(lambda: type("NotIterable", (), {"__slots__": 5}))


class Redefines(Point):
    __slots__ = ("x",)


r = Redefines(1, 2)
Point.x.__set__(r, "base slot")
print(r.x, Point.x.__get__(r))


class AddedLater:
    __slots__ = ()


AddedLater.v = 5
print(AddedLater().v)
attempt(lambda: setattr(AddedLater(), "v", 1))
a, b = Point(1, 1), Point(2, 2)
a.__class__, b.__class__ = Point, Point
print(Point.__dictoffset__ == 0, Child.__dictoffset__ != 0, Point.__weakrefoffset__ == 0)
