"""Float arithmetic: special values, floor division and modulo, powers, comparison with ints, the math module."""
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
show("1.0 / 0", "1.0 // 0", "1.0 % 0", "divmod(1.0, 0.0)", "0.0 ** -1", "(-1.0) ** 0.5", "10.0 ** 400", "1e308 * 10", "2.0 ** 1024", "2 ** 1024.0", "1.5 << 1", "1.5 & 1", "1.5 + 'a'", "1.5 + None", "-5 // 2.0", "5 % -3.0", "-5.5 % 3", "divmod(-7.5, 2)", "divmod(7.5, -2)", "1e20 % 3", "0.1 + 0.2 == 0.3", "3 * 0.1", "0.1 * 3 - 0.3", "1 - 0.9", "1e16 + 1", "1e16 + 1.0 - 1e16", "6.0 // 0.1", "6.0 % 0.1", "-0.0 + 0.0", "-0.0 - 0.0", "0.0 * -1", "math.copysign(1, -0.0)", "-(0.0)", "abs(-0.0)", "min(0.0, -0.0)", "max(nan, 1)", "max(1, nan)", "min(nan, 1)", "sorted([2.5, 1, -inf, inf])", "sum([0.1] * 10)", "sum([1e16, 1.0, -1e16])", "sum([1e308, 1e308, -1e308])", "sum([0.1, 0.2, 0.3], 0.0)", "sum([inf, -inf])", "math.fsum([0.1] * 10)", "math.fsum([1e16, 1, -1e16])", "math.sumprod([1, 2], [3.5, 4])")
show("math.sqrt(2)", "math.sqrt(-1)", "math.exp(1)", "math.exp(1000)", "math.log(0)", "math.log(10)", "math.log(8, 2)", "math.log2(8)", "math.log10(1000)", "math.log(10 ** 400)", "math.log(-1)", "math.log1p(1e-10)", "math.expm1(1e-10)", "math.sin(0)", "math.cos(0)", "math.tan(0.5)", "math.asin(2)", "math.atan2(-1, -1)", "math.hypot(3, 4)", "math.hypot(1, 2, 3)", "math.dist((0, 0), (3, 4))", "math.floor(-1.5)", "math.ceil(-1.5)", "math.trunc(-1.5)", "math.floor(inf)", "math.floor(nan)", "math.fabs(-2)", "math.fmod(-5, 3)", "math.fmod(5, 0)", "math.remainder(5, 3)", "math.modf(-1.25)", "math.frexp(10.0)", "math.ldexp(0.5, 4)", "math.ldexp(1, 2000)", "math.isclose(0.1 + 0.2, 0.3)", "math.isclose(1, 2, rel_tol=-1)", "math.isnan(nan), math.isinf(-inf), math.isfinite(1)", "math.gcd()", "math.gcd(12, 18, 27)", "math.gcd(1.5, 2)", "math.lcm(4, 6)", "math.factorial(10)", "math.factorial(-1)", "math.factorial(1.0)", "math.comb(5, 2)", "math.comb(5, -1)", "math.perm(5)", "math.isqrt(17)", "math.isqrt(-1)", "math.prod([1, 2, 3.5])", "math.prod([])", "math.degrees(math.pi)", "math.radians(180)", "math.nextafter(1, 2)", "math.nextafter(0, 1)", "math.nextafter(1.0, 2.0, steps=3)", "math.ulp(1.0)", "math.cbrt(27)", "math.exp2(0.5)", "math.gamma(5)", "math.gamma(-1)", "math.lgamma(10)", "math.erf(0.5)", "math.erfc(0.5)", "math.pow(2, 0.5)", "math.pow(0, -1)", "math.pow(2, 5000)", "math.sinh(1)", "math.acosh(0.5)", "math.atanh(1)", "math.fma(2.0, 3.0, 1.0)", "math.tau, math.e, math.inf, math.nan", "math.sqrt('a')", "math.sqrt(10 ** 400)", "math.floor('a')", "math.sin()", "math.copysign(0.0, -1)")
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
