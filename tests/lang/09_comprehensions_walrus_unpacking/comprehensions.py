"""Comprehensions: scopes, nesting, conditions, closures, evaluation order, errors, in class bodies."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def log(x):
    print(x, end=" ")
    return x


print([x for x in range(5)], [x * y for x in range(3) for y in range(3)], [(x, y) for x in "ab" for y in range(x == "a", 2)])
print([x for x in range(20) if x % 2 if x % 3], [y for x in [[1, 2], [], [3]] for y in x], [[y * 2 for y in x] for x in [[1], [2, 3]]])
print({x % 3 for x in range(9)}, {x: x * x for x in range(4)}, {k: [v for v in range(k)] for k in range(3)}, {c: i for i, c in enumerate("aba")})
print([a + b for a, b in [(1, 2), (3, 4)]], [a for a, *_ in ["xyz", "pq"]], [x for x, in [(1,), (2,)]], [d["k"] for d["k"] in range(2)] if (d := {}) is not None else 0)
x = "outer"
print([x for x in range(2)], x, {x for x in "a"}, x, {x: x for x in "b"}, x, list(x for x in "c"), x)
print([log(a) for a in [log(1), log(2)] if log(a + 10)])
print({log(k): log(v) for k, v in [(1, 2), (3, 4)]})
print([(a, b) for a in log([1, 2]) for b in log([a, a * 10])])


def in_function(n):
    base = 100
    local = [base + i for i in range(n)]
    nested = [[base + i * j for j in range(i)] for i in range(n)]
    capture = [lambda i=i: base + i for i in range(n)]
    late = [lambda: i for i in range(n)]
    return local, nested, [f() for f in capture], [f() for f in late], "i" in locals()


print(in_function(3))


def shadow():
    i = "kept"
    result = [i for i in range(3)]
    return i, result


print(shadow())


def cell_shadow():
    i = "cell"

    def see():
        return i

    result = [i for i in range(3)], [see() for i in range(2)]
    return result, i, see()


print(cell_shadow())


def unbound_restored():
    if False:
        v = 1
    [v for v in range(2)]
    try:
        return v
    except UnboundLocalError as e:
        return str(e)


print(unbound_restored())


def restored_after_error():
    i = "before"
    try:
        [1 / i for i in [1, 0]]
    except ZeroDivisionError:
        return i


print(restored_after_error())


class Body:
    a = 1
    items = [a, 2]
    first_iterable = [i for i in items]
    nested_iterable = [j for i in [items] for j in i]
    try:
        body_name = [a for _ in range(1)]
    except NameError as e:
        body_name = str(e)
    condition = [i for i in items if i > 1]
    lam = [(lambda: i)() for i in range(2)]
    __private = [__x for __x in "p"]



a = "global a"


class Body2:
    a = "class a"
    sees = [a for _ in range(1)]
    sees_lambda = (lambda: a)()
    generator = list(a for _ in range(1))
    iterable = [c for c in a][:3]


print(Body.first_iterable, Body.nested_iterable, Body.body_name, Body.condition, Body.lam, Body._Body__private)
print(Body2.sees, Body2.sees_lambda, Body2.generator, Body2.iterable)
attempt(lambda: [undefined for _ in range(1)])
attempt(lambda: [x for x in 5])
attempt(lambda: [a for a, b in [(1, 2, 3)]])
attempt(lambda: {[]: 1 for _ in range(1)})
attempt(lambda: {[] for _ in range(1)})
attempt(lambda: [x for x in [1] if undefined])

print([*range(2), *[x for x in "ab"]], [x for x in [y for y in [z for z in range(3)]]], sum([x for x in range(101)]))
print([(yield_) for yield_ in ()], [x if x else "zero" for x in range(2)], [not x for x in (0, 1)], [x for x in range(3) if (lambda v: v != 1)(x)])
print([i for i in range(3) for i in range(i)], [i for i in [i for i in range(2)]])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [list(r) for r in zip(*matrix)])
print(sorted({(a, b) for a in range(1, 20) for b in range(a, 20) if (a * a + b * b) ** 0.5 % 1 == 0 and a * a + b * b < 400}))
print([f"{x}{y}" for x, y in zip("abc", range(3))], [w.upper() for w in "the end".split()], {w: len(w) for w in "aa b".split()}, "".join(c for c in "hello" if c not in "l"))
print([x for _ in range(2) for x in [_, _ + 10] if x != 1], [x := 5, x ** 2], len([0 for _ in range(1000)]))
gen = (print("lazy", v) or v for v in range(2))
print("before")
print(list(gen))


def conditional_scope(flag):
    if flag:
        y = 1
    return [y for y in range(2)], "y" in locals()


print(conditional_scope(True), conditional_scope(False))


def locals_inside():
    z = 1
    return [sorted(locals()) for w in range(1)], sorted(locals())


print(locals_inside())


def nonlocal_in_comprehension():
    total = 0

    def add(n):
        nonlocal total
        total += n
        return total

    return [add(n) for n in range(4)], total


print(nonlocal_in_comprehension())
exec("print([q for q in range(3) if q in [r for r in range(q + 1)]])", {})
print(eval("[n for n in range(limit)]", {"limit": 3}), eval("[n for n in k]", {}, {"k": [1]}))
delete = [1, 2, 3]
print([delete.pop() for _ in delete], delete)
