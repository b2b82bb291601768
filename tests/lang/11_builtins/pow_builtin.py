"""pow with every argument form."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "pow(2, 3)",
    "pow(2, 3, 5)",
    "pow(2, -1)",
    "pow(2, -1, 5)",
    "pow(2.0, 3)",
    "pow(2, 3.0)",
    "pow(2, 3, None)",
    "pow(2, 3, 0)",
    "pow(2, 'a')",
    "pow(2)",
    "pow(2, 3, 4.0)",
    "pow('a', 2)",
    "pow(0, -1)",
    "pow(0.0, -1)",
    "pow(-1, 0.5)",
    "pow(exp=2, base=3)",
    "pow(2, 1000, 1007)",
    "pow(3, -5, 7)",
    "pow(6, -1, 9)",
    "pow(1j, 2)",
    "pow(2, 3, mod=3)",
    "pow(-7, 3, 10)",
    "pow(7, 3, -10)",
)
