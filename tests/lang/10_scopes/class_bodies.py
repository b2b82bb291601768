"""Class bodies as scopes: `__class__`, `__classdict__` effects, nested functions, private names, `__qualname__`, del."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class A:
    def get(self):
        return __class__

    @staticmethod
    def static():
        return __class__

    lam = lambda self: __class__
    try:
        early = __class__
    except NameError as e:
        early = str(e)


print(A().get() is A, A.static() is A, A().lam() is A, A.early)


class NoClassCell:
    def m(self):
        return 1


print(NoClassCell().m.__func__.__closure__, A.get.__closure__ is not None, A.get.__code__.co_freevars)


class Meta(type):
    def __new__(m, name, bases, ns):
        print(name, sorted(k for k in ns if k not in ("__module__", "__qualname__", "__firstlineno__", "__static_attributes__")))
        return super().__new__(m, name, bases, ns)


class Plain(metaclass=Meta):
    x = 1


class UsesClass(metaclass=Meta):
    def m(self):
        return __class__


class Documented(metaclass=Meta):
    """doc"""


class Annotated(metaclass=Meta):
    x: int


class ForgetCell(type):
    def __new__(m, name, bases, ns):
        ns.pop("__classcell__", None)
        return super().__new__(m, name, bases, ns)


attempt(lambda: exec("class F(metaclass=ForgetCell):\n  def m(self): return __class__", globals()))


class Order:
    a = 1
    b = a + 1
    a = a + 10
    c = a, b
    del a
    try:
        a
    except NameError as e:
        d = str(e)


print(Order.c, Order.d, hasattr(Order, "a"))


class QualnameSet:
    __qualname__ = "Some.Other"
    seen = __qualname__


print(QualnameSet.__qualname__, QualnameSet.__name__, hasattr(QualnameSet, "__module__"), QualnameSet.seen)
attempt(lambda: type("T", (), {"__qualname__": 5}))


class ModuleSet:
    __module__ = "pretend"


print(ModuleSet, ModuleSet.__module__)


class Nested:
    x = "Nested.x"

    class Inner:
        try:
            y = x
        except NameError as e:
            y = str(e)

        def m(self):
            return Nested.x

    def function(self):
        class Local:
            who = __qualname__
        return Local


print(Nested.Inner.y, Nested.Inner().m(), Nested().function().who, Nested.Inner.__qualname__)


def counter():
    class Counted:
        total = 0

        def __init__(self):
            Counted.total += 1

        def others(self):
            return Counted.total

    return Counted


X, Y = counter(), counter()
X(), X()
print(X.total, Y.total, X().others(), X is Y, X.__qualname__)


def make(base, **attributes):
    class Made(base):
        locals().update(attributes)
        original = base.__name__

        def method(self):
            return super().method() + 1

    return Made


class Root:
    def method(self):
        return 0


M = make(make(Root, tag=1), tag=2)
print(M().method(), M.tag, M.original, M.__mro__[1].tag)


class Loops:
    functions = []
    for i in range(3):
        def f(self, i=i):
            return i
        functions.append(f)
        exec(f"attr{i} = {i} * 10")
    del f, i


print([f(None) for f in Loops.functions], Loops.attr2, hasattr(Loops, "i"))


class Conditional:
    if True:
        def m(self):
            return "then"
    else:
        def m(self):
            return "else"

    while True:
        found = 1
        break
    try:
        raise ValueError("in body")
    except ValueError as e:
        caught = str(e)
    finally:
        done = True
    with open("/dev/null") as f:
        name = f.name
    del f
    match [1, 2]:
        case [p, q]:
            total = p + q


print(Conditional().m(), Conditional.found, Conditional.caught, Conditional.done, Conditional.name, Conditional.total, Conditional.p, hasattr(Conditional, "e"))
try:
    class Fails:
        before = 1
        raise KeyError("body fails")
except KeyError as e:
    print(repr(e))
attempt(lambda: Fails)


class Static:
    def __init__(self):
        self.a = 1
        self.b: int = 2
        self.c, self.d = 3, 4
        other = self
        other.e = 5

    def later(self):
        self.f = 6
        del self.g

        def inner():
            self.h = 7


print(sorted(Static.__static_attributes__), Static.__firstlineno__)


class _Private__:
    __x = 1


class _:
    __y = 2


class __Z:
    __w = 3


print([k for k in vars(_Private__) if "x" in k and "ex" not in k], [k for k in vars(_) if k.endswith("y")], [k for k in vars(__Z) if k.endswith("w")])


class Mangle:
    import os as __os

    def __f(self, __a, *__args, __k=1, **__kw):
        __local = __a
        global __g
        __g = 5
        try:
            raise ValueError
        except ValueError as __e:
            pass
        return sorted(locals())

    def call(self):
        return self.__f(1, __k=2)

    getattr_not_mangled = "__literal"
    d = {"__key": 1}

    class __Inner:
        pass

    def names(self):
        return __class__.__Inner.__name__


print(Mangle().call(), _Mangle__g, hasattr(Mangle, "_Mangle__os"), Mangle.d, Mangle().names())
print(Mangle._Mangle__f.__code__.co_varnames[:3], Mangle._Mangle__f.__name__)
