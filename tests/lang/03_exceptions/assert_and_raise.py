"""`assert`, `raise` of classes and instances, `sys.exc_info`, `sys.exception`, and handler nesting."""
import sys


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, repr(e.args), str(e))


def failing(*message):
    if message:
        assert 1 > 2, message[0]
    assert 1 > 2


attempt(failing)
attempt(lambda: failing("text"))
attempt(lambda: failing(5))
attempt(lambda: failing(("a", "tuple")))
attempt(lambda: failing(ValueError("an exception as the message")))


def message_not_evaluated():
    assert True, 1 / 0
    return "fine"


attempt(message_not_evaluated)


def message_fails():
    assert False, 1 / 0


attempt(message_fails)


class AssertionError(ValueError):
    """Shadowing the name must not change what `assert` raises."""


try:
    assert 0
except Exception as e:
    print(type(e).__module__, type(e) is AssertionError)

exec(compile("assert False, 'removed by optimisation'", "<x>", "exec", optimize=1))
print(__debug__, eval(compile("__debug__", "<x>", "eval", optimize=1)))

print(sys.exc_info(), sys.exception())
try:
    raise ValueError("outer")
except ValueError as outer:
    print(sys.exception() is outer, sys.exc_info()[0].__name__, sys.exc_info()[1] is outer, sys.exc_info()[2] is outer.__traceback__)
    try:
        raise KeyError("inner")
    except KeyError as inner:
        print(sys.exception() is inner)
    print(sys.exception() is outer)

    def see():
        return sys.exception()

    print(see() is outer)
    print([sys.exception() is outer for _ in range(2)])

    def g():
        yield sys.exception()
        try:
            raise TypeError
        except TypeError:
            yield sys.exception()
        yield sys.exception()

    it = g()
    print(next(it) is outer, type(next(it)).__name__, sys.exception() is outer, next(it) is outer)
print(sys.exception())


def generator_keeps_own():
    try:
        raise ValueError("generator's own")
    except ValueError:
        yield sys.exception()
        yield sys.exception()


it = generator_keeps_own()
print(next(it), sys.exception())
try:
    raise KeyError
except KeyError:
    print(next(it), repr(sys.exception()))
print(sys.exception())


def finally_sees():
    try:
        raise ValueError("seen in finally")
    finally:
        print(sys.exception())


attempt(finally_sees)


def raise_class():
    raise KeyError


def raise_instance():
    raise KeyError("a", "b")


def raise_subclass_of_base():
    class MyBase(BaseException):
        pass
    raise MyBase("direct")


for f in (raise_class, raise_instance, raise_subclass_of_base):
    attempt(f)


def tb_lines(e):
    lines = []
    tb = e.__traceback__
    while tb:
        lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return lines


def a():
    b()


def b():
    try:
        c()
    finally:
        pass


def c():

    raise ValueError("c")


try:
    a()
except ValueError as e:
    print(tb_lines(e)[1:])
    first = e


def reraise():
    try:
        a()
    except ValueError:
        raise


def raise_saved():
    raise first


for f in (reraise, raise_saved):
    try:
        f()
    except ValueError as e:
        print(tb_lines(e)[1:])


def recursion_in_handler(n):
    try:
        raise ValueError(n)
    except ValueError as e:
        if n:
            recursion_in_handler(n - 1)
        else:
            raise KeyError("deepest")


try:
    recursion_in_handler(3)
except KeyError as e:
    x = e
    while x:
        print(repr(x), end=" <- ")
        x = x.__context__
    print()
