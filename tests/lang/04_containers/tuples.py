"""Tuples: construction, methods, comparison, hashing, repr, unpacking in calls, errors."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


t = (1, 2, 3, 2)
nested = ((1, 2), [3], {"k": (4,)})
show("()", "(1,)", "1,", "tuple()", "tuple('ab')", "tuple([1])", "tuple(5)", "tuple(iterable=())", "tuple((1,)) == (1,)", "tuple(t) is t",
     "t[0]", "t[-1]", "t[4]", "t[-5]", "t['a']", "t[1.0]", "t[1:]", "t[::-1]", "t[::2]", "t[3:1]", "t[::0]", "t[:] is t", "t[2 ** 70]",
     "t + (4,)", "t + [4]", "t + 4", "t * 2", "2 * t", "t * 0", "t * -1", "t * 'a'", "t * 1.0", "() * 5", "(0,) * 2 ** 62",
     "t.count(2)", "t.count(9)", "t.count()", "t.index(2)", "t.index(2, 2)", "t.index(9)", "t.index(2, -1)", "t.index(1, 1, 2)", "t.index()",
     "len(t)", "2 in t", "'2' in t", "t == (1, 2, 3, 2)", "t == [1, 2, 3, 2]", "t < (1, 2, 4)", "t < (1, 2)", "() < (0,)", "t <= t", "t < [1]", "(1, 'a') < (1, 2)", "(1, 2) < (1, 'a')", "(1,) < (1, None)",
     "(None,) < (None,)", "(None, 1) < (None, 2)", "(1, 2) == (1.0, True + 1)",
     "hash(()) == hash(())", "hash((1, 2)) == hash((1.0, 2.0))", "hash((1, 2))", "hash((1, (2, 3)))", "hash(())", "hash((0,))", "hash((1,))", "hash((-1,))", "hash((1, 2, 3))", "hash((2 ** 64, -5))", "hash(([],))", "hash((1.5, None is None))",
     "repr(nested)", "str((1,))", "repr(())", "repr(('a', b'b', 1.0, None, True))", "nested[2]['k'][0]", "max(t)", "sorted(t)", "sum(t)", "tuple(reversed(t))", "t.__getnewargs__()",
     "tuple.__new__(tuple, 'xy')", "t.__add__((9,))", "t.__add__([9])", "t.__contains__(3)", "t.__mul__(2)", "t.__rmul__(2)", "tuple.__class_getitem__(int)", "t.append(1)", "t.sort()")
for statement in ["t[0] = 1", "del t[0]", "t[0] += 1", "t[5] = 1", "t += (9,)", "a, b = t", "a, b, c, d, e = t", "a, *b = ()", "a, b = 5", "a, b = None", "a, (b, c) = 1, 2", "[a, b] = 'xyz'", "(a, b), c = 'xy', 1"]:
    scope = {"t": (1, 2, 3, 2)}
    try:
        exec(statement, scope)
    except Exception as e:
        print(f"{statement} !! {type(e).__name__}: {e}")
    else:
        print(f"{statement} ok", [scope.get(n) for n in "tabc"])
inner = ([1],)
try:
    inner[0] += [2]
except TypeError as e:
    print(e, inner)
a = b = (1, 2)
a += (3,)
print(a, b)
print((1, 2) is (1, 2) or "identity not promised", () == tuple())
loop = ([],)
loop[0].append(loop)
print(loop)
print(*(1, 2), sep="|")
print(isinstance((), tuple), type(()) is tuple, tuple.__name__)


def returns_many():
    return 1, 2, *range(3, 5)


first, *middle, last = returns_many()
print(first, middle, last)
x, y = y, x = 1, 2
print(x, y)
for i, (j, k) in enumerate([(1, 2), (3, 4)]):
    print(i, j, k)
for key, (low, high) in {"r": (1, 2)}.items():
    print(key, low, high)
swap = [0, 1, 2]
swap[0], swap[2] = swap[2], swap[0]
print(swap)
i = 0
i, swap[i] = 2, "assigned after i"
print(i, swap)
print({(1, 2): "tuple key"}[1, 2], {(1, (2, 3)): 5}[1, (2, 3)])
print(tuple(x * 2 for x in range(4)), (*(), *(1,)), (lambda *a: a)())
print(((1, 2) + (3,)) * 2, (1, 2)[True], (1, 2)[False:])
print([hash((n, n + 1)) for n in range(-3, 3)])
