"""type with one and three arguments, isinstance, issubclass, callable, id, hash, object, super edge cases."""


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


show("type(5)", "type(None)", "type(type)", "type(B())", "type(Liar())", "isinstance(Liar(), int)", "isinstance(Liar(), Liar)", "Liar().__class__", "type()", "type(1, 2)", "type(1, 2, 3)", "type('X', (), {})", "type('X', (B,), {'y': 2}).attr", "type('X', (B,), {'y': 2})().y", "type('X', (), {'f': lambda self: 'f'})().f()", "type('X', (), {})()  .__class__.__name__", "type('', (), {}).__name__", "type('X Y', (), {}).__name__", "type('X', (5,), {})", "type('X', (), [])", "type('X', {}, {})", "type(b'X', (), {})", "type('X', (), {'__module__': 'm'}).__module__", "type('X', (), {}).__module__", "type('X', (), {'__doc__': 'd'}).__doc__", "type('X', (), {'__slots__': ['s']}).s", "type('X', (A, object), {}).__mro__[1].__name__", "type('X', (object, A), {})", "type('X', (Meta,), {})", "type(Meta('M', (), {}))", "type('X', (Meta('M', (), {}),), {}).__class__", "type.__call__(A).__class__", "type(A)('Made', (), {}).__name__")
show("isinstance(1, int)", "isinstance(True, int)", "isinstance(1, (str, int))", "isinstance(1, (str, (float, (int,))))", "isinstance(1, ())", "isinstance(1, [int])", "isinstance(1, 'int')", "isinstance(B(), A)", "isinstance(A, type)", "isinstance(type, object)", "isinstance(1, int | str)", "isinstance('a', int | None)", "isinstance(None, int | None)", "isinstance(1, object)", "isinstance(1, list[int])", "issubclass(B, A)", "issubclass(A, B)", "issubclass(B, (int, A))", "issubclass(B, B)", "issubclass(1, int)", "issubclass(int, 1)", "issubclass(bool, int | str)", "issubclass(int, object)", "issubclass(type, object)", "issubclass(object, type)", "issubclass(int, ())", "isinstance()", "issubclass(int)", "issubclass(A, (1,))")
show("callable(len)", "callable(A)", "callable(A())", "callable(CallMe())", "callable(lambda: 0)", "callable(None)", "callable()", "callable(Meta)", "callable(''.join)", "id(1) == id(1)", "id(A) == id(A)", "id()", "id(1, 2)", "hash(1)", "hash([])", "hash()", "hash(A) == hash(A)", "object() == object()", "object().__class__", "object(1)", "object.__init__(5)", "object.__init__(object(), 1)", "object.__repr__(5)[:11]", "object.__str__('a')", "object.__hash__(5) != 0", "object.__eq__(1, 1)", "object.__ne__(1, 2)", "object.__format__(5, '')", "object.__format__(5, 'd')", "object.__sizeof__(5) > 0", "object.__dir__(5)[0] in dir(5)", "object.__reduce__(A())[0].__name__", "object.__getattribute__(B(), 'attr')", "object.__setattr__(B(), 'q', 1)", "object.__setattr__(B, 'q', 1)", "object.__delattr__(B(), 'attr')", "object.__new__(B).attr", "object.__subclasshook__(5)", "object.__init_subclass__()", "object.__init_subclass__(1)")
show("getattr(B, 'attr')", "getattr(B(), 'nope')", "getattr(B(), 'nope', 0)", "getattr(B())", "getattr(B(), 5)", "getattr(B(), 'a', 1, 2)", "hasattr(B, 'attr')", "hasattr(B, 'nope')", "hasattr(B, 1)", "setattr(B, 'new', 5)", "B.new", "setattr(B)", "delattr(B, 'new')", "delattr(B, 'new')", "setattr(5, 'x', 1)", "delattr(B(), 'attr')", "vars(B())", "vars(5)", "vars(B)['attr']", "vars(1, 2)", "type(vars(B)).__name__", "dir(B())[-1]", "'attr' in dir(B)", "dir(5) == dir(int)", "dir(1, 2)", "vars(type('O', (), {'__init__': lambda s: setattr(s, 'z', 1)})())")
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
