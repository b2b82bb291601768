"""Float operators at their corners, with error messages."""
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
    "1.0 / 0",
    "1.0 // 0",
    "1.0 % 0",
    "divmod(1.0, 0.0)",
    "0.0 ** -1",
    "(-1.0) ** 0.5",
    "10.0 ** 400",
    "1e308 * 10",
    "2.0 ** 1024",
    "2 ** 1024.0",
    "1.5 << 1",
    "1.5 & 1",
    "1.5 + 'a'",
    "1.5 + None",
    "-5 // 2.0",
    "5 % -3.0",
    "-5.5 % 3",
    "divmod(-7.5, 2)",
    "divmod(7.5, -2)",
    "1e20 % 3",
    "0.1 + 0.2 == 0.3",
    "3 * 0.1",
    "0.1 * 3 - 0.3",
    "1 - 0.9",
    "1e16 + 1",
    "1e16 + 1.0 - 1e16",
    "6.0 // 0.1",
    "6.0 % 0.1",
    "-0.0 + 0.0",
    "-0.0 - 0.0",
    "0.0 * -1",
    "math.copysign(1, -0.0)",
    "-(0.0)",
    "abs(-0.0)",
    "min(0.0, -0.0)",
    "max(nan, 1)",
    "max(1, nan)",
    "min(nan, 1)",
    "sorted([2.5, 1, -inf, inf])",
    "sum([0.1] * 10)",
    "sum([1e16, 1.0, -1e16])",
    "sum([1e308, 1e308, -1e308])",
    "sum([0.1, 0.2, 0.3], 0.0)",
    "sum([inf, -inf])",
    "math.fsum([0.1] * 10)",
    "math.fsum([1e16, 1, -1e16])",
    "math.sumprod([1, 2], [3.5, 4])",
)
