"""The rules of tracing: local trace functions, None, f_trace, f_trace_lines, f_trace_opcodes, errors in the tracer."""
import sys
import threading


def base(f):
    return f.__code__.co_firstlineno


def target(n):
    x = n
    y = x + 1
    return y


def collect(tracer, f, *args):
    sys.settrace(tracer)
    try:
        result = f(*args)
    except Exception as e:
        result = f"{type(e).__name__}: {e}"
    finally:
        still = sys.gettrace()
        sys.settrace(None)
    return result, still is tracer


log = []


def global_only(frame, event, arg):
    log.append((event, frame.f_code.co_name))
    return None


print(collect(global_only, target, 1), [e for e in log if e[1] == "target"])


def switching():
    log = []

    def first(frame, event, arg):
        log.append(("first", event))
        return second

    def second(frame, event, arg):
        log.append(("second", event))
        return third

    def third(frame, event, arg):
        log.append(("third", event))

    collect(first, target, 1)
    return log[:6]


print(switching())


def per_frame():
    log = []

    def tracer(frame, event, arg):
        if frame.f_code is not target.__code__:
            return None
        log.append((event, frame.f_lineno - base(target)))
        if event == "line" and frame.f_lineno - base(target) == 1:
            frame.f_trace_lines = False
        return tracer

    collect(tracer, target, 1)
    return log


print(per_frame())


def no_lines():
    log = []

    def tracer(frame, event, arg):
        if frame.f_code is target.__code__:
            frame.f_trace_lines = False
            log.append((event, frame.f_trace_lines, frame.f_trace_opcodes, frame.f_trace is not None))
            return tracer

    collect(tracer, target, 1)
    return log


print(no_lines())


def opcode_lines():
    lines = []
    count = 0

    def tracer(frame, event, arg):
        nonlocal count
        if frame.f_code is target.__code__:
            frame.f_trace_opcodes = True
            if event == "opcode":
                count += 1
                lines.append(frame.f_lineno - base(target))
            return tracer

    collect(tracer, target, 1)
    return sorted(set(lines)), count > 6


print(opcode_lines())


def tracer_raises(where):
    def tracer(frame, event, arg):
        if frame.f_code is target.__code__ and event == where:
            raise ValueError(f"tracer fails at {event}")
        return tracer

    return collect(tracer, target, 1)


for where in ("call", "line", "return"):
    print(where, tracer_raises(where))


def set_from_inside():
    log = []

    def tracer(frame, event, arg):
        log.append((event, frame.f_code.co_name, frame.f_lineno - base(set_from_inside)))
        return tracer

    sys._getframe().f_trace = tracer
    sys.settrace(tracer)
    a = 1
    b = 2
    sys.settrace(None)
    c = 3
    return log


print(set_from_inside())


def f_trace_deleted():
    log = []

    def tracer(frame, event, arg):
        if frame.f_code is target.__code__:
            log.append((event, frame.f_lineno - base(target)))
            if event == "line" and len(log) == 2:
                del frame.f_trace
            return tracer

    collect(tracer, target, 1)
    return log


print(f_trace_deleted())


def trace_changes_locals():
    def tracer(frame, event, arg):
        if frame.f_code is target.__code__:
            if event == "line" and frame.f_lineno - base(target) == 2:
                frame.f_locals["x"] = 41
            return tracer

    return collect(tracer, target, 1)


print(trace_changes_locals())


def tracer_not_traced():
    log = []

    def helper():
        return 1

    def tracer(frame, event, arg):
        log.append(frame.f_code.co_name)
        helper()
        return tracer

    collect(tracer, target, 1)
    return "helper" in log, sys.gettrace()


print(tracer_not_traced())


def swap_in_callee():
    log = []

    def one(frame, event, arg):
        log.append(("one", event, frame.f_code.co_name))
        return one

    def two(frame, event, arg):
        log.append(("two", event, frame.f_code.co_name))
        return two

    def callee():
        sys.settrace(two)
        x = 1

    def after():
        y = 1

    def both():
        callee()
        after()

    sys.settrace(one)
    both()
    sys.settrace(None)
    return log


for line in swap_in_callee():
    print(line)


def exceptions_in_call_event():
    events = []

    def tracer(frame, event, arg):
        if frame.f_code.co_name == "failing":
            events.append((event, arg[0].__name__ if event == "exception" else arg))
        return tracer

    def failing():
        raise KeyError("k")

    print(collect(tracer, failing), events)


exceptions_in_call_event()


def threads():
    seen = []

    def tracer(frame, event, arg):
        if frame.f_code.co_name == "work":
            seen.append((event, threading.current_thread().name))
        return tracer

    def work():
        return 1

    threading.settrace(tracer)
    t = threading.Thread(target=work, name="worker")
    t.start()
    t.join()
    threading.settrace(None)
    t = threading.Thread(target=work, name="untraced")
    t.start()
    t.join()
    return seen, threading.gettrace()


print(threads())
for bad in (lambda: sys.settrace(), lambda: sys.settrace(1, 2), lambda: setattr(sys._getframe(), "f_trace_lines", 5), lambda: setattr(sys._getframe(), "f_trace_opcodes", "x")):
    try:
        bad()
    except TypeError as e:
        print(e)
sys.settrace(5)
sys.settrace(None)
print(sys.gettrace(), sys._getframe().f_trace, sys._getframe().f_trace_lines, sys._getframe().f_trace_opcodes)
generator_log = []


def gen_tracer(frame, event, arg):
    if frame.f_code.co_name == "gen":
        generator_log.append((event, frame.f_lineno - base(gen), arg))
    return gen_tracer


def gen():
    x = yield 1
    yield x


g = gen()
next(g)
sys.settrace(gen_tracer)
g.send("sent")
sys.settrace(None)
g.close()
print(generator_log)
