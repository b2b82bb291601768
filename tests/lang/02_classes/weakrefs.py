"""Weak references: calls, callbacks, equality and hash, proxies, what can be referenced; after explicit collection."""
import gc
import weakref


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Thing:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return isinstance(other, Thing) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def method(self):
        return f"method of {self.name}"

    def __len__(self):
        return len(self.name)

    def __add__(self, other):
        return f"{self.name}+{other}"


t = Thing("t")
r = weakref.ref(t)
print(r() is t, r() == t, type(r).__name__, weakref.ref(t) is r)
log = []
r2 = weakref.ref(t, lambda ref: log.append(("dead", ref() is None)))
print(r2 is r, r2 == r, hash(r) == hash(t), weakref.getweakrefcount(t) >= 2)
u = Thing("t")
print(weakref.ref(u) == r, len({weakref.ref(u), r}))
hash(r)
del t
gc.collect()
print(r(), log, r == r2, hash(r) == hash("t"))
fresh = Thing("never hashed")
unhashed = weakref.ref(fresh)
del fresh
gc.collect()
attempt(lambda: hash(unhashed))
print(r2.__callback__, repr(r).startswith("<weakref at"), repr(r).endswith("; dead>"))

for value in [5, "s", (1,), None, [], {}, 1.5, object(), b"", True]:
    attempt(lambda: type(weakref.ref(value)).__name__)
for value in [set([1]), frozenset([1]), (x for x in ()), Thing, len, lambda: 0, type("L", (list,), {})()]:
    attempt(lambda: weakref.ref(value)() is value)

p_target = Thing("proxied")
p = weakref.proxy(p_target)
print(p.name, p.method(), len(p), p + 1, p == p_target, isinstance(p, Thing), type(p).__name__)
p.name = "changed"
print(p_target.name)
attempt(lambda: hash(p))
attempt(lambda: p())
attempt(lambda: p.nothing)
callable_proxy = weakref.proxy(attempt)
print(type(callable_proxy).__name__)
del p_target
gc.collect()
attempt(lambda: p.name)
attempt(lambda: len(p))

d = weakref.WeakValueDictionary()
keep = Thing("kept")
lost = Thing("lost")
d["kept"] = keep
d["lost"] = lost
print(sorted(d), len(d), d["kept"] is keep)
del lost
gc.collect()
print(sorted(d), len(d), d.get("lost", "default"))
attempt(lambda: d["lost"])
k = weakref.WeakKeyDictionary()
k[keep] = "value"
other = Thing("other")
k[other] = 2
print(sorted(x.name for x in k), k[keep])
del other
gc.collect()
print(sorted(x.name for x in k), len(k), keep in k)
s = weakref.WeakSet([keep])
temporary = Thing("temporary")
s.add(temporary)
print(len(s))
del temporary
gc.collect()
print(len(s), keep in s)

wm = weakref.WeakMethod(keep.method)
print(wm()())
f_target = Thing("finalized")
fin = weakref.finalize(f_target, log.append, "finalizer ran")
print(fin.alive, fin.peek()[2])
del f_target
gc.collect()
print(fin.alive, log[-1])
again = Thing("called by hand")
fin2 = weakref.finalize(again, lambda a, b=0: a + b, 1, b=2)
print(fin2(), fin2(), fin2.alive, fin2.detach())


class Node:
    pass


a, b = Node(), Node()
a.other, b.other = b, a
ra, rb = weakref.ref(a), weakref.ref(b)
del a, b
gc.collect()
print(ra(), rb())


class CallbackRaises:
    pass


class SubRef(weakref.ref):
    def __init__(self, target, callback=None, tag=None):
        super().__init__(target, callback)
        self.tag = tag

    def __new__(cls, target, callback=None, tag=None):
        return super().__new__(cls, target, callback)


sr = SubRef(keep, tag="tagged")
print(sr().name, sr.tag, sr == weakref.ref(keep), sr is not weakref.ref(keep))
attempt(lambda: weakref.ref())
attempt(lambda: weakref.ref(keep, None, None))
attempt(lambda: setattr(weakref.ref(keep), "x", 1))
print(weakref.ref(keep).__callback__, len(weakref.getweakrefs(keep)) >= 1)
