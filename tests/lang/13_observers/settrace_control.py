"""sys.settrace through exceptions, finally, with, generators, match, try/except*, recursion and unpacking."""
import sys


def plain(value):
    """The value if it prints the same everywhere, else the name of its type."""
    if isinstance(value, (int, float, str, bytes, type(None))):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(plain(v) for v in value)
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return type(value).__name__


def record(f, *args):
    base = f.__code__.co_firstlineno
    events = []

    def tracer(frame, event, arg):
        if frame.f_code.co_filename != __file__:
            return None
        if event == "exception":
            arg = (arg[0].__name__, str(arg[1]))
        events.append((event, frame.f_code.co_name, frame.f_lineno - base, plain(arg)))
        return tracer

    sys.settrace(tracer)
    try:
        f(*args)
    except BaseException as e:
        events.append(("propagated", type(e).__name__, "", ""))
    finally:
        sys.settrace(None)
    print(f.__name__, *args)
    for event in events:
        if event[1] != "record":
            print("   ", *event)


def raises():
    x = 1
    raise ValueError("v")


def catches():
    try:
        x = 1
        raise ValueError("v")
    except KeyError:
        x = 2
    except ValueError as e:
        x = 3
    return x


def finally_plain(n):
    try:
        if n:
            raise ValueError("v")
        x = 1
    except ValueError:
        x = 2
    else:
        x = 3
    finally:
        x = 4
    return x


def finally_return():
    try:
        return 1
    finally:
        x = 2


def finally_propagates():
    try:
        1 / 0
    finally:
        x = 1


def finally_in_loop():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
        finally:
            x = i


def nested_exception():
    def inner():
        raise KeyError("k")
    try:
        inner()
    except KeyError:
        raise ValueError("second")


def reraise():
    try:
        raise ValueError("v")
    except ValueError:
        raise


class Manager:
    def __init__(self, suppress=False):
        self.suppress = suppress

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return self.suppress


def with_plain():
    with Manager() as m:
        x = 1
    return x


def with_raises():
    with Manager(True):
        raise ValueError("v")
    return 1


def with_multi():
    with (
        Manager() as a,
        Manager(True) as b,
    ):
        return 1


def generator():
    def g():
        x = 1
        yield x
        y = yield 2
        return y
    it = g()
    next(it)
    next(it)
    try:
        it.send(5)
    except StopIteration:
        pass


def for_generator():
    def g():
        for i in range(2):
            yield i
    for x in g():
        y = x


def generator_closed():
    def g():
        try:
            yield 1
        finally:
            x = 1
    it = g()
    next(it)
    it.close()


def yield_from():
    def inner():
        yield 1
        return 2

    def outer():
        x = yield from inner()
        yield x
    return list(outer())


def generator_throw():
    def g():
        try:
            yield 1
        except ValueError:
            yield 2
    it = g()
    next(it)
    it.throw(ValueError("thrown"))
    it.close()


def matching(x):
    match x:
        case 1:
            y = 1
        case [a, b] if a > b:
            y = 2
        case [a, *_]:
            y = 3
        case {"k": v}:
            y = 4
        case _:
            y = 5
    return y


def except_star():
    try:
        raise ExceptionGroup("g", [ValueError("v"), KeyError("k")])
    except* ValueError:
        x = 1
    except* KeyError as e:
        x = 2
    return x


def recursion(n):
    if n:
        recursion(n - 1)


def builtin_callbacks():
    def key(x):
        return -x
    sorted([1, 2], key=key)
    list(map(key, [1]))


def unpacking():
    a, b = 1, 2
    (c,
     d) = (
        a,
        b)
    for x, (y,
            z) in [(1, (2, 3))]:
        pass
    return [*range(a),
            *range(b)]


def stop_iteration():
    it = iter([1])
    for x in it:
        pass
    next(it, None)
    next(it)


def import_statement():
    import sys as s
    from sys import path, \
        argv


def delete():
    x = [1]
    del x[0]
    del x


def property_and_dunder():
    class P:
        @property
        def p(self):
            return 1

        def __add__(self, o):
            return 2

        def __getattr__(self, n):
            return 3
    o = P()
    return o.p + (o + 1) + o.missing


def coroutine():
    async def inner():
        return 1

    async def outer():
        return await inner()
    c = outer()
    try:
        c.send(None)
    except StopIteration:
        pass


for f in (raises, catches):
    record(f)
record(finally_plain, 0)
record(finally_plain, 1)
for f in (finally_return, finally_propagates, finally_in_loop, nested_exception, reraise, with_plain, with_raises, with_multi, generator, for_generator, generator_closed, yield_from, generator_throw):
    record(f)
for x in (1, [2, 1], [1, 2], {"k": 1}, None):
    record(matching, x)
for f in (except_star, lambda: recursion(2), builtin_callbacks, unpacking, stop_iteration, import_statement, delete, property_and_dunder, coroutine):
    record(f)
