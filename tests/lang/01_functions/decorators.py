"""Decorators: order, arguments, classes as decorators, decorated methods, any expression as decorator."""


def tag(name):
    print("make", name)

    def decorate(f):
        print("apply", name, "to", f.__name__)

        def wrapper(*args, **kwargs):
            print("enter", name)
            result = f(*args, **kwargs)
            print("leave", name)
            return result

        return wrapper

    return decorate


@tag("outer")
@tag("inner")
def hello(who="world"):
    print("hello", who)
    return len(who)


print(hello("there"))


class CountCalls:
    def __init__(self, f):
        self.f = f
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.f(*args)

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return lambda *args: self(instance, *args)


@CountCalls
def square(n):
    return n * n


print(square(3), square(4), square.calls)


class Holder:
    @CountCalls
    def method(self, n):
        return n + 1

    @staticmethod
    @tag("static")
    def st(x):
        return x

    @classmethod
    @tag("class")
    def cl(cls, x):
        return cls.__name__, x

    @property
    @tag("property")
    def prop(self):
        return "prop value"


h = Holder()
print(h.method(1), h.method(2), Holder.method.calls)
print(h.st(5), Holder.cl(6), h.prop)

registry = []


@registry.append
def registered():
    pass


print(registered, len(registry), registry[0].__name__)


@lambda f: "replaced " + f.__name__
def gone():
    pass


print(gone)

decorators = {"a": [tag("from a table")]}


@decorators["a"][0]
def looked_up():
    return "looked up"


print(looked_up())


@(chosen := tag("walrus"))
def walrus():
    return "w"


print(walrus(), chosen is not None)


def class_decorator(cls):
    cls.added = "added by decorator"
    return cls


@class_decorator
@class_decorator
class Decorated:
    pass


print(Decorated.added, Decorated.__name__)


def raising(f):
    raise ValueError(f"will not decorate {f.__name__}")


try:
    @raising
    def never():
        pass
except ValueError as e:
    print(e)
try:
    never
except NameError as e:
    print(e)

try:
    @5
    def number():
        pass
except TypeError as e:
    print(e)

s = staticmethod(hello)
print(s.__wrapped__ is hello, s.__name__, callable(s))
print(s("direct"))
print(Holder.__dict__["st"].__func__.__name__, repr(type(Holder.__dict__["cl"])))


def line_of_definition():
    @tag("first")
    @tag("second")
    def inner():
        pass
    return inner


line_of_definition()
