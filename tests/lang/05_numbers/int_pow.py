"""pow() of ints with two and three arguments."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "pow(2, 10)",
    "pow(2, 10, 7)",
    "pow(2, -1, 7)",
    "pow(2, -1, 4)",
    "pow(2, 3, 0)",
    "pow(2, 3, -5)",
    "pow(-3, 3, 5)",
    "pow(3, 10 ** 30, 97)",
    "pow(2, 0.5)",
    "pow(2, 3, 1.0)",
    "pow(0, 0, 1)",
    "pow(5, 0, 1)",
    "pow(10, -2)",
    "pow(2, True)",
    "pow(base=2, exp=3, mod=5)",
    "pow(38, -1, mod=97)",
)
