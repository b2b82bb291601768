"""Unpacking on the left, in displays, in calls, in loops; order of evaluation; chained and augmented assignment."""


def attempt(source, **names):
    try:
        exec(source, names)
    except Exception as e:
        print(repr(source), type(e).__name__, e)
    else:
        print(repr(source), {k: v for k, v in names.items() if len(k) == 1})


def log(x, label=None):
    print(label if label is not None else x, end=" ")
    return x


for source in ["a, b = 1, 2", "a, b = [1, 2]", "a, b = 'xy'", "a, b = {1: 2, 3: 4}", "a, b = range(2)", "a, b = (i for i in 'pq')", "a, = [1]", "[a] = [1]", "(a,) = (1,)", "() = ()", "[] = []", "a, b = 1", "a, b = None", "a, b = [1]", "a, b = [1, 2, 3]", "a, b = []", "a, b, c = range(10 ** 9)", "() = [1]", "[] = 'x'", "a, (b, c) = 1, (2, 3)", "a, (b, (c, d)), e = 1, (2, (3, 4)), 5", "(a, b), [c, d] = 'ab', 'cd'", "a, (b, c) = 1, 2", "a, (b, c) = 1, (2,)",
               "*a, = []", "*a, = 'abc'", "[*a] = range(3)", "a, *b = [1]", "a, *b = 'abc'", "*a, b = 'abc'", "a, *b, c = 'ab'", "a, *b, c = 'abcde'", "a, *b, c = 'a'", "a, *b = []", "*a, b, c = [1]", "a, (*b, c), *d = 1, 'xyz', 3, 4", "*(a, b), c = 1, 2, 3", "*[a, *b], c = 1, 2, 3, 4", "a, *b = {1: 2}", "a, *b = iter([1, 2])", "*a, b = 5",
               "a = b = c = 1", "a = b = []; a.append(1)", "a, b = c = 1, 2", "a = [b, c] = 'xy'", "a, b = b, a = 1, 2", "a = 1; a, b = 2, a", "a, a = 1, 2", "a = [0, 0]; i = 0; i, a[i] = 1, 5", "a = [0, 0]; i = 0; a[i], i = 5, 1", "a = {}; a['x'], a['y'] = 1, 2", "a = [1, 2, 3]; a[0], a[1:] = 'q', 'rs'", "a = [1, 2, 3]; a[1:], b = a, 5", "a = [1]; a[0] = b = 7", "a, b = [1, 2]; a, b = b, a", "a, b, c = 1, 2, 3; a, b, c = c, a, b", "a, b, c, d = 1, 2, 3, 4; a, b, c, d = d, c, b, a",
               "a = *(1, 2), 3", "a = [*'ab', *range(2)]", "a = {*'aa'}", "a = {**{1: 2}, **{1: 3}}", "a = *[], ", "a = (*[1], *[2])", "a = [*5]", "a = {**[1]}", "a = *None,", "a = [*{}, *{1: 2}]", "a = {'x': 1, **{'x': 2}, 'x': 3}", "a = 1, *'bc', 2", "for a, *b in ['xyz', (1,)]: pass", "for a, (b, c) in [(1, 'pq')]: pass", "for (a) in [1]: pass", "for [a, b] in ['xy']: pass", "for a, b in [1]: pass", "for a, in [(5,)]: pass", "for a[0] in [1]: pass", "a = [0]\nfor a[0] in 'xyz': pass", "for a in *[1, 2], 3: pass"]:
    attempt(source)


class Logged:
    def __setattr__(self, name, value):
        print(f"set {name}={value}", end=" ")

    def __setitem__(self, key, value):
        print(f"item {key}={value}", end=" ")

    def __getattr__(self, name):
        print(f"get {name}", end=" ")
        return 10

    def __getitem__(self, key):
        print(f"getitem {key}", end=" ")
        return 20


def obj(label):
    print(label, end=" ")
    return Logged()


obj("t1").a, obj("t2").b = log("v1"), log("v2")
print()
obj("t1")[log("k1")], obj("t2")[log("k2")] = obj("src") and (log(1), log(2))
print()
obj("t").a += log(5)
print()
obj("t")[log("k")] += log(5)
print()
obj("t")[log(1):log(2)] = log("slice")
print()
obj("a").x = obj("b").y = log("chain")
print()
{log("k1"): log("v1"), log("k2"): log("v2")}
print()
[log(1), *[log(2)], log(3)]
print()
log(lambda *a, **k: None, "f")(log(1), *log([2], "star"), k=log(3), **log({}, "kw"))
print()
log(1) < log(2) < log(3)
print()
log(0) or log(1) and log(2)
print()
log(1) + log(2) * log(3) ** log(2)
print()
x = [1, 2]
x += 3, 4
x *= 2
x[0] += 100
x[-1:] += [5]
print(x)
a = b = [1]
a += [2]
print(a is b, b)
a = a + [3]
print(a is b, b)
t = (1,)
u = t
t += (2,)
print(t, u)
i = 0
lst = [10, 20, 30]
lst[i], i = i, 1
print(lst, i)


def swap(d, p, q):
    d[p], d[q] = d[q], d[p]


letters = list("abc")
swap(letters, 0, 2)
print(letters)
first, second, *others = sorted({"z": 1, "y": 2, "x": 3, "w": 4})
print(first, second, others)
head, *tail = "single-element-list".split("_")
print(head, tail)
(a, b), c, *(d, e) = (1, 2), 3, 4, 5
print(a, b, c, d, e)
for n, (name, *scores) in enumerate([("ann", 1, 2), ("bob",)]):
    print(n, name, scores)
print([(p, q) for p, *q in ("abc", "d")], {k: v for k, (v, *_) in {"a": (1, 2)}.items()})
x: int = 5
y: "str"
(z): float = 1.5

print(x, z, "y" in globals())
del a, (b, c), [d, e]
print([n for n in "abcde" if n in globals()])
try:
    del a
except NameError as e:
    print(e)
data = {"k": [1, {"deep": (2, 3)}]}
data["k"][1]["deep"], data["new"] = data["k"][0], "n"
print(data)
