# Unions and type parameters as objects: what stands beside a union, what cannot be iterated, whose module it is.
import types
from typing import Generic, ParamSpec, TypeVar, TypeVarTuple, Union


def show(f):
    try:
        print(repr(f()))
    except (TypeError, RecursionError) as e:
        print(type(e).__name__, e)


show(lambda: Union[int, str] | "float")
show(lambda: "float" | (int | str))
show(lambda: int | "float")
show(lambda: Union[int, str] | (1, 2))
for union in (int | str, Union):
    show(lambda: iter(union))
show(lambda: ParamSpec("P", bound=(int, str)).__bound__)
for param in (TypeVar("T"), ParamSpec("P"), TypeVarTuple("Ts")):
    show(lambda: type("X", (param,), {}))
    show(lambda: types.new_class("X", (param,)))

names = {}
exec("from typing import TypeVar, ParamSpec\nT = TypeVar('T'); P = ParamSpec('P')", names)
print(names["T"].__module__, names["P"].__module__, TypeVar("T").__module__)

T, U, D = TypeVar("T"), TypeVar("U"), TypeVar("D", default=str)


class Three(Generic[T, U, D]):
    pass


show(lambda: Three[int])
show(lambda: Three[int, bool])


class Parameter:
    def __repr__(self):
        return "late"


first, late = Parameter(), Parameter()
first.__typing_subst__ = lambda value: value
alias = types.GenericAlias(dict, (first, late))
print(alias.__parameters__)
late.__typing_subst__ = lambda value: value
show(lambda: alias[0])
