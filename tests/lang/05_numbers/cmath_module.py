"""The module cmath."""
import cmath


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
    "cmath.sqrt(-1)",
    "cmath.sqrt(-1 - 0j)",
    "cmath.sqrt(complex(-1, -0.0))",
    "cmath.exp(1j * cmath.pi)",
    "cmath.log(-1)",
    "cmath.log(0)",
    "cmath.log(8, 2)",
    "cmath.log10(100j)",
    "cmath.phase(-1)",
    "cmath.phase(complex(-1, -0.0))",
    "cmath.polar(1j)",
    "cmath.rect(2, 0.5)",
    "cmath.sin(1j)",
    "cmath.cos(1+1j)",
    "cmath.tan(1j)",
    "cmath.asin(2)",
    "cmath.acos(2)",
    "cmath.atan(1j)",
    "cmath.atanh(0.5)",
    "cmath.sinh(1)",
    "cmath.isclose(1j, 1j + 1e-12)",
    "cmath.isnan(nan)",
    "cmath.isinf(inf * 1j)",
    "cmath.isfinite(1)",
    "cmath.infj, cmath.nanj",
    "cmath.exp(1000)",
    "cmath.sqrt('a')",
    "cmath.exp(complex(inf, 0))",
)
