"""sys.settrace: the full event stream of straight code, branches, loops, calls, nested functions and returns."""
import sys

FIRST = None


def plain(value):
    """The value if it prints the same everywhere, else the name of its type."""
    if isinstance(value, (int, float, str, bytes, type(None))):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(plain(v) for v in value)
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return type(value).__name__


def record(f, *args, opcodes=False):
    """Run f under a tracer; print (event, function, line relative to f, argument)."""
    base = f.__code__.co_firstlineno
    events = []

    def tracer(frame, event, arg):
        if event == "exception":
            arg = (arg[0].__name__, str(arg[1]))
        events.append((event, frame.f_code.co_name, frame.f_lineno - base, plain(arg)))
        return tracer

    sys.settrace(tracer)
    try:
        f(*args)
    except Exception as e:
        events.append(("propagated", type(e).__name__))
    finally:
        sys.settrace(None)
    print(f.__name__)
    for event in events:
        if event[1] != "record":
            print("   ", *event)


def straight():
    a = 1
    b = 2

    c = a + b
    return c


def implicit_return():
    x = 1


def only_pass():
    pass


def docstring_only():
    """Nothing else."""


def branches(n):
    if n > 1:
        a = 1
    elif n == 1:
        a = 2
    else:
        a = 3
    if a == 3: b = 4
    return a


def loop():
    total = 0
    for i in range(3):
        total += i
    return total


def loop_else():
    for i in ():
        pass
    else:
        x = 1
    while False:
        pass
    return x


def while_loop():
    n = 2
    while n:
        n -= 1
    else:
        n = 5
    while True:
        break
    return n


def one_line_loop():
    for i in range(2): x = i
    while x: x -= 1


def nested_loop():
    for i in range(2):
        for j in range(2):
            if i == j:
                continue
            break


def calls():
    def inner(x):
        return x + 1
    a = inner(1)
    b = inner(
        2
    )
    return inner(inner(3))


def multi_line():
    x = (
        1
        + 2
    )
    y = [
        1,
        x,
    ]
    z = max(
        x,
        y[0],
    )
    return {
        "a": x,
        "b":
            z,
    }


def comprehension():
    a = [i for i in range(2)]
    b = [
        i
        for i in range(2)
        if i
    ]
    c = sum(i for i in range(2))
    return a, b, c


def boolean():
    a = 0 or 1
    b = (0
         or 1
         and 2)
    c = 1 if a else 2
    return (a
            if not a else
            b)


def lambdas():
    f = lambda: 1
    g = lambda x: (
        x + 1
    )
    return f() + g(2)


def default_arguments():
    def inner(a=1,
              b=2):
        return a
    return inner()


def class_body():
    class C:
        x = 1

        def m(self):
            return self.x
    return C().m()


def decorated():
    def deco(f):
        return f

    @deco
    @deco
    def inner():
        return 1
    return inner()


def assertions():
    assert 1
    assert 1, \
        "message"


def semicolons():
    a = 1; b = 2
    c = 3; return c


def global_and_nonlocal():
    global FIRST
    FIRST = 1
    def inner():
        nonlocal x
        x = 2
    x = 1
    inner()


def strings():
    x = f"{1}" \
        f"{2}"
    y = """
    lines
    """
    return x


def with_annotation():
    x: int = 1
    y: int
    return x


def dead_code():
    return 1
    x = 2


def if_constant():
    if 0:
        x = 1
    if 1:
        x = 2
    if not 1:
        x = 3
    else:
        x = 4
    while 0:
        x = 5
    return x


for f in (straight, implicit_return, only_pass, docstring_only):
    record(f)
for n in (0, 1, 2):
    record(branches, n)
for f in (loop, loop_else, while_loop, one_line_loop, nested_loop, calls, multi_line, comprehension, boolean, lambdas, default_arguments, class_body, decorated, assertions, semicolons, global_and_nonlocal, strings, with_annotation, dead_code, if_constant):
    record(f)
