# object.__getattribute__ on a class and on a module: their dicts are their attributes.
import sys
import weakref


class Meta(type):
    """Meta's doc."""

    @property
    def data(cls):
        return "meta data"

    plain = "meta plain"


class Base(metaclass=Meta):
    """Base's doc."""

    inherited = "base"


class K(Base):
    data = "own data"
    plain = "own plain"

    class Inner:
        pass


get = object.__getattribute__
print(get(K, "data"), get(K, "plain"), get(K, "__doc__"), get(Base, "__doc__"))
print(get(sys, "path") is sys.path)
for name in ("inherited", "nothing"):
    try:
        print(get(K, name))
    except AttributeError as e:
        print(e)

# The name of a class outside the builtins is qualified, without `__main__`.
inner, ones = K.Inner(), {1}
for ref in (weakref.ref(inner), weakref.proxy(inner), weakref.ref(ones)):
    print(repr(ref).split("; ")[1].split(" at ")[0])
