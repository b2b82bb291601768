"""type with one and with three arguments."""


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


class Meta(type):
    pass


class Liar:
    @property
    def __class__(self):
        return int


show(
    "type(5)",
    "type(None)",
    "type(type)",
    "type(B())",
    "type(Liar())",
    "isinstance(Liar(), int)",
    "isinstance(Liar(), Liar)",
    "Liar().__class__",
    "type()",
    "type(1, 2)",
    "type(1, 2, 3)",
    "type('X', (), {})",
    "type('X', (B,), {'y': 2}).attr",
    "type('X', (B,), {'y': 2})().y",
    "type('X', (), {'f': lambda self: 'f'})().f()",
    "type('X', (), {})()  .__class__.__name__",
    "type('', (), {}).__name__",
    "type('X Y', (), {}).__name__",
    "type('X', (5,), {})",
    "type('X', (), [])",
    "type('X', {}, {})",
    "type(b'X', (), {})",
    "type('X', (), {'__module__': 'm'}).__module__",
    "type('X', (), {}).__module__",
    "type('X', (), {'__doc__': 'd'}).__doc__",
    "type('X', (), {'__slots__': ['s']}).s",
    "type('X', (A, object), {}).__mro__[1].__name__",
    "type('X', (object, A), {})",
    "type('X', (Meta,), {})",
    "type(Meta('M', (), {}))",
    "type('X', (Meta('M', (), {}),), {}).__class__",
    "type.__call__(A).__class__",
    "type(A)('Made', (), {}).__name__",
)
