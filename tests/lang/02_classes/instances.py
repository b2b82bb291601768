"""Instance attributes: lookup order, assignment, deletion, `__dict__`, and the messages of failures."""


class A:
    shared = "class value"

    def method(self):
        return "method"


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


a = A()
print(a.shared, a.__dict__)
a.shared = "instance value"
print(a.shared, A.shared, a.__dict__)
del a.shared
print(a.shared)
attempt(lambda: delattr(a, "shared"))
attempt(lambda: delattr(a, "nothing"))
attempt(lambda: a.nothing)
attempt(lambda: A.nothing)
attempt(lambda: setattr(5, "x", 1))
attempt(lambda: setattr("s", "upper", 1))
attempt(lambda: setattr(object(), "x", 1))
attempt(lambda: delattr(5, "x"))
attempt(lambda: delattr(5, "real"))
attempt(lambda: setattr(int, "x", 1))
attempt(lambda: delattr(A, "nothing"))
attempt(lambda: getattr(a, 5))
attempt(lambda: getattr(a, "x", "fallback"))
attempt(lambda: setattr(a, 5, 1))
attempt(lambda: hasattr(a, 5))
a.method = lambda: "instance function"
print(a.method(), A.method(a))
del a.method
print(a.method())
bound = a.method
A.method = lambda self: "replaced"
print(bound(), a.method())
del A.method
attempt(lambda: a.method())
a.__dict__["from dict"] = 1
a.__dict__["x"] = 2
print(a.x, getattr(a, "from dict"), sorted(vars(a)))
a.__dict__ = {"y": 3}
print(a.y, hasattr(a, "x"))
attempt(lambda: setattr(a, "__dict__", 5))
del a.__dict__
print(a.__dict__)
a.z = 1
print(a.__dict__)


class B:
    pass


b = B()
b.one = 1
print(b.__class__.__name__)
b.__class__ = A
print(b.shared, b.one, isinstance(b, A), type(b).__name__)
attempt(lambda: setattr(b, "__class__", int))
attempt(lambda: setattr(b, "__class__", 5))
attempt(lambda: setattr(5, "__class__", A))
attempt(lambda: delattr(b, "__class__"))


class S:
    __slots__ = ("p",)


class T:
    __slots__ = ("p",)


class U:
    __slots__ = ("q",)


s = S()
s.p = 5
s.__class__ = T
print(s.p, type(s).__name__)
attempt(lambda: setattr(s, "__class__", U))
attempt(lambda: setattr(s, "__class__", A))
order = A()
for name in ["z", "a", "m"]:
    setattr(order, name, name)
print(order.__dict__, list(vars(order)))
del order.a
order.a = "again"
print(order.__dict__)
many = A()
for i in range(200):
    setattr(many, f"attr{i}", i)
print(sum(getattr(many, f"attr{i}") for i in range(200)), len(many.__dict__))
for i in range(0, 200, 2):
    delattr(many, f"attr{i}")
print(len(vars(many)), many.attr1, hasattr(many, "attr0"))
print(a.__module__, A.__name__, A.__qualname__, A.__doc__, A.__bases__, A.__mro__ == (A, object))
print(type(a) is A, type(A) is type, isinstance(A, type), a.__class__ is A)
print(dir(a)[-2:], "z" in dir(a))


class Plain:
    pass


class PlainFirst(Plain, ValueError):
    pass


def drop_dict(o):
    del o.__dict__
    print(type(o).__name__, o.__dict__)


for o in [Plain(), PlainFirst(), ValueError()]:
    o.x = 1
    attempt(lambda: drop_dict(o))
    print(o.__dict__)
    o.__dict__ = {"y": 2}
    print(o.y, o.__dict__)
