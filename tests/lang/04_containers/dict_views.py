"""Dictionary views: set operations, equality, membership, mapping proxy, subclass behaviour."""
import types


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
            if isinstance(result, (set, frozenset)):
                result = (type(result).__name__, sorted(result, key=repr))
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


d = {"a": 1, "b": 2, "c": 1}
e = {"b": 2, "z": 9}
k, v, i = d.keys(), d.values(), d.items()
show("k", "v", "i", "len(k)", "'a' in k", "1 in v", "('a', 1) in i", "('a', 2) in i", "'a' in i", "('a',) in i", "[] in k", "[] in v", "('a', []) in i",
     "k & e.keys()", "k | e.keys()", "k - e.keys()", "k ^ e.keys()", "i & e.items()", "i | e.items()", "i - e.items()", "k & ['a', 'q']", "k | 'xy'", "['a'] & k", "{'a'} & k", "{'a', 'q'} - k", "k & 5", "k - 5", "v & {1}",
     "k == {'a', 'b', 'c'}", "k == d.keys()", "k == ['a']", "v == d.values()", "v == v", "i == {('a', 1), ('b', 2), ('c', 1)}", "i == d.items()", "k < {'a', 'b', 'c', 'd'}", "k <= k", "k > {'a'}", "k < 5", "k.isdisjoint('xyz')", "k.isdisjoint(['a'])",
     "i.isdisjoint([('a', 1)])", "k.isdisjoint(5)", "hash(k)", "k[0]", "v.isdisjoint([])", "k.mapping", "k.mapping['a']", "type(k.mapping).__name__", "list(reversed(k))", "list(reversed(v))", "list(reversed(i))", "repr({}.keys())", "sorted(k)", "sum(v)", "dict(i)", "set(k)", "max(i)")
d["new"] = 5
print(k, v, i, len(k))
del d["a"]
print(list(k), list(v))
x = {1: [1]}
print([1] in x.values(), (1, [1]) in x.items())
try:
    x.items() & x.items()
except TypeError as err:
    print(err)
m = types.MappingProxyType(d)
show("m", "m['b']", "m['nope']", "len(m)", "'b' in m", "m.get('b')", "m.get('q', 0)", "list(m)", "m.keys()", "m.items()", "m == d", "m | {'q': 1}", "m.copy()", "hash(m)", "list(reversed(m))", "types.MappingProxyType(5)", "types.MappingProxyType([1])[0]", "m.pop('b')", "m.clear")
for statement in ["m['b'] = 1", "del m['b']", "m.x = 1", "m |= {}"]:
    try:
        exec(statement)
    except Exception as err:
        print(statement, type(err).__name__, err)
d["b"] = "seen through the proxy"
print(m["b"])


class D(dict):
    def __getitem__(self, key):
        return "overridden"

    def keys(self):
        return ["fake"]

    def __contains__(self, key):
        return True

    def __iter__(self):
        return iter(["iterated"])


o = D(a=1)
print(o["a"], o.get("a"), dict(o), {**o}, "q" in o, list(o), dict.keys(o), o == {"a": 1}, repr(o), len(o))
print((lambda **kw: kw)(**o))
update_from = {}
update_from.update(o)
print(update_from)
print("{a}".format_map(o), "{zz}".format_map(D()))
print("%(anything)s" % o)


class KeysOnly:
    def keys(self):
        return iter("ab")

    def __getitem__(self, key):
        return key * 2


print(dict(KeysOnly()), {**KeysOnly()})
show("dict(type('K', (), {'keys': lambda s: 5, '__getitem__': lambda s, k: k})())", "dict(type('K', (), {'keys': lambda s: ['a']})())", "{}.update(type('K', (), {'keys': lambda s: [[]], '__getitem__': lambda s, k: k})())")
it = iter(d.items())
print(type(it).__name__, type(iter(k)).__name__, type(iter(v)).__name__, type(reversed(k)).__name__)
for a, b in d.items():
    print(a, b)
