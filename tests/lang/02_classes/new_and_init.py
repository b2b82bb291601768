"""Construction: `__new__`, `__init__`, immutable bases, returning other types, excess arguments, `__del__` after gc."""
import gc


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Both:
    def __new__(cls, *args, **kwargs):
        print("new", args, kwargs)
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        print("init", args, kwargs)


Both(1, a=2)


class Other:
    def __new__(cls, value):
        return value

    def __init__(self, value):
        print("init must run only for instances", type(self).__name__)


print(Other(5), Other("x"))
o = object.__new__(Other)
print(type(Other(o)).__name__)


class Upper(str):
    def __new__(cls, text):
        return super().__new__(cls, text.upper())

    def __init__(self, text):
        self.original = text


u = Upper("abc")
print(u, u.original, isinstance(u, str), u + "d", type(u + "d").__name__, type(u.upper()).__name__, u == "ABC", len(u))


class Cents(int):
    def __new__(cls, dollars):
        return super().__new__(cls, dollars * 100)

    def __add__(self, other):
        result = int.__new__(Cents, int(self) + int(other))
        return result

    def __repr__(self):
        return f"{int(self) // 100}.{int(self) % 100:02}"


print(Cents(5), Cents(1) + Cents(2), Cents(3) - Cents(1), type(Cents(3) - 1).__name__, str(Cents(2)), f"{Cents(2)}")


class Pair(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    @property
    def first(self):
        return self[0]


print(Pair(1, 2), Pair(3, 4).first, Pair(1, 2) == (1, 2), type(Pair(1, 2)[:]).__name__, type(Pair(1, 2) + ()).__name__)


class L(list):
    pass


class D(dict):
    pass


class F(float):
    def __repr__(self):
        return "F" + float.__repr__(self)


class S(set):
    pass


class B(bytes):
    pass


print(L([1]) + [2], type(L([1]) + [2]).__name__, type(L([1])[:]).__name__, type(L([1]).copy()).__name__, L("ab"))
print(D(a=1), type(D(a=1).copy()).__name__, type(D(a=1) | {}).__name__, D.fromkeys("ab"), type(D.fromkeys("ab")).__name__)
print(F(1.5), [F(2)], F(1) + 1, str(F(1)), f"{F(1):.2f}")
print(type(S([1]) | {2}).__name__, type(S([1]).copy()).__name__, S([1]), type(B(b"a") + b"").__name__, B(b"abc")[1:])
l = L([1, 2])
l.extra = "attributes on a list subclass"
print(l.extra, l.__dict__, l == [1, 2])


class NoInit:
    def __new__(cls, a):
        return object.__new__(cls)


attempt(lambda: type(NoInit(1)).__name__)
attempt(lambda: NoInit())


class NoNew:
    def __init__(self, a):
        pass


attempt(lambda: NoNew())
attempt(lambda: object.__new__(NoNew, 1, 2) and "accepted because __init__ is overridden")
attempt(lambda: object.__new__(NoInit, 1))
attempt(lambda: object().__init__(1))
attempt(lambda: object.__new__())
attempt(lambda: object.__new__(5))
attempt(lambda: object.__new__(int))
attempt(lambda: int.__new__(str))
attempt(lambda: int.__new__(float, 1))
attempt(lambda: tuple.__new__(list))


class BadInit:
    def __init__(self):
        return 5


attempt(lambda: BadInit())


class InitNone:
    __init__ = None


attempt(lambda: InitNone())


class NewNotFunction:
    __new__ = classmethod(lambda cls, *a: ("classmethod new", cls.__name__, len(a)))


print(NewNotFunction(1))
print(isinstance(Both.__dict__["__new__"], staticmethod))


class Abstract:
    def __new__(cls, kind=None):
        if cls is Abstract:
            for sub in cls.__subclasses__():
                if sub.__name__.lower() == kind:
                    return super().__new__(sub)
            raise TypeError(f"no kind {kind}")
        return super().__new__(cls)


class Circle(Abstract):
    pass


class Square(Abstract):
    pass


print(type(Abstract("circle")).__name__, type(Abstract("square")).__name__, type(Square()).__name__)
attempt(lambda: Abstract("triangle"))

log = []


class Final:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


f = Final("a")
del f
gc.collect()
f = Final("cycle")
f.self = f
del f
gc.collect()
print(sorted(log))


class Resurrect:
    saved = None

    def __del__(self):
        Resurrect.saved = self
        self.alive = "again"


Resurrect()
gc.collect()
print(Resurrect.saved.alive)
Resurrect.saved = None
gc.collect()
print(Resurrect.saved is None or Resurrect.saved.alive)
