"""collections: namedtuple, deque, Counter, OrderedDict, defaultdict, ChainMap, UserDict, UserList, UserString."""
import collections
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque, namedtuple


def show(*sources, **scope):
    for source in sources:
        try:
            result = eval(source, globals(), scope)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}" + (f" | {scope['x']}" if "x" in scope else ""))


P = namedtuple("P", "x y", defaults=[0])
p = P(1, 2)
show("p", "p.x", "p[1]", "P(5)", "P(y=1, x=2)", "P()", "P(1, 2, 3)", "P._fields", "P._field_defaults", "p._asdict()", "p._replace(x=9)", "p._replace(z=1)", "P._make([3, 4])", "P._make([1, 2, 3])", "p == (1, 2)", "p + (3,)", "hash(p) == hash((1, 2))", "tuple(p)", "[*p]", "namedtuple('Bad', 'a a')", "namedtuple('Bad', 'def x')", "namedtuple('R', 'a def a _b', rename=True)._fields", "namedtuple('N', ['a', 'b'])(1, 2)", "namedtuple('1x', 'a')", "namedtuple('M', 'a', module='mm').__module__", "P.__doc__", "P.x.__doc__", "p.__match_args__", "isinstance(p, tuple)", "namedtuple('E', '')()", "namedtuple('D', 'a b', defaults=(1, 2, 3))")
for statement in ("p.x = 5", "p.z = 5", "del p.x"):
    try:
        exec(statement)
    except AttributeError as e:
        print(statement, e)


class Point3(P):
    def norm(self):
        return self.x ** 2 + self.y ** 2


print(Point3(3, 4), Point3(3, 4).norm(), type(Point3(1, 2)._replace(x=0)).__name__)
d = deque([1, 2, 3], maxlen=4)
show("x.append(4)", "x.append(5)", "x.appendleft(0)", "x.extend([7, 8])", "x.extendleft('ab')", "x.pop()", "x.popleft()", "x.rotate()", "x.rotate(-1)", "x.insert(1, 'i')", "x.insert(0, 'full')", "x.insert(9, 'too many')", "x.remove('i')", "x.remove('zz')", "x.reverse()", "x.count(7)", "x.index(7)", "x.index('zz')", "x[0]", "x[-1]", "x[9]", "x['a']", "x[0:1]", "x.copy()", "x.maxlen", "len(x)", "7 in x", "x == deque(x)", "x == list(x)", "x < deque([1])", "x + deque([1])", "x + [1]", "x * 2", "list(reversed(x))", "x.clear()", "x.pop()", "x.popleft()", "hash(x)", x=d)
show("deque()", "deque('abc')", "deque(5)", "deque([1, 2, 3], 2)", "deque([1], -1)", "deque([1], 'a')", "deque(maxlen=0)", "deque([deque([1])])", "deque([1, 2]) == deque([1, 2], 5)", "deque([1]).__reduce__()[1]", "repr(deque([1], maxlen=3))", "deque.__class_getitem__(int)", "deque('ab') * 2", "deque([1, 2, 3], maxlen=3) * 2")
d = deque(range(5))
try:
    for v in d:
        d.append(v)
except RuntimeError as e:
    print(e)
d[0], d[-1] = "first", "last"
del d[2]
print(d, d.index(3, 1), deque(iter("xy")))
big = deque()
for i in range(1000):
    big.append(i)
    if i % 3 == 0:
        big.popleft()
print(len(big), big[0], big[500], sum(big))
c = Counter("abracadabra")
show("c.most_common(2)", "c['a']", "c['zz']", "sorted(c.elements())", "c.total()", "c + Counter(a=1, z=2)", "c - Counter(a=10)", "c & Counter(a=2, q=1)", "c | Counter(a=9)", "+Counter(a=1, b=-1)", "-Counter(a=1, b=-1)", "Counter(a=1) == Counter(a=1, b=0)", "Counter(a=1) <= Counter(a=2)", "Counter('ab').update('bc')", "c.copy() == c", "Counter([1, 1, 2])", "Counter({'x': 3})", "Counter(a=2, b=1).subtract('aab')", "Counter.fromkeys('ab')", "Counter(5)", "Counter(a='x') + Counter(a=1)", "Counter().most_common()", "dict(Counter('aab'))", "Counter('aab').most_common(1)[0]", "del_missing()", "Counter(a=1) + 5", "repr(Counter())", "Counter(a=3, b=1).most_common(0)")


def del_missing():
    k = Counter(a=1)
    del k["nothing"]
    k.update(a=5, b=2)
    k.subtract({"b": 5})
    return k


print(del_missing())
o = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
show("x.move_to_end('a')", "x.move_to_end('c', last=False)", "x.move_to_end('zz')", "x.popitem()", "x.popitem(last=False)", "x.pop('b')", "x.pop('b', 'none')", "x.popitem()", "x.setdefault('q', 1)", "list(reversed(x))", "x == {'q': 1}", "x | {'r': 2}", "x.update(z=1, y=2)", "x.copy()", "list(x.items())", x=o)
show("OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1)", "OrderedDict(a=1, b=2) == dict(b=2, a=1)", "repr(OrderedDict())", "OrderedDict.fromkeys('ab', 0)", "OrderedDict([(1, 2)]).__reduce__()[0]")
dd = defaultdict(list)
dd["k"].append(1)
show("x['new']", "x.get('absent')", "x", "x.default_factory", "x.copy()", "x | {'m': 1}", "x.__missing__('mm')", "defaultdict(None, a=1)['zz']", "defaultdict(5)", "defaultdict(int, {'a': 1})['b']", "defaultdict(lambda: 'made')['any']", "repr(defaultdict(int))", x=dd)
cm = ChainMap({"a": 1}, {"a": 2, "b": 3})
show("x['a']", "x['b']", "x['zz']", "x.get('zz', 0)", "x.new_child({'c': 4})", "x.parents", "x.maps", "len(x)", "list(x)", "x.pop('b')", "x.pop('a')", "x['a']", "x | {'n': 1}", "'b' in x", "dict(x)", "ChainMap()", "x.popitem()", x=cm)


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


u = Upper(a=1)
u.update(b=2)
print(u, u.data, "A" in u, u | {"c": 3}, UserList([3, 1]) + [2], sorted(UserList("ba")), UserList([1, 2])[:1], UserString("abc").upper(), UserString("a") + "b", UserString("abc")[1:], len(UserString("é")), UserString("a") == "a", hash(UserString("a")) == hash("a"))
print(collections.abc.Sequence.__name__, isinstance(d, collections.abc.MutableSequence), isinstance(c, collections.abc.Mapping), [n for n in collections.__all__])
