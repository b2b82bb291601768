"""contextlib: contextmanager, ExitStack, suppress, redirect_stdout, closing, nullcontext, ContextDecorator, contextvars."""
import contextlib
import contextvars
import io
import os
import sys


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e, repr(e.__context__))


@contextlib.contextmanager
def tag(name, swallow=False):
    print(f"<{name}>")
    try:
        yield name.upper()
    except ValueError as e:
        print("saw", e)
        if not swallow:
            raise
    finally:
        print(f"</{name}>")


with tag("a") as a, tag("b", swallow=True):
    print(a)
    raise ValueError("inside")
attempt(lambda: tag("x").__exit__(None, None, None))


@tag("decorator")
def decorated(x):
    """docs"""
    return x * 2


print(decorated(4), decorated(5), decorated.__name__, decorated.__doc__)


class Tracked:
    def __init__(self, name, swallow=False, fail=False):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        return self

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__)
        if self.fail:
            raise KeyError(f"from {self.name}")
        return self.swallow

    def close(self):
        print("close", self.name)


with contextlib.ExitStack() as stack:
    for n in "ab":
        stack.enter_context(Tracked(n))
    stack.callback(print, "callback", 1, sep=":")
    stack.push(lambda *exc: print("pushed", exc[0]))
    stack.push(Tracked("pushed manager"))
with contextlib.ExitStack() as stack:
    stack.enter_context(Tracked("outer", swallow=True))
    stack.enter_context(Tracked("fails", fail=True))
    raise ValueError("body")


def both_fail():
    with contextlib.ExitStack() as stack:
        stack.enter_context(Tracked("one", fail=True))
        stack.enter_context(Tracked("two", fail=True))
        raise ValueError("body")


attempt(both_fail)
stack = contextlib.ExitStack()
stack.enter_context(Tracked("kept"))
moved = stack.pop_all()
stack.close()
print("after close of the empty stack")
moved.close()
attempt(lambda: contextlib.ExitStack().enter_context(5))
with contextlib.suppress(ZeroDivisionError, KeyError):
    1 / 0
with contextlib.suppress(KeyError):
    {}["missing"]
attempt(lambda: contextlib.suppress(KeyError).__exit__(ValueError, ValueError("x"), None))
with contextlib.suppress(ValueError):
    raise ExceptionGroup("g", [ValueError(1)])


def partly():
    with contextlib.suppress(ValueError):
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])


attempt(partly)
out, err = io.StringIO(), io.StringIO()
with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
    print("captured")
    print("error", file=sys.stderr)
print(repr(out.getvalue()), repr(err.getvalue()))
with contextlib.closing(Tracked("closed")) as c:
    print(c.name)
with contextlib.nullcontext(7) as n, contextlib.nullcontext() as nothing:
    print(n, nothing)
os.mkdir("folder")
with contextlib.chdir("folder"):
    print(os.path.basename(os.getcwd()))
print(os.path.basename(os.getcwd()) != "folder")


class Decorator(contextlib.ContextDecorator):
    def __enter__(self):
        print("before")
        return self

    def __exit__(self, *exc):
        print("after")


@Decorator()
def plain(a, b=1):
    print("body", a, b)


plain(1, b=2)
print(isinstance(Tracked("x"), contextlib.AbstractContextManager), isinstance(5, contextlib.AbstractContextManager))
cm = tag("once", True)
with cm:
    pass
attempt(lambda: cm.__enter__())


@contextlib.contextmanager
def stops():
    try:
        yield
    except StopIteration as e:
        print("stop", e.value)
        raise


def raises_stop():
    with stops():
        raise StopIteration(5)


attempt(raises_stop)


@contextlib.contextmanager
def replaces():
    try:
        yield
    except ValueError as e:
        raise TypeError("replaced") from e


def uses_replaces():
    with replaces():
        raise ValueError("original")


attempt(uses_replaces)
var = contextvars.ContextVar("var", default="default")
other = contextvars.ContextVar("other")
print(var.get(), var.name, other.get("given"))
try:
    other.get()
except LookupError as e:
    print(type(e).__name__, e.args[0] is other)
token = var.set("one")
second = var.set("two")
print(var.get(), token.old_value is contextvars.Token.MISSING, second.old_value, second.var is var)
var.reset(second)
print(var.get())
for bad in (lambda: var.reset(second), lambda: other.reset(token)):
    try:
        bad()
    except (RuntimeError, ValueError) as e:
        print(type(e).__name__)


def change():
    var.set("inside")
    return var.get()


ctx = contextvars.copy_context()
print(ctx.run(change), var.get(), ctx[var], var in ctx, ctx.get(other), len(ctx) >= 1, [v.name for v in ctx if v is var])
for bad in (lambda: ctx.run(lambda: ctx.run(print)), lambda: ctx[other]):
    try:
        bad()
    except (RuntimeError, KeyError) as e:
        print(type(e).__name__)
with var.set("with statement"):
    print(var.get())
print(var.get(), contextvars.Context().run(var.get))


def gen():
    var.set("in generator")
    yield var.get()
    yield var.get()


g = gen()
print(next(g), var.get())
var.set("outside")
print(next(g))
