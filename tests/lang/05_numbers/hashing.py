"""Hash values that programs can see: ints, floats, fractions, tuples, None-free containers; the rules that join them."""
import fractions
import decimal
import sys

P = sys.hash_info.modulus
print(P, sys.hash_info.width, sys.hash_info.inf, sys.hash_info.imag, sys.hash_info.nan)
for n in [0, 1, -1, -2, 2, P - 1, P, P + 1, -P, -P - 1, 2 * P, 2 ** 64, -(2 ** 64), 10 ** 30, -(10 ** 30), 2 ** 1000]:
    print(n if n < 10 ** 31 else "big", hash(n))
for f in [0.0, -0.0, 0.5, 1.5, -1.5, 1e10, 1e16, 1e22, 1e300, 5e-324, 0.1, -0.1, 2.0 ** 61, 2.0 ** 62, float("inf"), float("-inf"), 3.14159]:
    print(f, hash(f))
for c in [0j, 1j, -1j, 1 + 1j, 1.5 - 2.5j, complex(0, 2 ** 40)]:
    print(c, hash(c))
for t in [(), (0,), (1,), (-1,), (-2,), (1, 2), (2, 1), (1, 2, 3), ((),), ((1, 2), 3), (1.5, 2), (True, False), tuple(range(10)), ((1, (2, (3, (4,)))),), (2 ** 70, -(2 ** 70))]:
    print(t, hash(t))
for s in [frozenset(), frozenset([0]), frozenset([1]), frozenset([1, 2]), frozenset([1, 2, 3]), frozenset(range(20)), frozenset([(1, 2), 3]), frozenset([frozenset()])]:
    print(sorted(s, key=repr), hash(s))
print(hash(range(0)), hash(range(3)), hash(range(0, 10, 2)), hash(range(5, 5)), hash(range(0, 10 ** 20, 3)))
print(hash(slice(1, 2, 3)) == hash(slice(1, 2, 3)))
print(hash(fractions.Fraction(1, 2)), hash(fractions.Fraction(1, 3)), hash(fractions.Fraction(-7, 3)), hash(fractions.Fraction(1, P)), hash(fractions.Fraction(5)))
print(hash(decimal.Decimal("0.5")), hash(decimal.Decimal("1.1")), hash(decimal.Decimal("1e50")), hash(decimal.Decimal("-Infinity")), hash(decimal.Decimal(7)))
print(hash(1) == hash(1.0) == hash(True) == hash(1 + 0j) == hash(fractions.Fraction(1)) == hash(decimal.Decimal(1)))
print(hash(0.5) == hash(fractions.Fraction(1, 2)) == hash(decimal.Decimal("0.5")))
print(hash("") == hash(b"") == 0, hash("a") == hash("a" + ""), hash("abc") == hash(b"abc"), hash("é") == hash("e\u0301"))
nan = float("nan")
print(hash(nan) == hash(nan))
for bad in [[], {}, set(), bytearray(), slice([], 1), ([],), (1, {}), frozenset, {}.keys(), memoryview(bytearray(b"a"))]:
    try:
        print(type(bad).__name__, isinstance(hash(bad), int))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


class H:
    def __init__(self, h):
        self.h = h

    def __hash__(self):
        return self.h

    def __eq__(self, other):
        return isinstance(other, H) and self.h == other.h


for h in (0, -1, -2, P, P + 5, 2 ** 64, -(2 ** 63), 2 ** 63 - 1, 2 ** 200, True):
    print(h if abs(h) < 2 ** 70 else "big", hash(H(h)))
print(hash((H(1), H(2))) == hash((1, 2)), hash(frozenset([H(1)])) == hash(frozenset([1])))
d = {}
for i in range(200):
    d[H(i % 7), i % 3] = i
print(len(d), d[H(6), 2], sorted(d.values()))
numbers = {1: "a"}
numbers[1.0] = "b"
numbers[True] = "c"
numbers[fractions.Fraction(1)] = "d"
print(numbers)
x = object()
print(hash(x) == hash(x), hash(len) == hash(len), hash(H) == hash(H), hash(None) == hash(None), hash(...) == hash(Ellipsis))
m = [1].append
print(hash("abc".upper) == hash("abc".upper) or True)
print(hash(int | str) == hash(str | int), hash(list[int]) == hash(list[int]), hash((lambda: 0).__code__) is not None)
