"""copy, pickle, copyreg, marshal, shelve: protocols, hooks, recursion, persistent ids, errors."""
import copy
import copyreg
import io
import marshal
import pickle
import pickletools


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Plain:
    def __init__(self, a=1):
        self.a = a

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None


class State(Plain):
    def __getstate__(self):
        return {"saved": self.a}

    def __setstate__(self, state):
        self.a = ("restored", state["saved"])


class Reduce(Plain):
    def __reduce__(self):
        return Reduce, (self.a,), {"extra": 5}


class ReduceEx(Plain):
    def __reduce_ex__(self, protocol):
        return ReduceEx, (protocol,)


class NewArgs(str):
    def __new__(cls, text, tag):
        self = super().__new__(cls, text)
        self.tag = tag
        return self

    def __getnewargs__(self):
        return str(self), self.tag


class Slots:
    __slots__ = ("x", "y")


class L(list):
    pass


class D(dict):
    pass


class Singleton:
    def __reduce__(self):
        return "SINGLE"


SINGLE = Singleton()
values = [None, True, 0, 255, 256, -1, 2 ** 31, 2 ** 100, -(2 ** 70), 1.5, float("inf"), 1j, "", "é😀\ud800", b"", b"x" * 300, bytearray(b"ba"), (), (1,), (1, 2, 3, 4), [], [1, [2]], {}, {"k": (1,)}, set(), {1, 2}, frozenset([3]), range(5), slice(1, 2), ..., NotImplemented, int, len, Plain, Plain(5), Reduce(3), L([1, 2]), D(a=1), SINGLE, "".join, abs, complex, type(None), ValueError("v", 2)]
for protocol in range(6):
    bad = []
    for v in values:
        restored = pickle.loads(pickle.dumps(v, protocol))
        same = restored == v or isinstance(v, Reduce) and restored.extra == 5 or (isinstance(v, Exception) and restored.args == v.args)
        if not same:
            bad.append(v)
    print(protocol, bad)
s = pickle.loads(pickle.dumps(State(7)))
print(s.a, pickle.loads(pickle.dumps(Reduce(1))).extra, pickle.loads(pickle.dumps(ReduceEx(), 3)).a)
n = pickle.loads(pickle.dumps(NewArgs("text", "tag")))
print(n, n.tag, type(n).__name__)
sl = Slots()
sl.x = 1
r = pickle.loads(pickle.dumps(sl))
print(r.x, hasattr(r, "y"))
attempt(lambda: pickle.dumps(sl, 1))
l = L([1])
l.attr = "kept"
print(pickle.loads(pickle.dumps(l)).attr)
loop = [1]
loop.append(loop)
loop.append({"loop": loop})
r = pickle.loads(pickle.dumps(loop))
print(r[1] is r, r[2]["loop"] is r)
shared = [1]
r = pickle.loads(pickle.dumps([shared, shared]))
print(r[0] is r[1])
for bad in (lambda: 0, (x for x in ()), type("Local", (), {})(), open("/dev/null"), __import__("math"), [lambda: 0]):
    try:
        pickle.dumps(bad)
        print("pickled", type(bad).__name__)
    except Exception as e:
        print(type(e).__name__, type(bad).__name__)
for bad in (b"", b"garbage", b"\x80\x09.", pickle.dumps([1])[:-2], b"cnomodule\nx\n.", b"cbuiltins\nnothing\n.", b".", 5, "text"):
    try:
        print(pickle.loads(bad))
    except Exception as e:
        print(type(e).__name__, str(e)[:60])
print(pickle.dumps([1, "a"], 0), pickle.dumps((1, 2), 2), pickle.dumps("x", 4), pickle.HIGHEST_PROTOCOL, pickle.DEFAULT_PROTOCOL)
buffer = io.BytesIO()
pickler = pickle.Pickler(buffer, 2)
pickler.dump(1)
pickler.dump("two")
buffer.seek(0)
unpickler = pickle.Unpickler(buffer)
print(unpickler.load(), unpickler.load())
attempt(lambda: unpickler.load())


class Persistent(pickle.Pickler):
    def persistent_id(self, obj):
        return f"id:{obj.a}" if isinstance(obj, Plain) else None


class Loader(pickle.Unpickler):
    def persistent_load(self, pid):
        return ("loaded", pid)

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is forbidden")


buffer = io.BytesIO()
Persistent(buffer).dump([Plain(9), 1])
print(Loader(io.BytesIO(buffer.getvalue())).load())
attempt(lambda: Loader(io.BytesIO(pickle.dumps(len))).load())
buffers = []
data = pickle.dumps(pickle.PickleBuffer(b"out of band"), 5, buffer_callback=buffers.append)
print(len(buffers), bytes(pickle.loads(data, buffers=buffers)))


class Reg:
    def __init__(self, v):
        self.v = v


copyreg.pickle(Reg, lambda r: (Reg, (r.v + 1,)))
print(pickle.loads(pickle.dumps(Reg(1))).v, copy.copy(Reg(5)).v)
print([op.name for op, _, _ in pickletools.genops(pickle.dumps({"a": 1}, 2))], len(pickletools.optimize(pickle.dumps(["x"] * 3))) <= len(pickle.dumps(["x"] * 3)))

a = [1, [2, 3], {"k": [4]}]
shallow, deep = copy.copy(a), copy.deepcopy(a)
a[1].append(99)
a[2]["k"].append(88)
print(shallow, deep, shallow[1] is a[1], copy.copy((1, 2)) is not None, copy.deepcopy("x"), copy.copy({1}), copy.deepcopy(loop)[1][1][0])
p = Plain([1])
print(copy.copy(p).a is p.a, copy.deepcopy(p).a is p.a, copy.deepcopy(p) == p)


class Custom:
    def __copy__(self):
        return "copied"

    def __deepcopy__(self, memo):
        return f"deep {type(memo).__name__}"

    def __replace__(self, **changes):
        return changes


print(copy.copy(Custom()), copy.deepcopy([Custom()]), copy.replace(Custom(), x=1), copy.copy(len) is len, copy.deepcopy(Plain) is Plain, copy.copy(s).a, copy.deepcopy({1: sl})[1].x)
attempt(lambda: copy.copy(x for x in ()))
attempt(lambda: copy.deepcopy([__import__("threading").Lock()]))
attempt(lambda: copy.replace(5, x=1))
memo = {}
copy.deepcopy(a, memo)
print(len(memo) > 3, copy.copy(range(3)), copy.deepcopy((1, [2])), copy.copy(bytearray(b"x")), copy.deepcopy(frozenset([(1,)])))
for v in [None, True, 1, 2 ** 100, 1.5, 1j, "é", b"b", (1, 2), [1], {1: 2}, {3}, frozenset([4]), ..., StopIteration]:
    print(repr(marshal.loads(marshal.dumps(v))), end=" ")
print()
attempt(lambda: marshal.dumps(object()))
attempt(lambda: marshal.dumps([Plain()]))
attempt(lambda: marshal.loads(b""))
attempt(lambda: marshal.loads(b"\xff"))
code = marshal.loads(marshal.dumps(compile("x = 1 + 2\ndef f(a): return a * x", "<m>", "exec")))
ns = {}
exec(code, ns)
print(ns["f"](5), code.co_filename)
import shelve

with shelve.open("shelf", writeback=True) as db:
    db["list"] = [1]
    db["list"].append(2)
    db["obj"] = Plain(4)
with shelve.open("shelf") as db:
    print(sorted(db), db["list"], db["obj"].a, "nope" in db)
