"""Classes made with three arguments, metaclass checks, __instancecheck__ and __subclasscheck__."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class A:
    pass


class B(A):
    attr = 1


class CallMe:
    def __call__(self):
        return "called"


class Meta(type):
    pass


class Liar:
    @property
    def __class__(self):
        return int


X = type("X", (A,), {"value": 1, "__init__": lambda self, v: setattr(self, "v", v), "__repr__": lambda self: f"X<{self.v}>", "prop": property(lambda self: self.v * 2), "st": staticmethod(lambda: "static"), "cl": classmethod(lambda cls: cls.__name__)})
x = X(21)
print(x, x.value, x.prop, x.st(), X.cl(), x.cl(), isinstance(x, A))
d = {"mutable": 1}
Y = type("Y", (), d)
d["mutable"] = 2
print(Y.mutable, d)


class WithNew(type):
    def __new__(m, name, bases=(), ns=None, **kw):
        return super().__new__(m, name.upper(), bases, dict(ns or {}, **kw))

    def __init__(cls, *args, **kw):
        pass


print(WithNew("low", extra=5).__name__, WithNew("low", extra=5).extra)


class Virtual:
    @classmethod
    def __instancecheck__(cls, x):
        return "never used from the class itself"


print(isinstance(5, Virtual))


class BoolCheck(type):
    def __instancecheck__(cls, x):
        return [] if x == 0 else ["truthy"]

    def __subclasscheck__(cls, c):
        raise ValueError("subclasscheck")


class Checked(metaclass=BoolCheck):
    pass


print(isinstance(0, Checked), isinstance(1, Checked), isinstance(Checked(), Checked), isinstance(1, (int, Checked)))
show("issubclass(int, Checked)", "issubclass(int, (str, Checked))", "issubclass(int, (int, Checked))")


class FakeBases:
    __bases__ = (A,)


print(issubclass(FakeBases(), A), isinstance(5, object))
show("isinstance(5, FakeBases())", "issubclass(FakeBases(), FakeBases())")
