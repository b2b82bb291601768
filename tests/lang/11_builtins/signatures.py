"""What inspect.signature reports of built-in and Python functions, and how bound arguments behave."""
import inspect


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def everything(a, b: int = 2, /, c=3, *args: str, d, e=5, **kwargs) -> bool:
    pass


class C:
    def __init__(self, x, y=1):
        pass

    def method(self, z):
        pass

    @classmethod
    def cm(cls, a):
        pass

    @staticmethod
    def sm(a):
        pass

    def __call__(self, q):
        pass


class WithNew:
    def __new__(cls, n):
        return object.__new__(cls)


class Meta(type):
    def __call__(cls, m):
        pass


class UsesMeta(metaclass=Meta):
    pass


class Inherits(C):
    pass


class Bare:
    pass


sig = inspect.signature(everything)
print(sig, sig.return_annotation, list(sig.parameters))
for p in sig.parameters.values():
    print(p, p.name, p.kind.name, p.default if p.default is not inspect.Parameter.empty else "-", p.annotation is inspect.Parameter.empty)
for f in (C, C(1), C.method, C(1).method, C.cm, C.sm, WithNew, UsesMeta, Inherits, Bare, lambda a, *b: 0, len, sorted, print, isinstance, sum, pow, abs, hash, id, callable, setattr, round, open, divmod, compile, all, any, ascii, chr, "".join, "".split, [].append, [].sort, [].pop, {}.get, {}.setdefault, int.from_bytes, (1).to_bytes, "".encode, b"".decode, object, staticmethod(len)):
    attempt(lambda: inspect.signature(f))
for f in (5, int, type, dict, range, min, max, iter, getattr, super, zip, map):
    attempt(lambda: inspect.signature(f))
bound = sig.bind(1, 2, 3, 4, 5, d=6, z=7)
print(bound.arguments, bound.args, bound.kwargs)
partial = sig.bind_partial(1)
partial.apply_defaults()
print(partial.arguments)
for args, kwargs in [((), {}), ((1,), {}), ((1, 2, 3), {}), ((1,), {"d": 1, "a": 2}), ((1,), {"d": 1, "c": 2, "zz": 3}), ((), {"a": 1, "d": 2})]:
    attempt(lambda: sig.bind(*args, **kwargs))
import functools

print(inspect.signature(functools.partial(everything, 1, d=4)), inspect.signature(functools.partial(everything, c=9)))


@functools.wraps(everything)
def wrapper(*args, **kwargs):
    pass


print(inspect.signature(wrapper), inspect.signature(wrapper, follow_wrapped=False), wrapper.__wrapped__ is everything)
new = sig.replace(parameters=[p.replace(default=inspect.Parameter.empty) for p in list(sig.parameters.values())[:2]], return_annotation=int)
print(new, new == inspect.signature(lambda a, b, /: 0), hash(sig) == hash(inspect.signature(everything)))
attempt(lambda: inspect.Signature([inspect.Parameter("b", inspect.Parameter.KEYWORD_ONLY), inspect.Parameter("a", inspect.Parameter.POSITIONAL_ONLY)]))
attempt(lambda: inspect.Parameter("1bad", inspect.Parameter.POSITIONAL_ONLY))
attempt(lambda: inspect.Parameter("a", inspect.Parameter.VAR_POSITIONAL, default=1))
everything.__signature__ = inspect.Signature([inspect.Parameter("faked", inspect.Parameter.POSITIONAL_ONLY)])
print(inspect.signature(everything))
print(inspect.getfullargspec(C.method), inspect.isfunction(C.method), inspect.ismethod(C(1).method), inspect.isbuiltin(len), inspect.isclass(C), inspect.isroutine(len), inspect.ismethoddescriptor(str.upper), inspect.isdatadescriptor(property()), inspect.isgeneratorfunction(lambda: (yield)))
print(inspect.getdoc(len)[:30] if inspect.getdoc(len) else None, inspect.getmodule(C).__name__, inspect.getmro(Inherits)[1].__name__, inspect.unwrap(wrapper) is everything)
print(inspect.getsource(Bare), end="")
print(inspect.getsourcelines(C.method)[1], inspect.cleandoc("  a\n    b\n  c"), inspect.currentframe().f_code.co_name)
print([name for name, _ in inspect.getmembers(C, inspect.isfunction)], inspect.classify_class_attrs(Bare)[0].kind, inspect.getattr_static(C, "cm").__class__.__name__)
print(len.__text_signature__, sorted.__text_signature__, str.__doc__ is not None, [].append.__text_signature__, object.__init__.__text_signature__)
