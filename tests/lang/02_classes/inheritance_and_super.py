"""Inheritance, C3 linearisation, cooperative `super`, and the errors of both."""


class Base:
    def who(self):
        return ["Base"]

    @classmethod
    def make(cls):
        return [cls.__name__]

    @staticmethod
    def st():
        return "Base.st"


class Left(Base):
    def who(self):
        return ["Left"] + super().who()

    @classmethod
    def make(cls):
        return ["Left"] + super().make()


class Right(Base):
    def who(self):
        return ["Right"] + super().who()

    @classmethod
    def make(cls):
        return ["Right"] + super().make()


class Bottom(Left, Right):
    def who(self):
        return ["Bottom"] + super().who()

    @classmethod
    def make(cls):
        return ["Bottom"] + super().make()


print(Bottom().who(), Bottom.make(), Bottom.st())
print([c.__name__ for c in Bottom.__mro__], [c.__name__ for c in Bottom.mro()])
print(super(Left, Bottom()).who(), super(Right, Bottom()).who(), super(Bottom, Bottom()).who())
print(super(Left, Bottom).make())
print(Bottom.__base__.__name__, [b.__name__ for b in Bottom.__bases__])


class X:
    pass


class Y:
    pass


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


attempt(lambda: type("Bad", (Base, Left), {}))
attempt(lambda: type("Dup", (X, X), {}))
A = type("A", (X, Y), {})
B = type("B", (Y, X), {})
# The names are used again below; a class that nobody refers to may live or not.
kept = A, B
attempt(lambda: type("C", (A, B), {}))
attempt(lambda: type("NotAType", (5,), {}))
attempt(lambda: type("FromBool", (bool,), {}))
attempt(lambda: type("FromNone", (type(None),), {}))
attempt(lambda: type("FromFunction", (type(attempt),), {}))
attempt(lambda: type("FromRange", (range,), {}))
attempt(lambda: type("FromSlice", (slice,), {}))
attempt(lambda: type("FromGenerator", (type(x for x in ()),), {}))
attempt(lambda: type("Layout", (int, str), {}))
attempt(lambda: type("Layout2", (list, dict), {}))
attempt(lambda: super(X, Y()))
attempt(lambda: super())
attempt(lambda: super(5))
attempt(lambda: super(X).nothing)
attempt(lambda: super(X, X()).nothing)


def no_arguments():
    super()


attempt(no_arguments)


def not_in_class(self):
    return super().x


attempt(lambda: not_in_class(X()))


class DeletesSelf:
    def m(self):
        del self
        super().m()

    def rebinds(self):
        self = 5
        return super().__repr__()


attempt(DeletesSelf().m)
attempt(DeletesSelf().rebinds)


class InNested(Base):
    def who(self):
        def inner():
            return super(InNested, self).who()
        return inner() + [super().who() for _ in range(2)]

    def cell(self):
        return __class__.__name__

    def set_attribute(self):
        super().attribute = 5


attempt(InNested().who)
print(InNested().cell())
attempt(InNested().set_attribute)


class Counted(Base):
    count = 0

    @property
    def value(self):
        return "base value"


class Override(Counted):
    count = 1

    @property
    def value(self):
        return super().value + " overridden"

    def see(self):
        return super().count, self.count


print(Override().value, Override().see())
s = super(Override, Override())
print(s.__thisclass__.__name__, s.__self_class__.__name__, type(s.__self__).__name__)
unbound = super(Override)
print(unbound.__self__, unbound.__get__(Override(), Override).value)
print(repr(unbound), repr(s).split(",")[0])


# The textbook hierarchy of the C3 paper.
O = object
F = type("F", (O,), {})
E = type("E", (O,), {})
D = type("D", (O,), {})
C = type("C", (D, F), {})
B = type("B", (E, D), {})
A = type("A", (B, C), {})
print("".join(c.__name__ for c in A.__mro__[:-1]))
B2 = type("B2", (D, E), {})
A2 = type("A2", (B2, C), {})
print(" ".join(c.__name__ for c in A2.__mro__))


class Mutable(X):
    def m(self):
        return "Mutable"


Y.m = lambda self: "Y.m"
m = Mutable()
del Mutable.m
attempt(lambda: m.m())
Mutable.__bases__ = (Y,)
print(m.m(), isinstance(m, X), isinstance(m, Y))
attempt(lambda: setattr(Mutable, "__bases__", ()))
attempt(lambda: setattr(Mutable, "__bases__", (Mutable,)))
attempt(lambda: setattr(Mutable, "__bases__", 5))
attempt(lambda: setattr(Mutable, "__bases__", (int,)))
print([c.__name__ for c in X.__subclasses__()], [c.__name__ for c in Base.__subclasses__()])
