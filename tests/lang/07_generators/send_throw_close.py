"""send, throw and close: values in, exceptions in, GeneratorExit, finally, wrong uses."""
import gc


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e, "| context", repr(e.__context__), "| cause", repr(e.__cause__))


def echo():
    received = None
    while True:
        try:
            received = yield ("got", received)
        except ValueError as e:
            received = f"caught {e}"
        except GeneratorExit:
            print("  closing")
            raise
        finally:
            print("  finally")


g = echo()
attempt(lambda: g.send("too early"))
print(g.send(None))
print(g.send(1), g.send("two"))
print(g.throw(ValueError("thrown")))
print(g.throw(ValueError))
attempt(lambda: g.throw(KeyError("not caught")))
attempt(lambda: g.send(1))
attempt(lambda: g.throw(KeyError("after the end")))
g = echo()
attempt(lambda: g.throw(ValueError("before start")))
attempt(lambda: next(g))
g = echo()
next(g)
print(g.close(), g.close())


def accumulate():
    total = 0
    while (value := (yield total)) is not None:
        total += value
    return total


g = accumulate()
next(g)
print([g.send(n) for n in (1, 2, 3)])
attempt(lambda: g.send(None))


def ignores_exit():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = ignores_exit()
next(g)
attempt(lambda: g.close())


def raises_on_exit():
    try:
        yield 1
    finally:
        raise ValueError("from finally")


g = raises_on_exit()
next(g)
attempt(lambda: g.close())


def returns_on_exit():
    try:
        yield 1
    except GeneratorExit:
        return "value of close"


g = returns_on_exit()
next(g)
print(g.close())
print(returns_on_exit().close())


def swallow_and_return():
    try:
        yield 1
    except ValueError:
        return "returned"


g = swallow_and_return()
next(g)
attempt(lambda: g.throw(ValueError("x")))


def raises_other():
    try:
        yield 1
    except ValueError as e:
        raise KeyError("other") from e


g = raises_other()
next(g)
attempt(lambda: g.throw(ValueError("original")))


def context_of_thrown():
    try:
        raise TypeError("being handled inside")
    except TypeError:
        yield 1


g = context_of_thrown()
next(g)
attempt(lambda: g.throw(ValueError("thrown in")))
g = context_of_thrown()
next(g)
try:
    raise KeyError("handled by the caller")
except KeyError:
    attempt(lambda: g.throw(ValueError("thrown while handling")))

for args in [(5,), ("x",), (int,), (), (ValueError(1), 2), (None,)]:
    g = echo()
    next(g)
    attempt(lambda: g.throw(*args))
    g.close()


def throw_three():
    import warnings
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        g = echo()
        next(g)
        print(g.throw(ValueError, "text", None))
        print(g.throw(ValueError, ValueError("instance")))
        print([str(w.message) for w in caught])
        g.close()


throw_three()


def throw_stop():
    try:
        yield 1
    except StopIteration as e:
        yield f"caught stop {e.value}"
    yield 2


g = throw_stop()
next(g)
print(g.throw(StopIteration(5)))
attempt(lambda: g.throw(StopIteration("escapes")))


def nested_try():
    try:
        try:
            yield "a"
        except ValueError:
            yield "inner"
        finally:
            yield "finally value"
    except KeyError:
        yield "outer"


g = nested_try()
print(next(g), g.throw(ValueError()), next(g), g.throw(KeyError()), list(g))
log = []


def finalised():
    try:
        yield 1
    finally:
        log.append("finalised")


g = finalised()
next(g)
del g
gc.collect()
print(log)


def never_started():
    try:
        log.append("must not run")
        yield
    finally:
        log.append("must not run either")


g = never_started()
del g
gc.collect()
print(log)


def with_in_generator():
    class M:
        def __enter__(self):
            log.append("enter")

        def __exit__(self, *exc):
            log.append(("exit", exc[0] and exc[0].__name__))
            return exc[0] is ValueError

    with M():
        yield 1
        yield 2
    yield 3


g = with_in_generator()
print(next(g), g.throw(ValueError()), list(g), log[1:])
g = with_in_generator()
next(g)
g.close()
print(log[-1])


def precedence():
    x = yield
    y = (yield x) or "falsy"
    z = yield (yield y), 1
    return x, y, z


g = precedence()
print(next(g), g.send(1), g.send(0), g.send("inner"))
attempt(lambda: g.send("last"))
