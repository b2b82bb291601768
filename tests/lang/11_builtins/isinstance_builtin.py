"""isinstance and issubclass with every kind of second argument."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class A:
    pass


class B(A):
    attr = 1


show(
    "isinstance(1, int)",
    "isinstance(True, int)",
    "isinstance(1, (str, int))",
    "isinstance(1, (str, (float, (int,))))",
    "isinstance(1, ())",
    "isinstance(1, [int])",
    "isinstance(1, 'int')",
    "isinstance(B(), A)",
    "isinstance(A, type)",
    "isinstance(type, object)",
    "isinstance(1, int | str)",
    "isinstance('a', int | None)",
    "isinstance(None, int | None)",
    "isinstance(1, object)",
    "isinstance(1, list[int])",
    "issubclass(B, A)",
    "issubclass(A, B)",
    "issubclass(B, (int, A))",
    "issubclass(B, B)",
    "issubclass(1, int)",
    "issubclass(int, 1)",
    "issubclass(bool, int | str)",
    "issubclass(int, object)",
    "issubclass(type, object)",
    "issubclass(object, type)",
    "issubclass(int, ())",
    "isinstance()",
    "issubclass(int)",
    "issubclass(A, (1,))",
)
