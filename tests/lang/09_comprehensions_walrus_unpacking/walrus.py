"""Assignment expressions: scope, precedence, in comprehensions, conditions, loops, lambdas, arguments."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


print((n := 10), n, (n := n + 1) * 2, n)
if (length := len("abcd")) > 3:
    print("long", length)
data = iter([3, 2, 1, 0, 5])
while (item := next(data)) != 0:
    print(item, end=" ")
print(item)
print([y := 1, y ** 2, (y := y + 5)], y)
print([last := x for x in range(5)], last)
print(any((witness := x) > 3 for x in [1, 5, 2]), witness)
print([total := total + v for v in range(5)] if (total := 0) == 0 else None, total)
print({k: (v := k * 2) for k in range(3)}, v, {(w := c) for c in "a"}, w)
print(f"{(f := 5)} {f:=3}", f)
print((lambda: (z := 5) + z)(), "z" in globals())


def defaults(a=(d := 7), *, b=(e := 8)):
    return a, b


print(defaults(), d, e)
print(max(p := 3, 2), p, sorted([3, 1], key=(key := lambda k: -k)), key(1))


def scope():
    values = [captured := i for i in range(3)]
    nested = [[inner := (i, j) for j in range(2)] for i in range(2)]
    return captured, inner, sorted(locals())


print(scope())


def global_scope():
    global g
    [g := i for i in range(4)]


global_scope()
print(g)


def nonlocal_scope():
    n = 0

    def inner():
        nonlocal n
        [n := i for i in range(6)]

    inner()
    return n


print(nonlocal_scope())


def in_generator():
    gen = ((last := x) for x in range(3))
    next(gen)
    first = last
    list(gen)
    return first, last


print(in_generator())
print((a := 1, b := 2), a, b, (c := (1, 2)), c)
x = (y := 0) or 5
print(x, y, not (t := 0), t, (u := 3) if True else (u := 4), u)
print([q for q in range(6) if (half := q // 2) > 0], half)
print("short" if (flag := False) and (never := 1) else "circuit", flag, "never" in globals())
assert (ok := True), "message"
print(ok, {**(m := {"k": 1})}, m, [*(s := [1, 2])], s, (lambda v: v)(w := 9), w)
import re

for line in ["x=1", "bad", "yy=22"]:
    if match := re.fullmatch(r"(\w+)=(\d+)", line):
        print(match[1], match[2])
    else:
        print("no match", match)


class Body:
    value = (attr := 5) + 1


print(Body.attr, Body.value)
d = {}
d[(k := "key")] = (v := "value")
print(d, k, v)
print([i := 10, i := i + 1, i := i * 2], i, (i := i - 1) == 21)


def collatz(n):
    steps = 0
    while (n := n // 2 if n % 2 == 0 else 3 * n + 1) != 1:
        steps += 1
    return steps


print(collatz(27))
for bad in ["x := 1", "(x.y := 1)", "(x[0] := 1)", "((a, b) := 1)", "(*a := 1)", "f(x := 1, y=2)", "f(a=b := 1)", "lambda: x := 1", "[i := 0 for i in x]", "[[i := 0 for j in y] for i in x]", "[x for y in (z := [1])]", "class A: [y := x for x in z]", "(x := 1) = 2", "del (x := 1)", "x = y := 1", "x = (y := 1)", "(True := 1)", "(x := y := 1)", "(x := (y := 1))", "def f(a := 1): pass", "with (x := y): pass", "print(x := 1)", "f'{x:=1}'", "x[y := 0]", "x[y := 0, 1]", "{x := 1}", "{x := 1: 2}", "{(x := 1): 2}", "assert x := 1", "return x := 1", "@(x := y)\ndef f(): pass", "@x := y\ndef f(): pass", "for x in y := z: pass", "if x := 1: pass", "while x := 1: break", "[x := 1]", "(yield x := 1)", "not x := 1", "x if y := 1 else z", "global x; (x := 1)", "import x := 1", "(x : = 1)", "lambda x := 1: x", "(lambda: (x := 1))", "[(x := i) for i in y]", "a[b:=1:2]", "a[(b:=1):2]", "(x:int := 1)"]:
    try:
        compile(bad, "<s>", "exec")
    except SyntaxError as e:
        print(repr(bad), e.msg)
    else:
        print(repr(bad), "compiles")


def unbound_before():
    try:
        print(late)
    except UnboundLocalError as e:
        print(e)
    return (late := 1)


unbound_before()
print(eval("(ev := 5) + ev"), "ev" in globals())
