# Pairs of `enumerate` over lists and tuples, which need not exist in a trace; over other things; by a subclass.
def f(xs, start):
    t = 0
    for i, x in enumerate(xs, start):
        t += i * x
    return t
def g(xs):
    out = []
    for n, (a, b) in enumerate(xs):
        out.append(n + a - b)
    return sum(out)
class E(enumerate):
    def __next__(self):
        return super().__next__()
def h(xs):
    s = 0
    for p in enumerate(xs):
        s += p[0]
        if p[1] == 700: keep = p
    return s, keep
xs = list(range(1000))
for k in range(3):
    print(f(xs, 0), f(tuple(xs), 2**61 - 500), f(xs, 10**30), g([(i, 2) for i in xs]), h(xs))
    print(sum(i for i, x in E(xs)))
def grow(xs):
    for i, x in enumerate(xs):
        if i < 2000: xs.append(i)
    return len(xs)
print(grow([1, 2, 3]))
