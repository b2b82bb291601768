"""Tracers, profilers and monitoring switched on and off in the middle of hot loops: the events are exact."""
import sys


def hot(n):
    total = 0
    for i in range(n):
        total += i
        if total > 10 ** 9:
            total -= 10 ** 9
    return total


def base(f):
    return f.__code__.co_firstlineno


def counts(f, n):
    lines = {}

    def tracer(frame, event, arg):
        if frame.f_code is f.__code__:
            key = event, frame.f_lineno - base(f)
            lines[key] = lines.get(key, 0) + 1
            return tracer

    sys.settrace(tracer)
    result = f(n)
    sys.settrace(None)
    return result, sorted(lines.items())


print(hot(5000))
print(counts(hot, 300))
print(hot(5000))


def switches(n, on, off):
    events = []

    def tracer(frame, event, arg):
        events.append((event, frame.f_code.co_name, frame.f_lineno - base(switches)))
        return tracer

    def helper(x):
        return x + 1

    total = 0
    for i in range(n):
        if i == on:
            sys._getframe().f_trace = tracer
            sys.settrace(tracer)
        if i == off:
            sys.settrace(None)
            sys._getframe().f_trace = None
        total = helper(total)
    return total, len(events), events[:8], events[-4:]


print(switches(3000, 1500, 1503))
print(switches(3000, 2990, 5000))
sys.settrace(None)


def profiled(n):
    log = {"call": 0, "return": 0, "c_call": 0, "c_return": 0}

    def profiler(frame, event, arg):
        log[event] = log.get(event, 0) + 1

    def helper(x):
        return abs(x)

    for i in range(n):
        if i == n // 2:
            sys.setprofile(profiler)
        if i == n // 2 + 10:
            sys.setprofile(None)
        helper(-i)
    return log


print(profiled(3000))
mon = sys.monitoring
mon.use_tool_id(2, "hot")


def monitored(n):
    log = []

    def on_line(code, line):
        log.append(line - base(monitored))
        if len(log) > 40:
            return mon.DISABLE

    def work(x):
        y = x + 1
        return y

    mon.register_callback(2, mon.events.LINE, on_line)
    total = 0
    for i in range(n):
        if i == n // 2:
            mon.set_local_events(2, work.__code__, mon.events.LINE)
        total += work(i)
    mon.set_local_events(2, work.__code__, 0)
    mon.register_callback(2, mon.events.LINE, None)
    return total, len(log), sorted(set(log))


print(monitored(3000))
mon.restart_events()


def coverage_like(n):
    hit = set()

    def on_line(code, line):
        if code is branches.__code__:
            hit.add(line - base(branches))
        return mon.DISABLE

    def branches(i):
        if i < 0:
            return "negative"
        if i == 2500:
            return "special"
        for _ in range(2):
            i += 1
        return i

    mon.register_callback(2, mon.events.LINE, on_line)
    mon.set_events(2, mon.events.LINE)
    seen = []
    for i in range(n):
        branches(i)
        if i in (0, 2499, 2500, n - 1):
            seen.append(sorted(hit))
    branches(-1)
    seen.append(sorted(hit))
    mon.set_events(2, 0)
    mon.register_callback(2, mon.events.LINE, None)
    return seen


print(coverage_like(3000))
mon.free_tool_id(2)


def line_changes_locals(n):
    def target():
        x = 0
        for i in range(n):
            x += 1
        return x

    state = {"done": False}

    def tracer(frame, event, arg):
        if frame.f_code is target.__code__:
            if event == "line" and not state["done"] and frame.f_locals.get("i") == n // 2:
                frame.f_locals["x"] = -1000
                state["done"] = True
            return tracer

    sys.settrace(tracer)
    result = target()
    sys.settrace(None)
    return result


print(line_changes_locals(400))


def frames_from_inside(n):
    def inner(depth):
        if depth == 0:
            frame = sys._getframe()
            names = []
            while frame is not None and len(names) < 6:
                names.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno if frame.f_code.co_name != "<module>" else 0))
                frame = frame.f_back
            return names
        return inner(depth - 1)

    result = None
    for i in range(n):
        if i % 1500 == 1499:
            result = inner(3)
        else:
            inner(0)
    return result


print(frames_from_inside(3000))


def caller_locals_in_loop(n):
    def peek():
        f = sys._getframe(1)
        f.f_locals["bonus"] = f.f_locals["i"]

    bonus = total = 0
    for i in range(n):
        if i % 100 == 0:
            peek()
        total += bonus
    return total


print(caller_locals_in_loop(3000))
