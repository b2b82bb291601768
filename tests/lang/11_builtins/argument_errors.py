"""How built-in functions word wrong counts, names and types of arguments; what is asked of their receivers first."""
import collections
import operator
import weakref


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Silent(str):
    __class__ = None


show("[].append()", "[].append(1, 2)", "[].insert(1)", "[].__len__(1)", "[].__setitem__(1)", "(1).__pow__()", "(1).__add__(x=1)")
show("True.is_integer(1)", "getattr(True, 'is_integer')(1)", "list.append()", "list.append(5)", "set.add(0)", "list.__len__(5)", "list.__len__()", "list.append.__get__(5)")
show("'a'.encode(5)", "'a'.encode(None)", "b''.decode(errors=5)", "(1).to_bytes(2, 5)", "bytes('a', None)", "'a'.find(None)", "'a'.center(1, None)", "'a'.splitlines(1, nonsense=2)", "(1).to_bytes(1, 'big', True, 5)", "pow(2, nonsense=1)", "round(nonsense=1)", "print(sep2=1)")
show("dict.fromkeys.__self__", "dict.__dict__['fromkeys']()", "dict.__dict__['fromkeys'](5)", "dict.__dict__['fromkeys'](int)", "str.maketrans(x=1)", "operator.index(True)", "weakref.ref()", "type(weakref.ref(show))()")
show("[1] * 'a'", "'a' * 1.5", "[1].__mul__('a')", "b'a'.__rmul__([])", "2 * {}", "{}.__class__(5)", "{}.update(5)", "dict([1])", "dict([[1]])", "{}['a']", "{}[[]]")
show("collections.deque() + 1", "hash(collections.deque())", "collections.deque.append(5)", "collections.OrderedDict() < 1", "classmethod(5).__get__(None, None)", "property().__get__(None, None)")


class KeywordsToNew(list):
    def __new__(cls, items, tag=None):
        self = super().__new__(cls, items)
        self.tag = tag
        return self


class KeywordsToInit(float):
    def __init__(self, value, tag=None):
        self.tag = tag


print(KeywordsToNew("ab", tag=1).tag, KeywordsToNew("ab", tag=1), KeywordsToInit(2.5, tag=2).tag)
show("type('L', (list,), {})(sequence=[])", "type('F', (float,), {})(x=1)", "type('S', (set,), {'__new__': lambda c, *a, **k: set.__new__(c)})(tag=1)")


class Right(collections.UserList):
    pass


left = [0]
left += Right([1])
print(type(left).__name__, left)

for change in ["del d[0]; d[0] = 0", "d.clear(); d['k'] = 1", "d[9] = 1"]:
    d = {0: 0}
    try:
        for k in d:
            exec(change)
        print(change, "no error")
    except RuntimeError as e:
        print(change, "!!", e)
d = dict.fromkeys(range(100))
for i in range(1, 100):
    del d[i]
backwards = [reversed(d), reversed(d.items())]
d.clear()
d["again"] = 1
print([list(b) for b in backwards])


class Shrinks:
    def __eq__(self, other):
        left.clear()
        right.clear()
        return NotImplemented


left, right = [Shrinks()], [Shrinks()]
print(left == right)


class NoMethod:
    __eq__ = property(lambda self: self.missing)


print(NoMethod() == NoMethod(), NoMethod() == 5)
print(repr(bytearray(b"'")), b"'", bytearray(b'"\''))
print((1 << 2000) / (1 << 1990), float((1 << 1024) - (1 << 970) - 1) == 1.7976931348623157e308, -(10 ** 400) / 10 ** 399, 3 / (1 << 1076))
print(type(complex.real).__name__, type(range.start).__name__, type(float.real).__name__, complex.real)
try:
    range(3).start = 5
except AttributeError as e:
    print(e)


class Meta(type):
    def mro(cls):
        print(cls.__name__, cls.__mro__)
        return type.mro(cls)


class Made(metaclass=Meta):
    pass


print([c.__name__ for c in Made.__mro__])
