"""Format specs of str and of objects without one."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "format('abc', '10')",
    "format('abc', '<10')",
    "format('abc', '>10')",
    "format('abc', '^10')",
    "format('abc', '^9')",
    "format('abc', '*^9')",
    "format('abc', '.2')",
    "format('abc', '10.2')",
    "format('abc', '=10')",
    "format('abc', '010')",
    "format('abc', '+')",
    "format('abc', ' ')",
    "format('abc', '#')",
    "format('abc', ',')",
    "format('abc', 'd')",
    "format('abc', 's')",
    "format('abc', '.0')",
    "format('abc', '.')",
    "format('abc', '{<5')",
    "format('abc', '中>6')",
    "format('abc', '\\U0001f600^7')",
    "format('abc', '<<<')",
    "format('abc', 5)",
    "format('abc', '-5')",
    "format('abc', '1000000000000000000000')",
    "format('é', '>3')",
    "format('abc', 'z')",
    "format('', '3')",
    "format('abc', '0<6')",
    "format('abc', '>06')",
    "format(object(), 'x')",
    "format([1], '5')",
    "format([1])",
    "format(None, '')",
    "format(5, '')",
    "format()",
    "format(1, 2, 3)",
)
