"""Assigning f_lineno from a tracer: legal jumps, what they skip or repeat, and the errors of illegal ones."""
import sys


def jump(f, frm, to):
    """Run f; on line `frm` (relative to f) jump to line `to`; print what f collected or the error."""
    base = f.__code__.co_firstlineno
    done = []

    def tracer(frame, event, arg):
        if frame.f_code is not f.__code__:
            return None
        if event == "line" and not done and frame.f_lineno == base + frm:
            done.append(1)
            frame.f_lineno = base + to
        return tracer

    out = []
    sys.settrace(tracer)
    try:
        f(out)
    except Exception as e:
        out.append(f"{type(e).__name__}: {e}")
    finally:
        sys.settrace(None)
    print(f.__name__, frm, to, out)


def simple(out):
    out.append(1)
    out.append(2)
    out.append(3)
    out.append(4)


def loop(out):
    out.append("a")
    for i in range(3):
        out.append(i)
        out.append(-i)
    out.append("b")


def while_loop(out):
    n = 0
    while n < 3:
        n += 1
        out.append(n)
    out.append("end")


def try_finally(out):
    try:
        out.append("try")
        out.append("more")
    finally:
        out.append("finally")
    out.append("after")


def try_except(out):
    try:
        out.append("try")
        1 / 0
    except ZeroDivisionError:
        out.append("except")
        out.append("except 2")
    out.append("after")


class Manager:
    def __init__(self, out):
        self.out = out

    def __enter__(self):
        self.out.append("enter")

    def __exit__(self, *a):
        self.out.append("exit")


def with_block(out):
    out.append("before")
    with Manager(out):
        out.append("inside")
        out.append("inside 2")
    out.append("after")


def nested(out):
    if out is not None:
        out.append(1)
        if out:
            out.append(2)
        out.append(3)
    out.append(4)


def unbound(out):
    out.append("start")
    x = 1
    out.append(x)


def two_loops(out):
    for i in range(2):
        out.append(("i", i))
    for j in range(2):
        out.append(("j", j))


def multi_line(out):
    out.append(
        1
    )
    out.append(2)

    out.append(3)


jump(simple, 1, 3)
jump(simple, 3, 1)
jump(simple, 4, 2)
jump(simple, 2, 2)
jump(simple, 2, 100)
jump(simple, 2, -5)
jump(simple, 1, 0)
jump(loop, 3, 5)
jump(loop, 5, 1)
jump(loop, 1, 3)
jump(loop, 3, 4)
jump(loop, 4, 3)
jump(loop, 4, 2)
jump(loop, 5, 3)
jump(while_loop, 4, 3)
jump(while_loop, 1, 4)
jump(while_loop, 4, 5)
jump(try_finally, 2, 3)
jump(try_finally, 2, 6)
jump(try_finally, 6, 2)
jump(try_finally, 5, 2)
jump(try_finally, 2, 5)
jump(try_except, 2, 5)
jump(try_except, 5, 7)
jump(try_except, 5, 2)
jump(try_except, 7, 2)
jump(try_except, 5, 6)
jump(with_block, 1, 3)
jump(with_block, 3, 5)
jump(with_block, 3, 4)
jump(with_block, 5, 1)
jump(with_block, 4, 3)
jump(nested, 2, 5)
jump(nested, 6, 2)
jump(unbound, 2, 3)
jump(two_loops, 2, 4)
jump(two_loops, 4, 2)
jump(two_loops, 4, 1)
jump(multi_line, 1, 4)
jump(multi_line, 4, 5)


def errors():
    frame = sys._getframe()
    for value in (frame.f_lineno, "x", 1.5, None):
        try:
            frame.f_lineno = value
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
    try:
        del frame.f_lineno
    except AttributeError as e:
        print(e)


errors()


def outside_line_event(event_name):
    def tracer(frame, event, arg):
        if frame.f_code is simple.__code__ and event == event_name:
            try:
                frame.f_lineno = frame.f_code.co_firstlineno + 1
            except ValueError as e:
                print(event, e)
        return tracer

    sys.settrace(tracer)
    try:
        simple([])
    finally:
        sys.settrace(None)


for name in ("call", "return"):
    outside_line_event(name)
