"""Scopes of type parameters: visibility, shadowing, closures, lazy evaluation, class private names, errors."""
import typing


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


T = "global T"


def f[T](x=T):
    return T, x


print(f()[0], f()[1], T)


def uses_earlier[A, B: A](a: A, b: B):
    return B.__bound__ is A


print(uses_earlier(1, 2))


class C[T]:
    inside = T
    T2 = T

    def method(self):
        return T

    def generic[U](self):
        return T, U

    @classmethod
    def cm(cls):
        return T

    class Nested[V]:
        pair = T, V

        def both(self):
            return T, V

    comprehension = [T for _ in range(1)]
    lam = lambda self: T


print(C.inside is C.__type_params__[0], C().method() is C.inside, [str(x) for x in C().generic()], C.cm() is C.inside, [str(x) for x in C.Nested.pair], [str(x) for x in C.Nested().both()], C.comprehension, C().lam() is C.inside)
attempt(lambda: C.T)


class Shadow[T]:
    T = "class attribute"
    seen = T

    def method(self):
        return T


print(Shadow.T, Shadow.seen, Shadow().method())


def outer[T]():
    def inner():
        return T

    def shadowing[T]():
        return T

    class Local(list[T]):
        t = T

    return inner() is T, shadowing() is T, Local.t is T, Local.__orig_bases__


print(outer())


def rebinding[T]():
    T = "local"
    return T


print(rebinding(), rebinding.__type_params__)
count = 0


def bound():
    global count
    count += 1
    return int


class Lazy[T: bound()]:
    pass


print(count, Lazy.__type_params__[0].__bound__, count, Lazy.__type_params__[0].__bound__, count)


class Base[T]:
    def __init_subclass__(cls):
        cls.seen_in_hook = cls.__type_params__


class Derived[T](Base[T]):
    pass


print(Derived.seen_in_hook == Derived.__type_params__, Derived.__type_params__[0] is Base.__type_params__[0])


def decorator_scope(d):
    return lambda c: c


try:
    @decorator_scope(T_only_inside)
    class Dec[T_only_inside]:
        pass
except NameError as e:
    print(e)


def default_scope(x=T):
    return x


print(default_scope())
try:
    def defaults_outside[Q](x=Q):
        pass
except NameError as e:
    print(e)


def annotation_scope[Q](x: Q, *args: Q) -> list[Q]:
    pass


print(annotation_scope.__annotations__)


class Private[__T]:
    t = __T

    def m(self):
        return __T


print(Private.__type_params__[0].__name__, Private.t.__name__, Private().m().__name__)
type Alias[K, V] = dict[K, list[V]]
print(Alias.__value__, Alias[str, int], Alias[str, int].__value__ if hasattr(Alias[str, int], "__value__") else None, Alias.__type_params__)


class InClass:
    X = int
    type A = list[X]
    type B[T] = tuple[T, X]

    def method(self) -> X:
        type Inner = list[T]
        return Inner.__value__


print(InClass.A.__value__, InClass.B.__value__, InClass().method())
X = str
InClass.X = float
print(InClass.A.__value__)


def function_alias(v):
    type A = list[v]
    v = "changed"
    return A.__value__


print(function_alias(int))


def loop_aliases():
    aliases = []
    for t in (int, str):
        type A = list[t]
        aliases.append(A)
    return [a.__value__ for a in aliases]


print(loop_aliases())
type Mutual1 = list[Mutual2]
type Mutual2 = dict[str, Mutual1]
print(Mutual1.__value__, Mutual2.__value__)


def nonlocal_walrus[T]():
    def g():
        nonlocal_value = [T for _ in range(2)]
        return nonlocal_value
    return len(g())


print(nonlocal_walrus())
for source in ["def f[T]():\n  nonlocal T", "class C[T]:\n  nonlocal T", "def f[T: (yield 1)](): pass", "def f[T = (await x)](): pass", "def f[T](x: (y := T)): pass", "class C[T]((yield)): pass", "class C[T](a := int): pass", "def f[**P, *Ts, T](): pass", "def f[T: int = str](): pass\nprint('bound and default')", "def f[T,](): pass\nprint('trailing comma')", "def f[*Ts = int](): pass\nprint('default of *Ts compiles')", "def f[T](T): pass\nprint('parameter shadows')", "class C[T=int, U]: pass", "type X[T] = Y[T]\nprint('lazy')", "type X = 1; type Y = X\nprint('two on a line')", "type\nprint('a bare name')", "global T\ndef f[T](): pass", "def f():\n  global T\n  def g[T](): return T\n  return g", "type X.y = 1", "type (X) = 1", "type X: int = 1", "type X += 1", "type 5 = 1", "def f[5](): pass", "def f[T.x](): pass", "class C[T]: x = T; T = 1; y = T\nprint(C.x, C.y)"]:
    try:
        exec(source, {"type": type, "int": int})
    except (SyntaxError, NameError) as e:
        print(repr(source), type(e).__name__, e.msg if isinstance(e, SyntaxError) else e)
print(f.__type_params__, typing.get_type_hints(annotation_scope)["x"], f.__qualname__, C.Nested.__qualname__)
