"""`__context__`, `__cause__`, `__suppress_context__`, `raise from`, cycles, and what `with_traceback` sets."""


def chain(e):
    parts = []
    seen = set()
    while e is not None and id(e) not in seen:
        seen.add(id(e))
        parts.append(f"{e!r}[cause={e.__cause__!r} context={e.__context__!r} suppress={e.__suppress_context__}]")
        e = e.__cause__ or e.__context__
    return "\n    ".join(parts)


def show(f):
    try:
        f()
    except BaseException as e:
        print(f.__name__, chain(e))


def implicit():
    try:
        raise ValueError("a")
    except ValueError:
        raise KeyError("b")


def explicit():
    try:
        raise ValueError("a")
    except ValueError as e:
        raise KeyError("b") from e


def suppressed():
    try:
        raise ValueError("a")
    except ValueError:
        raise KeyError("b") from None


def from_class():
    raise KeyError("b") from ValueError


def from_other():
    try:
        raise ValueError("context")
    except ValueError:
        raise KeyError("b") from TypeError("cause")


def from_bad():
    raise KeyError("b") from 5


def from_bad_in_context():
    try:
        raise ValueError("context")
    except ValueError:
        raise KeyError("b") from "string"


def raise_bad():
    raise 5


def raise_bad_class():
    raise int


def raise_class_with_bad_new():
    class E(Exception):
        def __new__(cls):
            return 5
    raise E


def raise_init_fails():
    class E(Exception):
        def __init__(self):
            raise TypeError("init failed")
    raise E


def deep():
    try:
        try:
            try:
                raise ValueError("1")
            except ValueError:
                raise KeyError("2")
        except KeyError:
            raise IndexError("3")
    finally:
        raise OSError("4")


def finally_context():
    try:
        1 / 0
    finally:
        undefined


def same_exception_again():
    e = ValueError("same")
    try:
        raise e
    except ValueError:
        try:
            raise KeyError("k")
        except KeyError:
            raise e


def context_cleared_after():
    try:
        raise ValueError("handled")
    except ValueError:
        pass
    raise KeyError("no context")


def in_function_called_from_handler():
    def f():
        raise KeyError("called")
    try:
        raise ValueError("outer")
    except ValueError:
        f()


def in_generator():
    def g():
        try:
            yield 1
        except ValueError:
            raise KeyError("in generator")
    it = g()
    next(it)
    try:
        raise TypeError("outer of the caller")
    except TypeError:
        it.throw(ValueError("thrown"))


def in_with():
    class M:
        def __enter__(self):
            return self

        def __exit__(self, *a):
            raise KeyError("from exit")
    with M():
        raise ValueError("from body")


for f in (implicit, explicit, suppressed, from_class, from_other, from_bad, from_bad_in_context, raise_bad, raise_bad_class,
          raise_class_with_bad_new, raise_init_fails, deep, finally_context, same_exception_again, context_cleared_after,
          in_function_called_from_handler, in_generator, in_with):
    show(f)

e = ValueError("attributes")
e.__cause__ = KeyError("set by hand")
print(e.__suppress_context__, e.__cause__)
e.__cause__ = None
print(e.__suppress_context__)
e.__context__ = IndexError("c")
e.__suppress_context__ = False
print(e.__context__)
for name, value in [("__cause__", 5), ("__context__", "x"), ("__traceback__", 1), ("args", 5), ("__suppress_context__", "x")]:
    try:
        setattr(e, name, value)
    except TypeError as err:
        print(err)
for name in ("__cause__", "__context__", "__traceback__", "args"):
    try:
        delattr(e, name)
    except TypeError as err:
        print(err)
print(e.with_traceback(None) is e, e.__traceback__)
try:
    raise e
except ValueError as again:
    print(again is e, again.__traceback__ is not None, again.__traceback__.tb_next, again.__traceback__.tb_frame.f_code.co_name)
    saved = again.__traceback__
fresh = KeyError().with_traceback(saved)
print(fresh.__traceback__ is saved)
try:
    raise fresh
except KeyError as k:
    tb = k.__traceback__
    print(tb.tb_next is saved, tb.tb_lineno > saved.tb_lineno)
    tb.tb_next = None
    print(tb.tb_next)
    try:
        tb.tb_next = tb
    except ValueError as err:
        print(err)
