"""Class methods, static methods, name mangling, nested classes, class bodies as code, class docstrings."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Date:
    """A date."""

    count = 0

    def __init__(self, y, m, d):
        self.parts = y, m, d
        type(self).count += 1

    @classmethod
    def parse(cls, text):
        return cls(*map(int, text.split("-")))

    @staticmethod
    def valid(text):
        return text.count("-") == 2

    def __repr__(self):
        return f"{type(self).__name__}{self.parts}"


class Sub(Date):
    pass


print(Date.parse("2026-01-02"), Sub.parse("1-2-3"), Date(1, 1, 1).parse("4-5-6"), Date.valid("1-2"), Sub(1, 2, 3).valid("1-2-3"))
print(Date.count, Sub.count, Date.__doc__, Sub.__doc__)
print(Date.parse.__self__ is Date, Date.parse.__func__ is Date.__dict__["parse"].__func__)
print(type(Date.__dict__["valid"]).__name__, type(Date.valid).__name__)


class Mangled:
    __private = 1
    __dunder__ = 2
    _single = 3

    def __method(self):
        return self.__private

    def call(self):
        __local = 5
        return self.__method(), __local, "__local" in locals(), "_Mangled__local" in locals()

    def keyword(self, __k=1):
        return __k

    def foreign(self, other):
        return other.__value

    class __Inner:
        __x = 1


print(Mangled().call(), sorted(n for n in vars(Mangled) if "rivate" in n or "method" in n or "nner" in n))
print(Mangled._Mangled__private, Mangled.__dunder__, Mangled._Mangled__Inner._Inner__x if hasattr(Mangled._Mangled__Inner, "_Inner__x") else sorted(n for n in vars(Mangled._Mangled__Inner) if "x" in n))
print(Mangled().keyword(_Mangled__k=7))
attempt(lambda: Mangled().foreign(5))
attempt(lambda: Mangled().__private)


class _Leading:
    __x = 1


print(_Leading._Leading__x)


class ___:
    __y = 2


print(___.__dict__["__y"])


class Body:
    total = 0
    for i in range(5):
        total += i
    if total > 5:
        kind = "big"
    else:
        kind = "small"
    squares = [n * n for n in range(4)]
    try:
        1 / 0
    except ZeroDivisionError:
        failed = True
    with open("/dev/null") as handle:
        closed_inside = handle.closed
    print("in the body:", __name__, __qualname__, __module__, sorted(k for k in locals() if not k.startswith("__")))
    del i

    def method(self, default=total):
        return default

    lambda_in_body = lambda self: "lambda method"
    import math as maths


print(Body.total, Body.kind, Body.squares, Body.failed, Body().method(), Body().lambda_in_body(), Body.maths.floor(2.5))
print(hasattr(Body, "i"), Body.closed_inside)


class Outer:
    value = "outer"

    class Inner:
        value = "inner"

        def who(self):
            return __class__.__qualname__, self.value

    def make(self):
        class Local(self.Inner):
            pass
        return Local()


print(Outer.Inner().who(), Outer().make().who(), type(Outer().make()).__qualname__)
x = "global"


class ScopeTrap:
    x = "class"
    y = x

    def method(self):
        return x

    generated = [x for _ in range(1)]
    first_iterable = [c for c in x]


print(ScopeTrap.y, ScopeTrap().method(), ScopeTrap.generated, "".join(ScopeTrap.first_iterable))


def outer_function():
    x = "function"

    class Reads:
        y = x
        if False:
            x = 1

    class Nonlocal:
        nonlocal x
        x = "changed by class body"

    return Reads.y, x


try:
    print(outer_function())
except NameError as e:
    print(e)


class Firstline:
    "doc"


print(Firstline.__firstlineno__, Firstline.__static_attributes__, sorted(Date.__static_attributes__))
Firstline.__doc__ = "new doc"
print(Firstline.__doc__)
print(repr(Firstline), str(Firstline), Firstline.__module__, repr(type), repr(Outer.Inner), repr(int))
attempt(lambda: setattr(int, "__doc__", "x"))
attempt(lambda: classmethod())
attempt(lambda: staticmethod(1, 2))
attempt(lambda: Date.parse())
attempt(lambda: classmethod(5).__get__(None, int)())
a = classmethod(len)
print(a.__func__ is len, a.__wrapped__ is len, a.__isabstractmethod__, a.__name__)
