"""round with every argument form."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


class Round:
    def __round__(self, *args):
        return ("round", args)


show(
    "round(2.5)",
    "round(2.567, 2)",
    "round(2.5, 0)",
    "round(2.5, None)",
    "round(1234, -2)",
    "round(Round())",
    "round(Round(), 5)",
    "round(Round(), None)",
    "round('a')",
    "round(None)",
    "round()",
    "round(1, 2, 3)",
    "round(number=2.5, ndigits=1)",
    "round(1j)",
    "round(True)",
    "round(2.5, 'a')",
    "round(10 ** 30, -28)",
    "round(-2.5)",
    "round(1e300)",
)
