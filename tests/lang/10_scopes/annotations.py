"""Deferred annotations (PEP 649/749): evaluation on access, formats, classes, modules, functions, errors, `__annotate__`."""
import annotationlib
from annotationlib import Format, ForwardRef, get_annotations


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def later(x: NotYet, y: list[NotYet] = [], *args: int, k: "text", **kw: NotYet | None) -> NotYet.attribute:
    pass


attempt(lambda: later.__annotations__)
print(get_annotations(later, format=Format.STRING))
forward = get_annotations(later, format=Format.FORWARDREF)
print({k: type(v).__name__ for k, v in forward.items()}, forward["x"].__forward_arg__, forward["k"])


class NotYet:
    attribute = "attr"


print(later.__annotations__)
print(later.__annotations__ is later.__annotations__, get_annotations(later) == later.__annotations__)
print(later.__annotate__(Format.VALUE)["x"].__name__)
attempt(lambda: later.__annotate__(99))
attempt(lambda: later.__annotate__(Format.STRING))
later.__annotations__["x"] = int
print(later.__annotations__["x"])
later.__annotations__ = {"replaced": str}
print(later.__annotations__, later.__annotate__)
later.__annotations__ = None
print(later.__annotations__)
log = []


def logged(x: log.append("evaluated") or 5):
    pass


print(log, logged.__annotations__, log, logged.__annotations__, log)


class C:
    a: int
    b: str = "default"
    c: "string"
    d: Later
    self_reference: C
    if True:
        e: float
    for f in range(1):
        g: bytes
    (parenthesised): int = 1
    attribute = 5
    uses_class_name: attribute

    def method(self, x: C) -> attribute:
        self.z: int = 1
        local: undefined_name = 2
        return local


attempt(lambda: C.__annotations__)
Later = list[int]
print(C.__annotations__)
print(hasattr(C, "a"), C.b, C.parenthesised, C().method(1))
attempt(lambda: C.method.__annotations__)
print(get_annotations(C.method, format=Format.STRING))


class D(C):
    pass


class E(C):
    own: int


print(D.__annotations__, E.__annotations__, "__annotations__" in D.__dict__, D.__dict__.get("__annotations__"))
E.__annotations__ = {"assigned": 1}
print(E.__annotations__)
del E.__annotations__
attempt(lambda: E.__annotations__)
attempt(lambda: setattr(C, "__annotations__", 5))


class Conditional:
    if len("ab") == 2:
        taken: int
    else:
        not_taken: int


print(Conditional.__annotations__)
module_level: NotDefinedAnywhere
also: int = 3
attempt(lambda: __annotations__)
print(also)
NotDefinedAnywhere = "now defined"
import sys

attempt(lambda: sys.modules["__main__"].__annotations__)


def scopes(T=int):
    local = str

    def inner(x: local, y: T) -> T:
        pass

    class Inner:
        z: local

        def m(self, q: local):
            pass

    return inner.__annotations__, Inner.__annotations__, Inner.m.__annotations__


print(scopes())


def generic[T: int](x: T, y: list[T]) -> T:
    pass


print(generic.__annotations__, generic.__annotations__["x"] is generic.__type_params__[0])


class Generic[T]:
    item: T
    nested: dict[str, T]

    def m(self, x: T) -> T:
        pass


print(Generic.__annotations__, Generic.m.__annotations__)


def expressions(a: 1 + 2, b: [x for x in range(2)], d: {"k": 1}["k"], e: print.__name__, f: (1, 2), g: "nested " "text", h: f"{1}", i: ..., j: None, k: -1, l: a_name.attr[0](1, k=2) if True else 0):
    pass


print(get_annotations(expressions, format=Format.STRING))
a_name = type("X", (), {"attr": [lambda *a, **k: "called"]})
print({k: v for k, v in expressions.__annotations__.items()})
for source in ["def f(x: (yield)): pass", "x: (y := 1)", "def f(x: await z): pass", "class A:\n  x: (yield)", "def f() -> (x := 1): pass", "x: int = yield", "lambda x: int: 0", "for x: int in y: pass", "with a as b: int: pass", "del x: int", "x, y: int", "f(): int", "x[0]: int", "x.y: int = 1", "(x): int", "(x.y): int", "[x]: int", "global x; x: int", "def f():\n  global x\n  x: int", "def f(x):\n  x: int", "x: int, y: int", "x += 1: int", "*x: int", "def f(*args: *Ts): pass", "def f(**k: *Ts): pass", "x: *Ts"]:
    try:
        compile(source, "<s>", "exec")
    except SyntaxError as e:
        print(repr(source), e.msg)
    else:
        print(repr(source), "compiles")


def local_annotations():
    x: undefined_one
    y: undefined_two = 5
    (z): undefined_three = 6
    obj = type("O", (), {})()
    obj.attr: undefined_four = 7
    d = {}
    d["k"]: undefined_five = 8
    try:
        x
    except UnboundLocalError as e:
        return str(e), y, z, obj.attr, d


attempt(local_annotations)


def starred(*args: *tuple[int, ...]):
    pass


print(starred.__annotations__, get_annotations(starred, format=Format.STRING))
f = lambda x: x
print(f.__annotations__, f.__annotate__)
attempt(lambda: get_annotations(5))
print(get_annotations(logged, eval_str=True))
ref = ForwardRef("NotYet")
print(ref, ref.evaluate(globals=globals()).__name__, ref == ForwardRef("NotYet"))
attempt(lambda: ForwardRef("1 +"))
attempt(lambda: ForwardRef("missing_name").evaluate(globals={}))
print(annotationlib.type_repr(int), annotationlib.type_repr(list[int]), annotationlib.type_repr("s"), annotationlib.annotations_to_string({"a": int, "b": "x"}))
print(annotationlib.call_annotate_function(logged.__annotate__, Format.STRING), annotationlib.get_annotate_from_class_namespace(C.__dict__) is not None)
namespace = {}
exec("from __future__ import annotations\ndef f(x: a.b[c], y: 'quoted', z: 1+  2): pass\nclass K:\n  q: undefined", namespace)
print(namespace["f"].__annotations__, namespace["K"].__annotations__)
