"""sys.setprofile: call, return, c_call, c_return, c_exception; with generators and exceptions; threading.setprofile."""
import sys
import threading


def simple(value):
    """The value if it prints the same everywhere, else the name of its type."""
    if isinstance(value, (int, float, str, bytes, type(None))):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(simple(v) for v in value)
    if isinstance(value, dict):
        return {k: simple(v) for k, v in value.items()}
    return type(value).__name__


def record(f, *args):
    events = []

    def profiler(frame, event, arg):
        name = frame.f_code.co_name
        if event.startswith("c_"):
            arg = arg.__name__
        events.append((event, name, simple(arg)))

    sys.setprofile(profiler)
    try:
        f(*args)
    except Exception as e:
        result = type(e).__name__
    else:
        result = None
    sys.setprofile(None)
    print(f.__name__, result)
    for event in events:
        if event[1] != "record":
            print("   ", *event)


def plain():
    x = 1
    return x


def calls_python():
    def inner(a):
        return a * 2
    return inner(2) + inner(3)


def calls_builtin():
    len([1])
    abs(-1)
    [].append(1)
    "a".upper()
    max(1, 2)
    isinstance(1, int)


def builtin_raises():
    try:
        [].pop()
    except IndexError:
        pass
    len(5)


def python_raises():
    def inner():
        raise ValueError("x")
    try:
        inner()
    except ValueError:
        return "caught"


def types_called():
    int("5")
    list("ab")
    dict()
    str(1)
    range(3)


class C:
    def __init__(self):
        self.x = 1

    def __add__(self, other):
        return 1

    @property
    def p(self):
        return len("p")

    def __call__(self):
        return 2


def class_calls():
    c = C()
    c + 1
    c.p
    c()


def generator():
    def g():
        yield 1
        yield 2
    for x in g():
        pass
    it = g()
    next(it)
    it.close()


def comprehension():
    return [len(x) for x in ["a", "b"]], list(len(x) for x in ["c"])


def callbacks():
    def key(x):
        return x
    sorted([2, 1], key=key)
    list(map(len, ["a"]))
    list(map(key, [1]))
    list(filter(key, [0, 1]))


def closures():
    n = 1

    def inner():
        return n
    return inner()


def star_call():
    print_args = lambda *a, **k: None
    print_args(*[1], **{"k": 2})
    max(*[1, 2])


def bound_methods():
    append = [].append
    append(1)
    upper = str.upper
    upper("a")
    m = C().__call__
    m()


def recursion(n=2):
    return recursion(n - 1) if n else 0


def with_statement():
    class M:
        def __enter__(self):
            return self

        def __exit__(self, *a):
            return None
    with M():
        pass


def format_and_str():
    class S:
        def __str__(self):
            return "s"

        def __format__(self, spec):
            return "f"
    f"{S()}"
    str(S())
    "%s" % S()


for f in (plain, calls_python, calls_builtin, builtin_raises, python_raises, types_called, class_calls, generator, comprehension, callbacks, closures, star_call, bound_methods, recursion, with_statement, format_and_str):
    record(f)


def profiler_raises():
    def bad(frame, event, arg):
        if frame.f_code.co_name == "plain":
            raise KeyError("from the profiler")

    sys.setprofile(bad)
    try:
        plain()
    except KeyError as e:
        print(repr(e), sys.getprofile())
    sys.setprofile(None)


profiler_raises()
print(sys.getprofile())


def profiler_and_tracer():
    log = []

    def tracer(frame, event, arg):
        if frame.f_code is plain.__code__:
            log.append(("trace", event))
        return tracer

    def profiler(frame, event, arg):
        if frame.f_code is plain.__code__:
            log.append(("profile", event))

    sys.settrace(tracer)
    sys.setprofile(profiler)
    plain()
    sys.setprofile(None)
    sys.settrace(None)
    return log


print(profiler_and_tracer())


def threads():
    seen = []

    def profiler(frame, event, arg):
        if frame.f_code is plain.__code__:
            seen.append((event, threading.current_thread().name))

    threading.setprofile(profiler)
    t = threading.Thread(target=plain, name="worker")
    t.start()
    t.join()
    threading.setprofile(None)
    plain()
    return seen


print(threads())
