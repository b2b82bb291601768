"""Recursion without end through every kind of call, and structures too deep to walk: always RecursionError."""
import copy
import functools
import json
import sys


def attempt(name, f):
    try:
        f()
        print(name, "ok")
    except RecursionError:
        print(name, "RecursionError")


def plain(n):
    return plain(n + 1)


def key(x):
    return sorted([1], key=key)


def mapped(x):
    return list(map(mapped, [1]))


def generator(n):
    yield from generator(n + 1)


@functools.lru_cache
def cached(n):
    return cached(n + 1)


class Repr:
    def __repr__(self):
        return repr(self)


class Str:
    def __str__(self):
        return f"{self}"


class Missing:
    def __getattr__(self, name):
        return getattr(self, name + "x")


class Every:
    def __getattribute__(self, name):
        return getattr(self, name + "x")


class Equal:
    def __eq__(self, other):
        return other == self


class Less:
    def __lt__(self, other):
        return sorted([Less(), Less()])


class Hash:
    def __hash__(self):
        return hash(self)


class Len:
    def __len__(self):
        return len(self)


class Call:
    def __call__(self):
        return self()


class CallItself:
    pass


CallItself.__call__ = CallItself()


class Iter:
    def __iter__(self):
        return iter(self)


class Init:
    def __init__(self):
        Init()


class Add:
    def __add__(self, other):
        return self + other


class Property:
    @property
    def p(self):
        return self.p


class Meta(type):
    def __instancecheck__(cls, obj):
        return isinstance(obj, cls)


class Checked(metaclass=Meta):
    pass


attempt("function", lambda: plain(0))
attempt("sort key", lambda: key(1))
attempt("map", lambda: mapped(1))
attempt("yield from", lambda: list(generator(0)))
attempt("lru_cache", lambda: cached(0))
attempt("__repr__", lambda: repr(Repr()))
attempt("__str__", lambda: str(Str()))
attempt("__getattr__", lambda: Missing().x)
attempt("__getattribute__", lambda: Every().x)
attempt("__eq__", lambda: Equal() == Equal())
attempt("__lt__", lambda: sorted([Less(), Less()]))
attempt("__hash__", lambda: {Hash()})
attempt("__len__", lambda: len(Len()))
attempt("__call__", lambda: Call()())
attempt("__call__ without a function", lambda: CallItself()())
attempt("__iter__", lambda: iter(Iter()))
attempt("__init__", lambda: Init())
attempt("__add__", lambda: Add() + 1)
attempt("property", lambda: Property().p)
attempt("__instancecheck__", lambda: isinstance(1, Checked))

nested = []
for _ in range(100000):
    nested = [nested]
for f in (repr, json.dumps, copy.deepcopy, lambda v: v < v[0]):
    attempt("deep list", lambda: f(nested))
nested = ()
for _ in range(100000):
    nested = (nested,)
for f in (repr, hash, lambda v: v == (v[0],)):
    attempt("deep tuple", lambda: f(nested) if f is not None else None)
nested = {}
for _ in range(100000):
    nested = {1: nested}
attempt("deep dict", lambda: repr(nested))
attempt("deep JSON", lambda: json.loads("[" * 100000))
for unit in ("()", ".b", "[0]", "+a"):
    attempt(f"source a{unit}{unit}...", lambda: compile("a" + unit * 500000, "f", "eval"))
attempt("assignments", lambda: compile("x" + "=x" * 100000, "f", "exec"))
attempt("elif", lambda: compile("if x: pass\n" + "elif x: pass\n" * 2000, "f", "exec"))

sys.setrecursionlimit(10 ** 9)


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


print(count(10 ** 6))
