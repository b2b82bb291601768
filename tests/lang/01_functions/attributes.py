"""What a function object shows: names, defaults, code, annotations, and what may be assigned."""


def f(a: int, b: str = "x", /, c=3, *args: float, d, e: list = None, **kw) -> bool:
    """The docstring."""
    local = a
    return local


print(f.__name__, f.__qualname__, f.__module__, f.__doc__)
print(f.__defaults__, f.__kwdefaults__)
print(f.__annotations__)
print(f.__dict__, f.__type_params__, f.__closure__)
code = f.__code__
print(code.co_name, code.co_qualname, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_nlocals)
print(code.co_varnames, code.co_names, code.co_freevars, code.co_cellvars)
print(code.co_firstlineno, bool(code.co_flags & 0x04), bool(code.co_flags & 0x08))
print(f.__globals__ is globals(), f.__builtins__["len"] is len)

f.attribute = 5
print(f.attribute, f.__dict__)
del f.attribute
try:
    f.attribute
except AttributeError as e:
    print(e)

f.__name__ = "renamed"
f.__qualname__ = "Some.renamed"
print(f.__name__, f.__qualname__, repr(f).split(" at ")[0])
f.__doc__ = None
print(f.__doc__)


def g(a, b):
    return a, b


g.__defaults__ = (1, 2)
print(g(), g(5))
g.__defaults__ = (9,)
try:
    g()
except TypeError as e:
    print(e)
print(g(1))
g.__defaults__ = None


def k(*, a, b=1):
    return a, b


k.__kwdefaults__ = {"a": 7}
try:
    k()
except TypeError as e:
    print(e)
k.__kwdefaults__ = {"a": 7, "b": 8}
print(k())
del k.__kwdefaults__
print(k.__kwdefaults__)


def h(x):
    return "h", x


g.__code__ = h.__code__
print(g(3))

for name, value in [
    ("__name__", 5), ("__qualname__", None), ("__code__", "x"), ("__defaults__", [1]), ("__kwdefaults__", 3),
    ("__dict__", 5), ("__globals__", {}), ("__closure__", None), ("__annotations__", 5), ("__type_params__", [1]),
]:
    try:
        setattr(h, name, value)
    except (TypeError, AttributeError, ValueError) as e:
        print(name, type(e).__name__, e)
    else:
        print(name, "accepted", value)
h.__dict__ = {"swapped": 1}
print(h.swapped)


def closes(x):
    def inner():
        return x
    return inner


try:
    closes(1).__code__ = h.__code__
except ValueError as e:
    print(e)

function = type(h)
made = function(h.__code__, {"__builtins__": {}}, "made", (42,))
print(made(), made.__name__, made.__defaults__)
inner = closes(5)
copy = function(inner.__code__, globals(), "copy", None, inner.__closure__)
print(copy(), copy.__qualname__)
for bad in [
    lambda: function(inner.__code__, globals()),
    lambda: function(inner.__code__, globals(), None, None, ()),
    lambda: function(inner.__code__, globals(), None, None, (1,)),
    lambda: function(h.__code__, 5),
    lambda: function(h.__code__, {}, 5),
    lambda: function(5, {}),
]:
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


def outer():
    class Inner:
        def method(self):
            return lambda: 0
    return Inner


print(outer().method.__qualname__, outer()().method().__qualname__, outer().__qualname__)
m = outer()().method
print(m.__name__, m.__func__.__name__, type(m).__name__, m.__self__.__class__.__name__)
method_type = type(m)
bound = method_type(print, "bound argument")
bound("and another")
print(method_type(h, 1) == method_type(h, 1), method_type(h, 1) == method_type(h, 2), method_type(h, 1)())
try:
    method_type(5, 1)
except TypeError as e:
    print(e)
try:
    method_type(h, None)
except TypeError as e:
    print(e)
try:
    m.newattr = 1
except AttributeError as e:
    print(e)
print(len.__name__, len.__qualname__, len.__module__, len.__self__.__name__, [].append.__qualname__, repr(len))
print(repr([].append).split(" at ")[0], str.upper, repr("".upper).split(" at ")[0], int.__add__, (1).__add__.__name__)
print(type(len).__name__, type(str.upper).__name__, type(int.__add__).__name__, type((1).__add__).__name__)
print(type(dict.__dict__["fromkeys"]).__name__, type(int.__dict__["real"]).__name__, type(f.__code__).__name__)
