"""divmod."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


class DivMod:
    def __divmod__(self, other):
        return "divmod", other

    def __rdivmod__(self, other):
        return "rdivmod", other


show(
    "divmod(7, 3)",
    "divmod(-7, 3)",
    "divmod(7.5, 2)",
    "divmod(1, 0)",
    "divmod(1.0, 0)",
    "divmod(1, 'a')",
    "divmod(1)",
    "divmod(DivMod(), 1)",
    "divmod(1, DivMod())",
    "divmod(True, 2)",
    "divmod(10 ** 30, 7)",
    "divmod(1j, 1)",
)
