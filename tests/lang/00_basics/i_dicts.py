# Dictionaries and sets at the level every later test relies on.
d = {}
print(d, len(d), not d)
d["a"] = 1
d["b"] = 2
d[3] = "three"
d[(1, 2)] = [4]
print(d, len(d))
print(d["a"], d[3], d[(1, 2)])
print("a" in d, "z" in d, d.get("a"), d.get("z"), d.get("z", "default"))
d["a"] = 100
print(d)
del d["b"]
print(d, list(d))
d["b"] = "again"
print(list(d.keys()), list(d.values()), list(d.items()))
for key in d:
    print(key, d[key])
for key, value in d.items():
    print(key, "->", value)
print(d.pop("b"), d.pop("none", None), d)
print(d.setdefault("new", []), d.setdefault("a", 5))
d["new"].append(1)
print(d)
e = {"x": 1, **d, "y": 2}
print(e)
e.update({"x": 10}, z=3)
print(e)
print({1: 2} == {1: 2}, {1: 2, 3: 4} == {3: 4, 1: 2}, {1: 2} == {1: 3})
print({k: k * k for k in range(4)})
print(dict([(1, 2), (3, 4)]), dict(a=1), dict({5: 6}, b=2))
print({1: "int", 1.0: "float", True: "bool"})
print(e.popitem(), len(e))
print({"a": 1} | {"b": 2})
f = dict.fromkeys("abc", 0)
print(f)
for c in "abracadabra":
    f[c] = f.get(c, 0) + 1
print(f)
big = {}
for i in range(1000):
    big[i * 7 % 1000] = i
print(len(big), big[0], big[7], big[999])
for i in range(0, 1000, 2):
    del big[i]
print(len(big), sum(big), sum(big.values()))
s = {3, 1, 2, 3}
print(len(s), sorted(s), 1 in s, 9 in s)
s.add(4)
s.discard(1)
print(sorted(s | {9}), sorted(s & {2, 3}), sorted(s - {2}), sorted(s ^ {2, 100}))
print(set(), {1}, frozenset([1]), {1, 2} == {2, 1}, {1} < {1, 2})
print(sorted({c for c in "hello"}))
g = {}
g["self"] = g
print(g)
