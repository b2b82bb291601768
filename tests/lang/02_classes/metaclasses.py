"""Metaclasses: `__new__`, `__init__`, `__call__`, `__prepare__`, conflicts, keyword arguments, class-level dunders."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Meta(type):
    def __prepare__(name, bases, **kwargs):
        print("prepare", name, [b.__name__ for b in bases], kwargs)
        return {"prepared": True}

    __prepare__ = staticmethod(__prepare__)

    def __new__(mcls, name, bases, namespace, **kwargs):
        print("new", name, [k for k in namespace if not k.startswith("__")], kwargs)
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", cls.__name__, kwargs)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        print("call", cls.__name__, args, kwargs)
        return super().__call__(*args, **kwargs)

    def __len__(cls):
        return 42

    def __getitem__(cls, key):
        return f"{cls.__name__}[{key!r}]"

    def __iter__(cls):
        return iter("abc")

    def __contains__(cls, item):
        return item == "member"

    def __repr__(cls):
        return f"<meta {cls.__name__}>"

    def __add__(cls, other):
        return "class addition"

    def __bool__(cls):
        return False

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return f"meta getattr {name}"

    def __instancecheck__(cls, instance):
        return instance == "pretend"

    def __subclasscheck__(cls, other):
        return other is int

    def meta_method(cls):
        return "meta_method of " + cls.__name__


class A(metaclass=Meta, option=1):
    x = 1

    def __init__(self, value):
        self.value = value


a = A(5)
print(a.value, A.prepared, A.x)
print(len(A), A["k"], list(A), "member" in A, "other" in A, A, A + 1, bool(A))
print(A.anything, isinstance("pretend", A), isinstance(1, A), isinstance(a, A), issubclass(int, A), issubclass(str, A))
print(A.meta_method())
attempt(lambda: a.meta_method())
attempt(lambda: len(a))


class B(A, flag="yes"):
    y = 2


print(type(B) is Meta)


class OtherMeta(type):
    pass


attempt(lambda: type("Conflict", (A, OtherMeta("O", (), {})), {}))


class Combined(Meta, OtherMeta):
    pass


class Both(A, OtherMeta("P", (), {}), metaclass=Combined):
    pass


print(type(Both).__name__)


def function_metaclass(name, bases, namespace, **kwargs):
    print("function metaclass", name, bases, sorted(k for k in namespace if not k.startswith("__")), kwargs)
    return {"not": "a class"}


class FromFunction(metaclass=function_metaclass, k=1):
    attribute = 1


print(FromFunction)


class Singleton(type):
    instances = {}

    def __call__(cls, *args):
        if cls not in cls.instances:
            cls.instances[cls] = super().__call__(*args)
        return cls.instances[cls]


class Only(metaclass=Singleton):
    pass


print(Only() is Only())


class Logging(dict):
    def __setitem__(self, key, value):
        if not key.startswith("__"):
            print("define", key)
        super().__setitem__(key, value)

    def __missing__(self, key):
        if key == "magic":
            return "supplied by __missing__"
        raise KeyError(key)


class LoggedMeta(type):
    @classmethod
    def __prepare__(mcls, name, bases):
        return Logging()


class Logged(metaclass=LoggedMeta):
    a = 1
    b = magic
    a = a + 1

    def method(self):
        pass


print(Logged.a, Logged.b)
attempt(lambda: type("K", (), {}, keyword=1))
attempt(lambda: type("K", (), 5))
attempt(lambda: type(5, (), {}))
attempt(lambda: type("K", [], {}))
attempt(lambda: type())
attempt(lambda: type(1, 2))
attempt(lambda: type("a\0b", (), {}))
attempt(lambda: type.__call__(type, 5))
attempt(lambda: type.__new__(int, "x", (), {}))
attempt(lambda: object.__new__(type))
attempt(lambda: setattr(A, "__name__", 5))
A.__name__ = "Renamed"
print(A.__name__, A.__qualname__)


class BadPrepare(type):
    @classmethod
    def __prepare__(mcls, name, bases):
        return 5


try:
    class UsesBadPrepare(metaclass=BadPrepare):
        pass
except TypeError as e:
    print(e)


class MroMeta(type):
    def mro(cls):
        default = super().mro()
        return default[:1] + [Extra] + default[1:]


class Extra:
    from_extra = "found through a custom mro"


class Custom(metaclass=MroMeta):
    pass


print(Custom.from_extra, [c.__name__ for c in Custom.__mro__])
