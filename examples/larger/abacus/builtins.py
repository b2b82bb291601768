"""The functions that every program has."""

from dataclasses import dataclass
from typing import Callable

from .errors import RunError


@dataclass(frozen=True)
class Builtin:
    arity: int
    function: Callable


BUILTINS = {}


def builtin(function):
    """Register a function under its name, without the underscore that keeps it from hiding Python's."""
    name = function.__name__.rstrip("_")
    BUILTINS[name] = Builtin(function.__code__.co_argcount, function)
    return function


def wanted(value, kind, what):
    if not isinstance(value, kind):
        raise RunError(f"{what} was due, not {value!r}")
    return value


@builtin
def size(value):
    return len(wanted(value, (list, str), "a list or a string"))


@builtin
def append(values, value):
    wanted(values, list, "a list").append(value)
    return len(values)


@builtin
def pop(values):
    if not wanted(values, list, "a list"):
        raise RunError("the list is empty")
    return values.pop()


@builtin
def fill(count, value):
    return [value] * wanted(count, int, "a number")


@builtin
def text(value):
    if isinstance(value, list):
        return "[" + ", ".join(text(item) for item in value) + "]"
    return str(value)


@builtin
def join(values, between):
    return between.join(map(text, wanted(values, list, "a list")))


@builtin
def code(string, index):
    return ord(wanted(string, str, "a string")[index])


@builtin
def letter(number):
    return chr(wanted(number, int, "a number"))


@builtin
def sorted_(values):
    return sorted(wanted(values, list, "a list"))
