"""Which pairs a sort of a short list compares, and keys that no sequence could take."""
import random
random.seed(3)
class K:
    n = 0
    def __init__(self, a): self.a = a
    def __lt__(self, o):
        K.n += 1
        return self.a < o.a
for size in (1, 2, 3, 4, 5, 8, 20, 63):
    for kind in range(6):
        for rep in range(4):
            top = [3, size, 1000, 1, 2, size][kind]
            l = [random.randrange(top) for _ in range(size)]
            if kind == 5: l.sort(reverse=rep % 2)
            K.n = 0
            r = sorted([K(x) for x in l], reverse=rep > 2)
            k = K.n; K.n = 0
            min(map(K, l)) ; m = K.n
            print(size, kind, rep, k, m, hash(tuple(x.a for x in r)))
class A: pass
for k in (2**64, 2**62, 2**63, 'a', 1.5, 3, -2**63):
    x = A()
    try: x[k] = 1
    except Exception as e: print(k, type(e).__name__, e)
    try: del x[k]
    except Exception as e: print(k, type(e).__name__, e)
for l in ([3, 'a', 2], [1, 2, 'b'], ['b', 1, 2], [2, 2, 1, 'a'], [5, 4, 'z', 1]):
    try: l.sort()
    except TypeError as e: print(e, l)
