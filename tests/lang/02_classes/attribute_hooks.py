"""`__getattr__`, `__getattribute__`, `__setattr__`, `__delattr__`, `__dir__`, and module-level `__getattr__`."""
import sys
import types


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Hooked:
    present = "class"

    def __init__(self):
        object.__setattr__(self, "log", [])

    def __getattr__(self, name):
        self.log.append(("getattr", name))
        if name.startswith("no"):
            raise AttributeError(f"no {name} here")
        return f"made {name}"

    def __setattr__(self, name, value):
        self.log.append(("setattr", name, value))
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        self.log.append(("delattr", name))
        object.__delattr__(self, name)

    def __dir__(self):
        return ["z", "a", "m"]


h = Hooked()
print(h.present, h.absent)
h.x = 1
h.x += 1
del h.x
attempt(lambda: h.nothing)
attempt(lambda: getattr(h, "nope", "default"))
print(hasattr(h, "nothing"), hasattr(h, "something"))
print(h.log)
print(dir(h))
attempt(lambda: delattr(h, "missing"))


class Every:
    attribute = 1

    def __getattribute__(self, name):
        if name == "secret":
            raise AttributeError("hidden")
        if name == "boom":
            raise ValueError("not an attribute error")
        return f"<{name}:{object.__getattribute__(self, 'attribute')}>"


e = Every()
print(e.anything, e.attribute, e.__class__, e.__dict__)
attempt(lambda: e.secret)
attempt(lambda: e.boom)
attempt(lambda: getattr(e, "secret", "default"))
attempt(lambda: getattr(e, "boom", "default"))
attempt(lambda: hasattr(e, "boom"))


class BothHooks:
    def __getattribute__(self, name):
        print("getattribute", name)
        return super().__getattribute__(name)

    def __getattr__(self, name):
        print("getattr", name)
        return "from getattr"

    def __len__(self):
        return 3


b = BothHooks()
print(b.x)
print(len(b))
print(type(b).__name__)


class Delegate:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)


d = Delegate([3, 1, 2])
d.append(0)
d.sort()
print(d.target)
attempt(lambda: d.nonexistent)
attempt(lambda: len(d))


class DunderOnInstance:
    pass


x = DunderOnInstance()
x.__len__ = lambda: 5
x.__call__ = lambda: "called"
x.__str__ = lambda: "str"
attempt(lambda: len(x))
attempt(lambda: x())
print(x.__len__(), str(x).startswith("<"))


class NotString:
    def __setattr__(self, name, value):
        print("never called for", name)


attempt(lambda: setattr(NotString(), 5, 1))

module = types.ModuleType("hooked", "its docs")
module.__getattr__ = lambda name: f"module made {name}" if name != "bad" else (_ for _ in ()).throw(AttributeError(name))
module.real = 1
print(module.real, module.dynamic, module.__doc__, module.__name__)
attempt(lambda: module.bad)
module.__dir__ = lambda: ["b", "a"]
print(dir(module))
plain = types.ModuleType("plain")
attempt(lambda: plain.nothing)
attempt(lambda: plain.__dict__["__doc__"])
del plain.__name__
attempt(lambda: plain.nothing)
print(repr(types.ModuleType("m")))


class MyModule(types.ModuleType):
    @property
    def computed(self):
        return "computed"


sys.modules["mine"] = MyModule("mine")
import mine

print(mine.computed)
module.__class__ = MyModule
print(module.computed)


class BadDir:
    def __dir__(self):
        return 5


attempt(lambda: dir(BadDir()))


class Frozen:
    __slots__ = ("v",)

    def __init__(self, v):
        object.__setattr__(self, "v", v)

    def __setattr__(self, name, value):
        raise TypeError(f"{type(self).__name__} is frozen")


f = Frozen(1)
attempt(lambda: setattr(f, "v", 2))
print(f.v)


class ExcFromGetattr:
    def __getattr__(self, name):
        raise KeyError(name)


attempt(lambda: ExcFromGetattr().k)
attempt(lambda: hasattr(ExcFromGetattr(), "k"))
