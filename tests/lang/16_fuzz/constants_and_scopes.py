"""Constants that divide exactly, and scopes on both sides of an assignment."""
i = 5
def g(l, d):
    d[(lambda: i + 1)()] = (lambda: l)()
    d[sum(x for x in l)], z = (y * i for y in l), [w for w in l]
    return {k: (list(v) if hasattr(v, '__next__') else v) for k, v in d.items()}, z, sorted(locals())
print(g([1, 2], {}))
class C:
    d = {}
    d[(lambda: i)()] = [k for k in range(3)]
    names = sorted(n for n in locals() if not n.startswith('__'))
print(C.d, C.names)
print(6.0 // 2.0, (1.5 + 0.75) // 2.25, -6 // 2.0, 7 // 2.0, (1 + 2) // 1.5, -0.0 // 3, 5.5 // -0.5, 1e300 // 1e-10, 0.3 // 0.1, 1 // 0.1, 6 // 2)
