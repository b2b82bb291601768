"""round() and the rounding methods of int."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "round(5)",
    "round(1234, -2)",
    "round(1250, -2)",
    "round(1350, -2)",
    "round(-1250, -2)",
    "round(5, 2)",
    "round(5, -1)",
    "round(15, -1)",
    "round(25, -1)",
    "round(10 ** 30 + 5 * 10 ** 9, -10)",
    "round(5, None)",
    "round(5, 'a')",
    "(5).__round__()",
    "(7).__floor__()",
    "(7).__trunc__()",
    "(5).__ceil__()",
)
