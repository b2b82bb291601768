"""typing at run time: generics, get_type_hints, Protocol, TypedDict, NamedTuple, Literal, overload, Annotated, NewType."""
import typing
from typing import Annotated, Any, Callable, ClassVar, Concatenate, Final, Generic, Literal, NamedTuple, NewType, Optional, ParamSpec, Protocol, Self, TypedDict, TypeVar, TypeVarTuple, Union, Unpack, cast, final, get_args, get_origin, get_type_hints, overload, override, runtime_checkable


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


T = TypeVar("T")
K = TypeVar("K", bound=int, covariant=True)
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
show("Any", "Optional[int]", "Union[int, str]", "Union[int, int]", "Union[int, Union[str, None]]", "Union[int]", "Union[()]", "Optional[None]", "Union[int, str] == Union[str, int]", "Union[int, str] | None", "int | str == Union[int, str]", "typing.List[int]", "typing.Dict[str, T]", "typing.Dict[str, T][int]", "typing.Tuple[int, ...]", "typing.Tuple[()]", "tuple[int, str]", "Callable[[int], str]", "Callable[..., int]", "Callable[P, int]", "Callable[Concatenate[int, P], T]", "Callable[int, str]", "Literal[1, 'a', None, True]", "Literal[1, 1]", "Literal[Literal[1], 2]", "Literal[[]]", "Annotated[int, 'meta', 5]", "Annotated[int]", "Annotated[Annotated[int, 1], 2]", "ClassVar[int]", "Final[int]", "ClassVar[ClassVar[int]]", "typing.Type[int]", "type[int]", "Unpack[Ts]", "tuple[*Ts]", "tuple[int, *Ts][str, float]", "typing.List", "typing.List[1]", "typing.Optional[1]", "Union[1, 2]", "typing.Required[int]", "typing.Iterator[int]", "typing.Pattern[str]", "Self", "typing.Never", "typing.NoReturn", "typing.LiteralString", "typing.TypeGuard[int]", "T", "K", "P.args", "P.kwargs", "Ts")



show("get_origin(list[int])", "get_origin(typing.List[int])", "get_args(dict[str, int])", "get_args(Callable[[int, str], bool])", "get_origin(Union[int, str])", "get_origin(int | str)", "get_args(Literal[1, 2])", "get_origin(Annotated[int, 5])", "get_args(Annotated[int, 5])", "get_origin(int)", "get_args(int)", "get_origin(Generic[T])", "get_args(tuple[()])", "cast(int, 'x')", "typing.is_typeddict(int)", "typing.assert_type(1, str)", "typing.assert_never(1)", "isinstance([], typing.List)", "isinstance([], typing.List[int])", "isinstance(1, Any)", "issubclass(list, typing.Sequence)", "isinstance(len, Callable)", "Any()", "Optional()", "typing.List()", "TypeVar('A', int, str).__constraints__", "TypeVar('A', int)", "TypeVar('A', bound=1)", "TypeVar('A', covariant=True, contravariant=True)", "NewType('U', int)(5)", "NewType('U', int)", "NewType('U', int).__supertype__", "NewType('U', int) | None", "hash(Union[int, str]) == hash(Union[str, int])")


class Stack(Generic[T]):
    def __init__(self, items: list[T]) -> None:
        self.items = items

    def pop(self) -> T:
        return self.items.pop()


class IntStack(Stack[int]):
    pass


class Two(Generic[T, K]):
    pass


class Variadic(Generic[T, Unpack[Ts]]):
    pass


@runtime_checkable
class HasLen(Protocol):
    name: str

    def __len__(self) -> int: ...


class Sized:
    name = "s"

    def __len__(self):
        return 1


class NotRuntime(Protocol):
    def m(self): ...


class Movie(TypedDict, total=False):
    title: typing.Required[str]
    year: int


class Sequel(Movie):
    number: typing.NotRequired[int]
    frozen: typing.ReadOnly[str]


class Point(NamedTuple):
    """A point."""

    x: int
    y: int = 0

    def norm(self):
        return self.x + self.y


@overload
def over(x: int) -> int: ...
@overload
def over(x: str) -> str: ...
def over(x):
    return x


UserId = NewType("UserId", int)
show("Stack[int]", "Stack[int]([1]).pop()", "Stack[int]([1]).__orig_class__", "Stack[int, str]", "Stack.__parameters__", "IntStack.__orig_bases__", "Two[int, str]", "Two[T, int]", "Two[T, int][str]", "Two[int]", "Variadic[int, str, float]", "isinstance(Stack([]), Stack)", "isinstance([], Stack[int])", "issubclass(IntStack, Stack)", "Generic[T]", "Generic[int]", "type('Bad', (Generic,), {})", "isinstance(Sized(), HasLen)", "isinstance([], HasLen)", "issubclass(Sized, HasLen)", "isinstance(1, NotRuntime)", "HasLen()", "Movie(title='t', year=1)", "Movie.__required_keys__", "sorted(Sequel.__optional_keys__)", "sorted(Sequel.__readonly_keys__)", "Movie.__total__", "isinstance({}, Movie)", "Movie.__annotations__['year']", "typing.is_typeddict(Movie)", "TypedDict('F', {'in': int})(**{'in': 1})", "Point(1)", "Point(1, 2).norm()", "Point.__annotations__", "Point.__doc__", "Point._field_defaults", "Point(1) == (1, 0)", "NamedTuple('Q', [('a', int)])(5)", "UserId(5)", "UserId", "UserId.__name__", "isinstance(5, UserId)", "len(typing.get_overloads(over))", "over(5)", "sorted(typing.get_protocol_members(HasLen))", "typing.is_protocol(HasLen)", "Optional[UserId]")


def hinted(a: "int", b: "list[Stack]" = None, *args: "Undefined", c: Annotated[int, "m"] = 1) -> "Optional[str]":
    pass


class Hinted:
    x: "int"
    y: ClassVar["str"]
    z: Final = 1
    me: "Hinted"


def good(a: "int", c: Annotated[int, "m"] = 1) -> "Optional[str]":
    pass


show("get_type_hints(hinted)", "get_type_hints(good)", "get_type_hints(good, include_extras=True)", "get_type_hints(Hinted)", "get_type_hints(Sequel, include_extras=True)", "get_type_hints(Point)", "get_type_hints(5)")


@final
class Sealed:
    @override
    def m(self):
        pass

    @typing.no_type_check
    def n(self, x: "not a type"):
        pass


print(Sealed.__final__, Sealed.m.__override__, get_type_hints(Sealed.n), typing.TYPE_CHECKING, over.__name__)


class Meta(type):
    pass


class Chained(Stack[T], Generic[T]):
    pass


print([c.__name__ for c in Chained.__mro__], Chained[int].__args__, Stack[T][int] == Stack[int], Stack[int] is Stack[int], hash(Stack[int]) == hash(Stack[int]), Stack[int].__origin__, Stack[int].pop.__name__)
try:
    class Wrong(Generic[T], Stack[T]):
        pass
except TypeError as e:
    print(e)
try:
    class Missing(Stack[T], Generic[K]):
        pass
except TypeError as e:
    print(e)
try:
    class BadNT(NamedTuple):
        x: int = 1
        y: int
except TypeError as e:
    print(e)
import collections.abc
import pickle

print(collections.abc.Callable[[int], str], collections.abc.Iterator[int], collections.abc.Callable[..., int].__args__, pickle.loads(pickle.dumps(typing.List[int])) == typing.List[int], typing.ForwardRef("x"), typing.get_type_hints(type("D", (), {"__annotations__": {"q": "int"}})))
