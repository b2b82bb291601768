"""Error messages of calls whose arguments do not fit."""


def attempt(text, **names):
    try:
        result = eval(text, globals(), names)
    except Exception as e:
        print(f"{text}  ->  {type(e).__name__}: {e}")
    else:
        print(f"{text}  ->  returned {result!r}")


def none():
    pass


def one(a):
    pass


def two(a, b):
    pass


def three(a, b, c):
    pass


def four(a, b, c, d):
    pass


def defaulted(a, b=1):
    pass


def many_defaulted(a, b=1, c=2):
    pass


def star(a, *args):
    pass


def kwonly(*, k):
    pass


def kwonly2(*, k, m):
    pass


def kwonly3(*, k, m, n):
    pass


def mixed(a, b=2, *, c, d=4):
    pass


def posonly(a, b, /):
    pass


def posonly_mixed(a, /, b):
    pass


class C:
    def method(self, a):
        pass

    @classmethod
    def klass(cls, a):
        pass

    @staticmethod
    def static(a):
        pass

    def no_self():
        pass


class Init:
    def __init__(self, a, b):
        pass


class Bare:
    pass


c = C()

attempt("none(1)")
attempt("none(1, 2)")
attempt("none(x=1)")
attempt("one()")
attempt("one(1, 2)")
attempt("one(1, a=1)")
attempt("one(b=1)")
attempt("two()")
attempt("two(1)")
attempt("two(b=1)")
attempt("two(1, 2, 3)")
attempt("three()")
attempt("three(1)")
attempt("four()")
attempt("four(1, 2, 3, 4, 5)")
attempt("four(d=1)")
attempt("defaulted()")
attempt("defaulted(1, 2, 3)")
attempt("many_defaulted(1, 2, 3, 4)")
attempt("many_defaulted(1, bb=2)")
attempt("star()")
attempt("star(1, 2, b=3)")
attempt("kwonly()")
attempt("kwonly(1)")
attempt("kwonly(1, k=2)")
attempt("kwonly2()")
attempt("kwonly3()")
attempt("mixed(1)")
attempt("mixed(1, 2, 3)")
attempt("mixed(1, 2, 3, c=3)")
attempt("mixed(1, 2, 3, c=3, d=4)")
attempt("mixed(c=1)")
attempt("posonly()")
attempt("posonly(1)")
attempt("posonly(a=1, b=2)")
attempt("posonly(1, b=2)")
attempt("posonly_mixed(a=1, b=2)")
attempt("posonly_mixed(1, 2, b=3)")
attempt("one(**{'a': 1, 1: 2})")
attempt("one(**5)")
attempt("one(*5)")
attempt("one(*None)")
attempt("one(**None)")
attempt("none(*[1], **{'b': 2})")
attempt("one(a=1, **{'a': 2})")
attempt("one(**{'a': 1}, **{'a': 2})")
attempt("c.method()")
attempt("c.method(1, 2)")
attempt("C.method()")
attempt("C.method(c)")
attempt("c.klass()")
attempt("c.static()")
attempt("c.no_self()")
attempt("C.no_self()")
attempt("c.missing()")
attempt("Init()")
attempt("Init(1)")
attempt("Init(1, 2, 3)")
attempt("Bare(1)")
attempt("Bare(x=1)")
attempt("object(1)")
attempt("(lambda x: x)()")
attempt("(lambda: 0)(1)")
attempt("5()")
attempt("'a'()")
attempt("None()")
attempt("[]()")
attempt("c()")
attempt("undefined()")
attempt("[].append()")
attempt("[].append(1, 2)")
attempt("[].append(x=1)")
attempt("len()")
attempt("len(1, 2)")
attempt("len(5)")
attempt("abs('x')")
attempt("int(1, 2, 3)")
attempt("int('1', 2, 3)")
attempt("ord('ab')")
attempt("'a'.join()")
attempt("'a'.join(5)")
attempt("'a'.join([1])")
attempt("isinstance(1)")
attempt("isinstance(1, 5)")
attempt("print(sep=5)")
attempt("print(nonsense=1)")
attempt("sorted()")
attempt("sorted([1], 2)")
attempt("sorted([1], foo=2)")
attempt("{}.get()")
attempt("{}.pop('k')")
attempt("dict(1)")
attempt("str(1, 2)")
attempt("range()")
attempt("range('a')")
attempt("one(one=1)")
attempt("two(**{'a': 1})")
attempt("C.method(self=c)")
