"""What a compiled loop must keep observable: identity, order of side effects, locals, gc, deletion, recursion."""
import gc
import sys
import weakref


def identity(n):
    marker = object()
    kept = []
    x = marker
    for i in range(n):
        y = x
        if i % 1000 == 0:
            kept.append(y)
    return all(k is marker for k in kept), x is y


def fresh_objects(n):
    seen = []
    for i in range(n):
        o = [i]
        if i % 1000 == 0:
            seen.append(o)
    return [s[0] for s in seen], len({id(s) for s in seen}) == len(seen)


def escaping(n):
    class Box:
        def __init__(self, v):
            self.v = v

    saved = None
    total = 0
    for i in range(n):
        b = Box(i)
        b.v += 1
        if i == n // 2:
            saved = b
        total += b.v
    saved.v = -1
    return total, saved.v, b.v


def locals_seen(n):
    a = b = 0
    out = None
    for i in range(n):
        a += 1
        b = a * 2
        if i == n - 10:
            out = dict(locals())
    out.pop("out")
    return out, b


def side_effects(n):
    log = []

    class Loud:
        def __init__(self, name):
            self.name = name

        def __add__(self, other):
            log.append(f"{self.name}+{other}")
            return self

        def __bool__(self):
            log.append("bool")
            return True

        def __index__(self):
            log.append("index")
            return 0

    x = 1
    items = [10]
    for i in range(n):
        if i == n - 2:
            x = Loud("x")
        x = x + i
        if x:
            pass
        if i >= n - 2:
            items[x]
    return log


def weak_in_loop(n):
    class Thing:
        pass

    alive = 0
    refs = []
    for i in range(n):
        t = Thing()
        if i % 500 == 0:
            refs.append(weakref.ref(t))
    last = weakref.ref(t)
    del t
    gc.collect()
    return sum(r() is not None for r in refs), last() is None


def delete_in_loop(n):
    count = 0
    for i in range(n):
        x = i
        del x
        try:
            x
        except UnboundLocalError:
            count += 1
        if i % 2:
            x = 5
    return count, "x" in locals()


def loop_variable_survives(n):
    for i in range(n):
        pass
    j = "kept"
    for j in range(0):
        pass
    return i, j


def modifies_range_bound(n):
    limit = n
    steps = 0
    i = 0
    while i < limit:
        i += 1
        steps += 1
        if i == n // 2:
            limit = n // 2 + 10
    return steps


def recursion_in_loop(n):
    def fib(k):
        return k if k < 2 else fib(k - 1) + fib(k - 2)

    total = 0
    for i in range(n):
        total += fib(i % 12)
    return total


def mutual(n):
    def even(k):
        return True if k == 0 else odd(k - 1)

    def odd(k):
        return False if k == 0 else even(k - 1)

    return sum(even(i % 60) for i in range(n))


def argument_objects(n):
    def f(a, *args, k=[], **kw):
        k.append(a)
        args += (a,)
        kw["a"] = a
        return args, kw

    for i in range(n):
        args, kw = f(i, 1, z=2)
    return args, kw, len(f.__kwdefaults__["k"])


def nan_loop(n):
    nan = float("nan")
    count = 0
    x = nan
    for i in range(n):
        count += (x == x) + (x != x) * 2 + (x is x) * 4 + (x in [x]) * 8
    return count


def negative_zero(n):
    x = -0.0
    signs = set()
    for i in range(n):
        x = x * 1.0 if i % 2 else -x
        signs.add(str(x))
    return sorted(signs)


def chained_comparison(n):
    calls = 0

    def middle(i):
        nonlocal calls
        calls += 1
        return i

    hits = 0
    for i in range(n):
        hits += 10 < middle(i) < 20 or 100 <= middle(i) != 150
    return hits, calls


def getframe(n):
    depth = []
    for i in range(n):
        if i % 1000 == 0:
            depth.append(sys._getframe().f_locals["i"])
    return depth


def walrus_and_comprehension(n):
    total = 0
    for i in range(n):
        if (sq := i * i) % 7 == 1:
            total += sum(v for v in [sq % 10, sq % 3])
    return total, sq


def string_identity(n):
    s = "constant"
    same = True
    for i in range(n):
        t = s if i % 2 else "constant"
        same = same and t == s and t is not None
    return same, sys.intern(t) is sys.intern(s)


def nested_functions_made(n):
    total = 0
    for i in range(n):
        def f(x, i=i):
            return x + i

        class C:
            v = i

        total += f(1) + C.v
    return total, f.__qualname__, C.__qualname__


for f in (identity, fresh_objects, escaping, locals_seen, side_effects, weak_in_loop, delete_in_loop, loop_variable_survives, modifies_range_bound, recursion_in_loop, mutual, argument_objects, nan_loop, negative_zero, chained_comparison, getframe, walrus_and_comprehension, string_identity):
    print(f.__name__, f(3000))
print(nested_functions_made(500))
