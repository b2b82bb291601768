"""round() of floats."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "round(2.5)",
    "round(3.5)",
    "round(-2.5)",
    "round(0.5)",
    "round(2.675, 2)",
    "round(1.005, 2)",
    "round(1e20)",
    "round(1e20, 2)",
    "round(123.456, -1)",
    "round(123.456, -3)",
    "round(1.5, 400)",
    "round(1.5, -400)",
    "round(float('nan'))",
    "round(float('inf'))",
    "round(float('nan'), 2)",
    "round(0.1 + 0.2, 15)",
    "round(5e-324, 323)",
    "round(1.7976931348623157e308, -308)",
    "round(2.5, None)",
    "round(1.5, 1.5)",
    "round(-0.4)",
    "round(0.15, 1)",
    "round(0.25, 1)",
    "round(0.35, 1)",
    "round(1e16 + 1)",
    "round(9007199254740993.0)",
    "round(10.5, 0)",
    "round(-1.5, 0)",
)
