"""`__init_subclass__`, `__class_getitem__`, `__set_name__` order, `__mro_entries__`, class keyword arguments."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Registry:
    known = []

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        print("init_subclass", cls.__name__, tag)
        cls.tag = tag
        Registry.known.append(cls.__name__)


class One(Registry, tag="first"):
    pass


class Two(One):
    pass


class Three(Two, tag=3):
    def __init_subclass__(cls, **kwargs):
        print("three", kwargs)
        super().__init_subclass__(**kwargs)


class Four(Three, tag="four"):
    pass


print(Registry.known, Four.tag)
attempt(lambda: type("Five", (Registry,), {}, bad=1))
attempt(lambda: type("Six", (), {}, bad=1))
attempt(lambda: type("Seven", (Registry,), {}, tag="by type()").tag)
attempt(lambda: type("Eight", (object,), {}, a=1, b=2))


class SetName:
    def __init__(self, label):
        self.label = label

    def __set_name__(self, owner, name):
        print("set_name", self.label, name, hasattr(owner, "finished"))


class Base:
    def __init_subclass__(cls):
        print("init_subclass after set_name", cls.__name__)
        cls.finished = True


class Order(Base):
    a = SetName("a")
    b = SetName("b")
    c = b


class Generic:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item!r}]"


class SubGeneric(Generic):
    pass


print(Generic[int], SubGeneric[1, 2], Generic[...], Generic[1:2])
attempt(lambda: Generic()[0])
attempt(lambda: Base[int])
attempt(lambda: int[str])
attempt(lambda: list[int])
attempt(lambda: dict[str, list[int]])
attempt(lambda: tuple[int, ...])
attempt(lambda: type[int])
attempt(lambda: list[int]() + [1])
alias = list[int]
print(alias.__origin__, alias.__args__, alias.__parameters__, alias == list[int], hash(alias) == hash(list[int]))
print(isinstance(alias, type), alias((1, 2)), repr(dict[str, int]), alias.append is list.append)
attempt(lambda: isinstance([], list[int]))
attempt(lambda: issubclass(list, list[int]))


class Entry:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, original):
        print("mro_entries", len(original))
        return self.bases


class Uses(Entry(One, Base), object):
    pass


print([c.__name__ for c in Uses.__mro__], len(Uses.__orig_bases__))


class Erased(Entry()):
    pass


print(Erased.__bases__, hasattr(Erased, "__orig_bases__"))
attempt(lambda: type("Direct", (Entry(),), {}))


class BadEntry:
    def __mro_entries__(self, bases):
        return [object]


try:
    class UsesBad(BadEntry()):
        pass
except TypeError as e:
    print(e)

import types

made = types.new_class("Made", (Entry(Base),), {}, lambda ns: ns.update(x=1))
print(made.__mro__[1].__name__, made.x)
print(types.resolve_bases((Entry(int, str),)))


class ListOfInt(list[int]):
    pass


print(ListOfInt.__bases__, ListOfInt.__orig_bases__)


class KwMeta(type):
    def __new__(m, n, b, ns, **kw):
        return super().__new__(m, n, b, ns, **kw)

    def __init__(cls, n, b, ns, **kw):
        super().__init__(n, b, ns)


class Accepts(metaclass=KwMeta):
    def __init_subclass__(cls, color="red"):
        cls.color = color


class Blue(Accepts, color="blue"):
    pass


print(Blue.color)
bases = (Base,)
kwargs = {"metaclass": KwMeta}


class Unpacked(*bases, **kwargs):
    pass


print(Unpacked.__bases__[0].__name__, type(Unpacked).__name__)
