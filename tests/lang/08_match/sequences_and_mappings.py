"""`match`: sequence and mapping patterns, stars, what counts as a sequence or a mapping."""
import array
import collections
import types


def seq(x):
    match x:
        case []:
            return "empty"
        case [1]:
            return "just 1"
        case [a]:
            return f"one {a!r}"
        case [a, b]:
            return f"two {a!r} {b!r}"
        case (1, *middle, 9):
            return f"1..9 {middle}"
        case [first, *_, last] if first == last:
            return f"same ends {first!r}"
        case [a, [b, [c, *d]], *rest]:
            return f"nested {a} {b} {c} {d} {rest}"
        case [*_]:
            return "some sequence"
        case _:
            return "not a sequence"


class Seq(collections.abc.Sequence):
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class NotRegistered:
    def __len__(self):
        return 1

    def __getitem__(self, i):
        return (1,)[i]


class Registered(NotRegistered):
    pass


collections.abc.Sequence.register(Registered)
subjects = [[], (), [1], [2], (1, 2), [1, 2, 3, 9], [5, 6, 5], [1, [2, [3, 4, 5]], 6], [1, 2, 3], "ab", b"ab", bytearray(b"ab"), {1, 2}, {1: 2}, range(2), collections.deque([1, 2]), array.array("i", [7]), memoryview(b"xy"), Seq(1, 2), NotRegistered(), Registered(), (x for x in "ab"), None, 5, iter([1]), collections.UserList([1, 2]), collections.namedtuple("P", "x y")(3, 4)]
for s in subjects:
    print(type(s).__name__, seq(s))


def stars(x):
    match x:
        case [*a, 1, 2]:
            return "ends 1 2", a
        case [0, *a]:
            return "starts 0", a
        case [a, *b, c, d]:
            return a, b, c, d
        case [*only]:
            return "only", only


for x in [[1, 2], [5, 6, 1, 2], [0], [0, 1], [7, 8, 9], [7, 8, 9, 10, 11], [3], "abc", (4, 5)]:
    print(x, stars(x))


def open_tuple(x):
    match x:
        case 1, 2:
            return "pair"
        case 1, *rest:
            return "rest", rest
        case (single):
            return "not a sequence pattern", single


print(open_tuple((1, 2)), open_tuple([1, 2, 3]), open_tuple(5), open_tuple((9,)))


def mapping(x):
    match x:
        case {"type": "point", "x": x, "y": y}:
            return f"point {x} {y}"
        case {"type": str() as t, **rest} if rest:
            return f"{t} with {rest}"
        case {"nested": {"deep": [a, *_]}}:
            return f"deep {a}"
        case {1: _, 2.5: v}:
            return f"numbers {v}"
        case {None: n, True: t}:
            return f"singletons {n} {t}"
        case {-1: m}:
            return f"minus {m}"
        case {"only": 1 | 2 as v}:
            return f"only {v}"
        case {Keys.NAME: v}:
            return f"value key {v}"
        case {}:
            return "any mapping"
        case _:
            return "not a mapping"


class Keys:
    NAME = "dotted"


for m in [{"type": "point", "x": 1, "y": 2, "z": 3}, {"type": "line", "a": 1}, {"type": "line"}, {"type": 5}, {"nested": {"deep": [7, 8]}}, {1: 0, 2.5: "v"}, {None: 1, True: 2}, {-1: "m"}, {"only": 2}, {"only": 3}, {"dotted": 5}, {}, [], "x", collections.OrderedDict(type="od", k=1), types.MappingProxyType({"only": 1}), collections.ChainMap({"only": 2}), collections.UserDict(dotted=1), collections.Counter("aab")]:
    print(type(m).__name__, mapping(m))

dd = collections.defaultdict(list, present=1)
match dd:
    case {"absent": x}:
        print("unreached: no default is made", x)
    case {"present": x, **rest}:
        print(x, rest, dict(dd), type(rest).__name__)


class Missing(dict):
    def __missing__(self, key):
        return "missing called"


match Missing():
    case {"k": v}:
        print("unreached")
    case _:
        print("missing is not called")


class GetLogged(dict):
    def get(self, key, default=None):
        print("  get", key)
        return super().get(key, default)


match GetLogged(a=1):
    case {"a": x, "b": y}:
        pass
    case {"a": x}:
        print("matched", x)


def duplicate(m, key):
    match m:
        case {Keys.NAME: _, Keys.ALSO: _}:
            return "matched"


Keys.ALSO = "dotted"
try:
    duplicate({"dotted": 1}, "dotted")
except ValueError as e:
    print(e)


class LenFails:
    pass


collections.abc.Sequence.register(LenFails)
try:
    match LenFails():
        case [a, b]:
            pass
except TypeError as e:
    print(e)


def command(text):
    match text.split():
        case ["quit" | "exit"]:
            return "bye"
        case ["go", ("north" | "south" | "east" | "west") as direction]:
            return f"going {direction}"
        case ["go", *_]:
            return "go where?"
        case ["get", obj] | ["pick", "up", obj] | ["pick", obj, "up"]:
            return f"taking {obj}"
        case ["drop", *objs] if objs:
            return f"dropping {' and '.join(objs)}"
        case []:
            return "silence"
        case [verb, *_]:
            return f"cannot {verb}"


for t in ["quit", "go north", "go up", "get lamp", "pick up sword", "pick shield up", "drop a b c", "drop", "", "dance wildly"]:
    print(repr(t), command(t))


def json_shape(x):
    match x:
        case None | True | False:
            return "const"
        case int() | float():
            return "num"
        case str():
            return "str"
        case [*items]:
            return [json_shape(i) for i in items]
        case {**kv}:
            return {k: json_shape(v) for k, v in kv.items()}
        case _:
            return "unknown"


print(json_shape({"a": [1, "x", None, {"b": 2.5}], "c": object(), "d": (True,)}))
