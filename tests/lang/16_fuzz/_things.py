"""Small classes and functions that the fuzzer's programs use; unlike `_fuzz` their code is seen by observers."""

import sys


class Custom(ValueError):
    """An exception with an attribute of its own."""

    def __init__(self, *args):
        super().__init__(*args)
        self.kept = args


class Base:
    def __init__(self, a):
        self.a = a

    def m0(self, x):
        return self.a * 2 - x

    def m1(self, x):
        self.c = x
        return x

    @property
    def p(self):
        return self.a

    @staticmethod
    def s(x):
        return x


class Descriptor:
    """A data descriptor that keeps its value in the instance under another name."""

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get("_kept", 3)

    def __set__(self, instance, value):
        instance.__dict__["_kept"] = value


class IntLike(int):
    def __add__(self, other):
        return IntLike(int.__add__(self, other) if isinstance(other, int) else 0)

    def __eq__(self, other):
        return int.__eq__(self, other)

    def __hash__(self):
        return 5


class Missing(dict):
    def __missing__(self, key):
        self[key] = len(self)
        return key


class Countdown:
    """An iterator written in Python."""

    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left <= 0:
            raise StopIteration
        self.left -= 1
        return self.left


class Suppress:
    """A context manager that swallows exceptions of one class and counts them."""

    count = 0

    def __init__(self, kind=()):
        self.kind = kind

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            return None
        Suppress.count += 1
        return isinstance(error, self.kind)


def poke(name, value):
    """Change a local variable of the caller."""
    sys._getframe(1).f_locals[name] = value


def peek(name):
    """A local variable of the caller."""
    return sys._getframe(1).f_locals.get(name)


def caller_line():
    return sys._getframe(1).f_lineno
