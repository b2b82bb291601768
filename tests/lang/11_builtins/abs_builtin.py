"""abs."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


class Abs:
    def __abs__(self):
        return "abs"


show(
    "abs(-5)",
    "abs(-5.5)",
    "abs(3 + 4j)",
    "abs(True)",
    "abs(-2 ** 70)",
    "abs('a')",
    "abs(None)",
    "abs()",
    "abs(1, 2)",
    "abs(Abs())",
    "abs(-0.0)",
    "abs(float('-inf'))",
)
