"""Float arithmetic over a table of special values, comparison with ints, hashes, limits, summation loops."""
import math
import sys


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


inf, nan = float("inf"), float("nan")
values = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e308, 5e-324, inf, -inf, nan]


def safe(f, *args):
    try:
        return repr(f(*args))
    except (ZeroDivisionError, OverflowError, ValueError) as e:
        return type(e).__name__[0:4]


for a in values:
    print(a, "+", [safe(lambda: a + b) for b in values])
    print(a, "*", [safe(lambda: a * b) for b in values])
    print(a, "/", [safe(lambda: a / b) for b in values])
    print(a, "//", [safe(lambda: a // b) for b in values])
    print(a, "%", [safe(lambda: a % b) for b in values])
    print(a, "**", [safe(lambda: a ** b) for b in values])
    print(a, "<", [a < b for b in values], "==", [a == b for b in values])
for i, f in [(1, 1.0), (2 ** 53, 2.0 ** 53), (2 ** 53 + 1, 2.0 ** 53), (10 ** 22, 1e22), (10 ** 23, 1e23), (2 ** 1024, 1.7976931348623157e308), (0, -0.0), (-1, nan), (10 ** 500, inf), (3, 2.9999999999999996)]:
    print(str(i)[:12], f, i == f, i != f, i < f, i <= f, i > f, f < i, f >= i, hash(i) == hash(f))
print(hash(0.5), hash(1e300), hash(inf), hash(-inf), hash(2.0 ** 61), hash(-1.0), hash(1.5), hash(-0.25), hash(0.1))
info = sys.float_info
print(info.max, info.min, info.epsilon, info.dig, info.mant_dig, info.max_exp, info.min_exp, info.radix)
x = 1.0
n = 0
while x != x / 2:
    x /= 2
    n += 1
print(n, x)
e = 1.0
while 1.0 + e / 2 != 1.0:
    e /= 2
print(e == info.epsilon)


def mandelbrot(c):
    z = 0j
    for n in range(50):
        z = z * z + c
        if abs(z) > 2:
            return n
    return 50


print([mandelbrot(complex(-2 + i * 0.1, 0.3)) for i in range(30)])
s = 0.0
for i in range(1, 100001):
    s += 1.0 / i
print(s)
print(1.1 + 2.2, 1.1 * 1.1, 1e-16 + 1, 0.1 + 0.7, 4.35 * 100, 1.15 + 2.30, 33.3 * 3)
