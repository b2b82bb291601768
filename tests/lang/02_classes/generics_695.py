"""PEP 695 classes and aliases, PEP 696 defaults: type parameters, bounds, lazy evaluation, variance."""
import typing


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Box[T]:
    def __init__(self, item: T):
        self.item = item

    def map[U](self, f) -> "Box[U]":
        return Box(f(self.item))

    def params(self):
        return T


print(Box.__type_params__, Box.__parameters__, Box.__mro__[1].__name__, Box.__orig_bases__)
T, = Box.__type_params__
print(type(T).__name__, T.__name__, T, T.__bound__, T.__constraints__, T.__infer_variance__, T.__covariant__)
print(Box(1).params() is T, Box.map.__type_params__, Box(3).map(str).item)
print(Box[int], Box[int](5).item, Box[int].__args__, Box[int].__origin__ is Box, Box[T] == Box[T])
attempt(lambda: Box[int, str])
attempt(lambda: isinstance(Box(1), Box[int]))


class Pair[K: str, V: (int, float), *Ts, **P]:
    pass


for p in Pair.__type_params__:
    print(type(p).__name__, p.__name__, repr(p))
print(Pair.__type_params__[0].__bound__, Pair.__type_params__[1].__constraints__)


class Lazy[T: undefined_name]:
    pass


attempt(lambda: Lazy.__type_params__[0].__bound__)
undefined_name = int
attempt(lambda: Lazy.__type_params__[0].__bound__)


class Defaults[T = int, U = list[T], **P = [int]]:
    pass


def variadic[*Ts = *tuple[int, str]]():
    pass


class AfterVariadic[*Ts]:
    pass


for p in Defaults.__type_params__ + variadic.__type_params__:
    print(p.__name__, p.__default__, p.has_default())
attempt(lambda: exec("class Bad[*Ts, T = int]: pass"))
print(AfterVariadic[int, str, float].__args__, AfterVariadic[()].__args__)
print(T.__default__, T.has_default(), typing.NoDefault)

type Alias = int | str
type Rec[T] = T | list[Rec[T]]
type Later = NotYet
print(Alias, Alias.__name__, Alias.__value__, Alias.__type_params__, type(Alias).__name__)
print(Rec.__value__, Rec.__type_params__, Rec[int], Rec[int].__args__, Rec.__parameters__)
attempt(lambda: Later.__value__)
NotYet = float
attempt(lambda: Later.__value__)
attempt(lambda: Alias[int])
attempt(lambda: isinstance(1, Alias))
attempt(lambda: Alias | None)
attempt(lambda: setattr(Alias, "__value__", 1))
print(Alias.__module__)


def identity[T](x: T) -> T:
    return x


print(identity.__type_params__, identity.__annotations__["x"] is identity.__type_params__[0], identity(5))


def bounded[N: (int, float)](x: N = 5, *args: N) -> N:
    inner = N
    return inner.__constraints__


print(bounded(), bounded.__defaults__)


def uses_enclosing(x):
    class Local[T]:
        captured = x
        type Inner = tuple[T, x]

        def get(self):
            return self.captured, T.__name__

    return Local


Local = uses_enclosing(int)
print(Local().get(), Local.Inner.__value__, Local.__qualname__)


class Base[T]:
    pass


class Derived[U](Base[U]):
    pass


class Concrete(Base[int]):
    pass


print([c.__name__ for c in Derived.__mro__], Derived.__orig_bases__, Concrete.__orig_bases__, Concrete.__parameters__)
print(Derived[str].__args__)


class Meta(type):
    pass


class WithMeta[T](metaclass=Meta):
    pass


print(type(WithMeta).__name__, WithMeta.__type_params__)


def decorate(c):
    print("decorating", c.__name__)
    return c


@decorate
class Decorated[T]:
    attribute: T


print(Decorated.__annotations__)
for source in [
    "class A[T, T]: pass", "def f[T](T): return T", "type X[T=int, U] = T", "class A[T: (yield)]: pass",
    "class A[*T: int]: pass", "type X = (yield)", "def f[T: (x := 1)](): pass", "class A[]: pass", "type X[T]: int",
    "class A[T]:\n  def f(self):\n    nonlocal T\n", "def f[T]():\n  T = 1\n  return T\nprint(f())",
    "type type = int\nprint(type)", "type = 5\nprint(type)",
]:
    try:
        exec(source, {})
    except SyntaxError as e:
        print("SyntaxError", e.msg)
tv = typing.TypeVar("TV", bound=int)
print(tv, typing.ParamSpec("PS"), typing.TypeVarTuple("TT"), tv.__bound__)
attempt(lambda: typing.TypeVar("Bad", int))
attempt(lambda: typing.TypeAliasType("Made", list[tv], type_params=(tv,))[int].__args__)
