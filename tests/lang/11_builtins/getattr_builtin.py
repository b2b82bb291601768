"""getattr, hasattr, setattr, delattr, vars and dir."""


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
    "getattr(B, 'attr')",
    "getattr(B(), 'nope')",
    "getattr(B(), 'nope', 0)",
    "getattr(B())",
    "getattr(B(), 5)",
    "getattr(B(), 'a', 1, 2)",
    "hasattr(B, 'attr')",
    "hasattr(B, 'nope')",
    "hasattr(B, 1)",
    "setattr(B, 'new', 5)",
    "B.new",
    "setattr(B)",
    "delattr(B, 'new')",
    "delattr(B, 'new')",
    "setattr(5, 'x', 1)",
    "delattr(B(), 'attr')",
    "vars(B())",
    "vars(5)",
    "vars(B)['attr']",
    "vars(1, 2)",
    "type(vars(B)).__name__",
    "dir(B())[-1]",
    "'attr' in dir(B)",
    "dir(5) == dir(int)",
    "dir(1, 2)",
    "vars(type('O', (), {'__init__': lambda s: setattr(s, 'z', 1)})())",
)
