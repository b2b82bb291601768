"""callable, id, hash and the methods of object."""


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


class CallMe:
    def __call__(self):
        return "called"


class Meta(type):
    pass


show(
    "callable(len)",
    "callable(A)",
    "callable(A())",
    "callable(CallMe())",
    "callable(lambda: 0)",
    "callable(None)",
    "callable()",
    "callable(Meta)",
    "callable(''.join)",
    "id(1) == id(1)",
    "id(A) == id(A)",
    "id()",
    "id(1, 2)",
    "hash(1)",
    "hash([])",
    "hash()",
    "hash(A) == hash(A)",
    "object() == object()",
    "object().__class__",
    "object(1)",
    "object.__init__(5)",
    "object.__init__(object(), 1)",
    "object.__repr__(5)[:11]",
    "object.__str__('a')",
    "object.__hash__(5) != 0",
    "object.__eq__(1, 1)",
    "object.__ne__(1, 2)",
    "object.__format__(5, '')",
    "object.__format__(5, 'd')",
    "object.__sizeof__(5) > 0",
    "object.__dir__(5)[0] in dir(5)",
    "object.__reduce__(A())[0].__name__",
    "object.__getattribute__(B(), 'attr')",
    "object.__setattr__(B(), 'q', 1)",
    "object.__setattr__(B, 'q', 1)",
    "object.__delattr__(B(), 'attr')",
    "object.__new__(B).attr",
    "object.__subclasshook__(5)",
    "object.__init_subclass__()",
    "object.__init_subclass__(1)",
)
