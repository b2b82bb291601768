"""Every function of the module math."""
import math


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


inf, nan = float("inf"), float("nan")


show(
    "math.sqrt(2)",
    "math.sqrt(-1)",
    "math.exp(1)",
    "math.exp(1000)",
    "math.log(0)",
    "math.log(10)",
    "math.log(8, 2)",
    "math.log2(8)",
    "math.log10(1000)",
    "math.log(10 ** 400)",
    "math.log(-1)",
    "math.log1p(1e-10)",
    "math.expm1(1e-10)",
    "math.sin(0)",
    "math.cos(0)",
    "math.tan(0.5)",
    "math.asin(2)",
    "math.atan2(-1, -1)",
    "math.hypot(3, 4)",
    "math.hypot(1, 2, 3)",
    "math.dist((0, 0), (3, 4))",
    "math.floor(-1.5)",
    "math.ceil(-1.5)",
    "math.trunc(-1.5)",
    "math.floor(inf)",
    "math.floor(nan)",
    "math.fabs(-2)",
    "math.fmod(-5, 3)",
    "math.fmod(5, 0)",
    "math.remainder(5, 3)",
    "math.modf(-1.25)",
    "math.frexp(10.0)",
    "math.ldexp(0.5, 4)",
    "math.ldexp(1, 2000)",
    "math.isclose(0.1 + 0.2, 0.3)",
    "math.isclose(1, 2, rel_tol=-1)",
    "math.isnan(nan), math.isinf(-inf), math.isfinite(1)",
    "math.gcd()",
    "math.gcd(12, 18, 27)",
    "math.gcd(1.5, 2)",
    "math.lcm(4, 6)",
    "math.factorial(10)",
    "math.factorial(-1)",
    "math.factorial(1.0)",
    "math.comb(5, 2)",
    "math.comb(5, -1)",
    "math.perm(5)",
    "math.isqrt(17)",
    "math.isqrt(-1)",
    "math.prod([1, 2, 3.5])",
    "math.prod([])",
    "math.degrees(math.pi)",
    "math.radians(180)",
    "math.nextafter(1, 2)",
    "math.nextafter(0, 1)",
    "math.nextafter(1.0, 2.0, steps=3)",
    "math.ulp(1.0)",
    "math.cbrt(8)",
    "math.exp2(0.5)",
    "math.gamma(5)",
    "math.gamma(-1)",
    "math.lgamma(10)",
    "math.erf(0.5)",
    "math.erfc(0.5)",
    "math.pow(2, 0.5)",
    "math.pow(0, -1)",
    "math.pow(2, 5000)",
    "math.sinh(1)",
    "math.acosh(0.5)",
    "math.atanh(1)",
    "math.fma(2.0, 3.0, 1.0)",
    "math.tau, math.e, math.inf, math.nan",
    "math.sqrt('a')",
    "math.sqrt(10 ** 400)",
    "math.floor('a')",
    "math.sin()",
    "math.copysign(0.0, -1)",
)
