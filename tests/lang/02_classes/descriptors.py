"""The descriptor protocol: data and non-data descriptors, lookup priority, `__set_name__`, on classes and metaclasses."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Data:
    def __init__(self, label):
        self.label = label

    def __set_name__(self, owner, name):
        print("set_name", self.label, owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner=None):
        return f"{self.label}.get({type(instance).__name__}, {owner and owner.__name__})"

    def __set__(self, instance, value):
        print(f"{self.label}.set({value!r})")
        if not isinstance(instance, type):
            instance.__dict__["stored"] = value

    def __delete__(self, instance):
        print(f"{self.label}.delete")


class NonData:
    def __get__(self, instance, owner=None):
        return f"nondata.get({type(instance).__name__})"


class SetOnly:
    def __set__(self, instance, value):
        instance.__dict__["set_only"] = ("through", value)


class C:
    data = Data("d")
    nondata = NonData()
    set_only = SetOnly()
    plain = "plain"


c = C()
print(c.data, C.data)
c.data = 5
c.__dict__["data"] = "ignored"
print(c.data, c.__dict__["stored"])
del c.data
print(c.nondata, C.nondata)
c.nondata = "instance wins"
print(c.nondata)
print(type(c.set_only).__name__)
c.set_only = 1
print(c.set_only)
attempt(lambda: delattr(c, "set_only"))
C.data = "class assignment replaces the descriptor"
print(c.data)


class OnlyDelete:
    def __delete__(self, instance):
        print("deleted")


class D:
    x = OnlyDelete()


d = D()
attempt(lambda: setattr(d, "x", 1))
del d.x


class Meta(type):
    meta_data = Data("m")
    meta_nondata = NonData()
    both = "on the metaclass"


class WithMeta(metaclass=Meta):
    meta_nondata = "class attribute wins over a non-data descriptor"
    both = "on the class"


print(WithMeta.meta_data, WithMeta.meta_nondata, WithMeta.both)
WithMeta.meta_data = 1
attempt(lambda: WithMeta().meta_data)


class Function:
    def __init__(self, f):
        self.f = f

    def __get__(self, instance, owner):
        if instance is None:
            return self.f
        return lambda *a: self.f(instance, *a)


class UsesFunction:
    @Function
    def m(self, x):
        return type(self).__name__, x


print(UsesFunction().m(1), UsesFunction.m("self", 2)[1])


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.slot = "_" + name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return getattr(instance, self.slot, None)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.slot[1:]} must be {self.kind.__name__}")
        setattr(instance, self.slot, value)


class Record:
    name = Typed(str)
    age = Typed(int)

    def __init__(self, name, age):
        self.name = name
        self.age = age


r = Record("Ann", 3)
print(r.name, r.age, sorted(vars(r)))
attempt(lambda: Record("Bob", "four"))
attempt(lambda: setattr(r, "name", 5))


class BadSetName:
    def __set_name__(self, owner, name):
        raise ValueError("set_name fails")


try:
    class Fails:
        attribute = BadSetName()
except ValueError as e:
    print(e, e.__notes__)

attempt(lambda: C.__dict__["nondata"].__get__(None))
attempt(lambda: (lambda self: self).__get__(5)())
attempt(lambda: (lambda self: self).__get__(None, int) is not None)
attempt(lambda: (lambda: 1).__get__(None, None))
attempt(lambda: str.upper.__get__("abc")())
attempt(lambda: str.upper.__get__(5))
attempt(lambda: int.__add__.__get__(3, int)(4))
attempt(lambda: str.upper(5))
attempt(lambda: list.append.__get__([]).__self__)
attempt(lambda: int.__dict__["real"].__get__(7))
attempt(lambda: int.__dict__["real"].__get__("x"))
attempt(lambda: int.__dict__["real"].__set__(7, 1))
attempt(lambda: staticmethod(len).__get__(None, int)([1]))
attempt(lambda: classmethod(lambda cls: cls).__get__(None, int)())
attempt(lambda: classmethod(lambda cls: cls).__get__(5)())
attempt(lambda: staticmethod(5)())


class GetWithoutType:
    def __get__(self, instance):
        return 1


class UsesGetWithoutType:
    g = GetWithoutType()


attempt(lambda: UsesGetWithoutType().g)


class InstanceGet:
    pass


ig = InstanceGet()
ig.__get__ = lambda *a: "instance dunder must not be used"


class UsesInstanceGet:
    g = ig


print(UsesInstanceGet().g is ig)
