"""Properties: getters, setters, deleters, overriding, messages, documentation, `__set_name__` of property."""


class Temperature:
    def __init__(self, celsius):
        self._celsius = celsius

    @property
    def celsius(self):
        """Degrees."""
        print("get")
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        print("set", value)
        if value < -273:
            raise ValueError("too cold")
        self._celsius = value

    @celsius.deleter
    def celsius(self):
        print("delete")
        del self._celsius

    @property
    def read_only(self):
        return "fixed"

    def _get(self):
        return "old style"

    old = property(_get, doc="explicit doc")
    write_only = property(fset=lambda self, v: print("wrote", v))
    nothing = property()
    del_only = property(fdel=lambda self: print("del_only deleted"))


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


t = Temperature(20)
print(t.celsius)
t.celsius = 25
t.celsius += 5
print(t._celsius)
attempt(lambda: setattr(t, "celsius", -300))
del t.celsius
attempt(lambda: t.celsius)
attempt(lambda: setattr(t, "read_only", 1))
attempt(lambda: delattr(t, "read_only"))
attempt(lambda: t.write_only)
t.write_only = 5
attempt(lambda: t.nothing)
attempt(lambda: setattr(t, "nothing", 1))
attempt(lambda: delattr(t, "nothing"))
del t.del_only
print(t.old, Temperature.old.__doc__, Temperature.celsius.__doc__)
print(Temperature.celsius.fget.__name__, Temperature.read_only.fset, Temperature.read_only.__name__)
t.__dict__["read_only"] = "shadow attempt"
print(t.read_only)
attempt(lambda: Temperature.celsius.__get__(None, Temperature) is Temperature.celsius)
attempt(lambda: setattr(Temperature.celsius, "fget", None))
attempt(lambda: property(1, 2, 3, 4, 5))
attempt(lambda: property(5).__get__(t))


class Sub(Temperature):
    @Temperature.celsius.getter
    def celsius(self):
        return "sub " + str(self._celsius)

    @property
    def read_only(self):
        return super().read_only + "!"


s = Sub(1)
print(s.celsius, s.read_only)
s.celsius = 9
print(s.celsius)
prop = Temperature.celsius
other = prop.setter(None)
print(other is prop, other.fget is prop.fget, other.fset is prop.fset)


class MyProperty(property):
    extra = "extra"


class UsesMine:
    @MyProperty
    def p(self):
        """mine"""
        return 1


print(UsesMine.p.extra, UsesMine.p.__doc__, UsesMine().p)


class RaisesAttributeError:
    @property
    def p(self):
        return self.inside_property

    def __getattr__(self, name):
        return f"fallback for {name}"


print(RaisesAttributeError().p)


class Raises:
    @property
    def p(self):
        raise AttributeError("from the property")


attempt(lambda: Raises().p)
attempt(lambda: getattr(Raises(), "p", "default"))
print(hasattr(Raises(), "p"))


class ClassLevel(type):
    @property
    def p(cls):
        return f"metaclass property of {cls.__name__}"


class HasClassLevel(metaclass=ClassLevel):
    pass


print(HasClassLevel.p)
attempt(lambda: HasClassLevel().p)


class Cached:
    def __init__(self):
        self.computed = 0

    @property
    def value(self):
        self.computed += 1
        self.__dict__["value"] = 5
        return 1


c = Cached()
print(c.value, c.value, c.computed)
print(isinstance(Temperature.__dict__["celsius"], property), type(Temperature.celsius).__name__)
p = property(lambda self: 1)
p.__doc__ = "assigned"
print(p.__doc__)
