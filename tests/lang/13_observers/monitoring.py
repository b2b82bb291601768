"""sys.monitoring: tools, events, DISABLE, restart_events, local events, branch events, errors."""
import sys

mon = sys.monitoring
E = mon.events
TOOL = 3


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


print([n for n in dir(E) if n.isupper()])
print({n: getattr(E, n) for n in dir(E) if n.isupper()})
print(mon.DEBUGGER_ID, mon.COVERAGE_ID, mon.PROFILER_ID, mon.OPTIMIZER_ID, mon.get_tool(TOOL), repr(mon.DISABLE).split(" at ")[0], repr(mon.MISSING).split(" at ")[0])
attempt(lambda: mon.use_tool_id(9, "x"))
attempt(lambda: mon.use_tool_id(TOOL, 5))
attempt(lambda: mon.set_events(TOOL, E.LINE))
attempt(lambda: mon.register_callback(TOOL, E.LINE, print))
mon.use_tool_id(TOOL, "test tool")
print(mon.get_tool(TOOL), mon.get_events(TOOL))
attempt(lambda: mon.use_tool_id(TOOL, "again"))
attempt(lambda: mon.set_events(TOOL, -1))
attempt(lambda: mon.set_events(TOOL, 1 << 30))
attempt(lambda: mon.set_events(TOOL, E.C_RETURN))
attempt(lambda: mon.register_callback(TOOL, 3, print))
attempt(lambda: mon.register_callback(TOOL, E.LINE, print))
attempt(lambda: mon.register_callback(TOOL, E.LINE, None) is print)
attempt(lambda: mon.set_local_events(TOOL, 5, E.LINE))


def target(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += i
    return total


def show(value):
    if hasattr(value, "co_name"):
        return value.co_name
    if isinstance(value, BaseException):
        return repr(value)
    if value is mon.MISSING:
        return "MISSING"
    if callable(value):
        return getattr(value, "__name__", "callable")
    return value


def watch(events, f, *args, local=None, disable=(), offsets=False):
    """Run f with the events on; return the records, offsets left out (they depend on the compiler)."""
    log = []

    def callback(name):
        def call(code, *rest):
            if code.co_filename != __file__ or code.co_name == "watch":
                return None
            if name in ("LINE",):
                rest = (rest[0] - code.co_firstlineno,)
            elif not offsets:
                rest = tuple(show(r) for r in rest[1:]) if name not in ("BRANCH_LEFT", "BRANCH_RIGHT", "JUMP", "INSTRUCTION") else ()
            log.append((name, code.co_name, *rest))
            return mon.DISABLE if name in disable else None
        return call

    mask = 0
    for name in events:
        mask |= getattr(E, name)
        mon.register_callback(TOOL, getattr(E, name), callback(name))
    if "CALL" in events:
        for name in ("C_RETURN", "C_RAISE"):
            mon.register_callback(TOOL, getattr(E, name), callback(name))
    if local:
        mon.set_local_events(TOOL, local.__code__, mask)
    else:
        mon.set_events(TOOL, mask)
    try:
        f(*args)
    except Exception as e:
        log.append(("propagated", type(e).__name__))
    finally:
        mon.set_events(TOOL, 0)
        if local:
            mon.set_local_events(TOOL, local.__code__, 0)
        for name in events:
            mon.register_callback(TOOL, getattr(E, name), None)
        if "CALL" in events:
            mon.register_callback(TOOL, E.C_RETURN, None)
            mon.register_callback(TOOL, E.C_RAISE, None)
    return log


def report(title, log):
    print(title)
    for entry in log:
        print("   ", *entry)


report("lines", watch(["LINE"], target, 3))
report("lines disabled", watch(["LINE"], target, 3, disable=("LINE",)))
report("still disabled", watch(["LINE"], target, 3))
mon.restart_events()
report("restarted", watch(["LINE"], target, 1))
report("start and return", watch(["PY_START", "PY_RETURN"], target, 2))
report("branches", watch(["BRANCH_LEFT", "BRANCH_RIGHT"], target, 3))
report("branches disabled", watch(["BRANCH_LEFT", "BRANCH_RIGHT"], target, 4, disable=("BRANCH_LEFT", "BRANCH_RIGHT")))
mon.restart_events()
report("local", watch(["LINE", "PY_START"], lambda: target(1), local=target))
print(mon.get_local_events(TOOL, target.__code__), mon.get_events(TOOL))


def calls():
    len("ab")
    target(0)
    try:
        int("x")
    except ValueError:
        pass


report("calls", watch(["CALL"], calls))


def raising():
    def inner():
        raise KeyError("k")
    try:
        inner()
    except KeyError:
        pass
    try:
        raise ValueError("v")
    except ValueError:
        try:
            raise
        except ValueError:
            pass
    for x in iter([1]):
        pass


report("exceptions", watch(["RAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "RERAISE"], raising))


def unwinding():
    1 / 0


report("unwind", watch(["RAISE", "PY_UNWIND"], unwinding))


def generators():
    def g():
        yield 1
        return 2
    it = g()
    next(it)
    try:
        next(it)
    except StopIteration:
        pass
    it = g()
    next(it)
    try:
        it.throw(ValueError("t"))
    except ValueError:
        pass


report("generators", watch(["PY_START", "PY_RETURN", "PY_YIELD", "PY_RESUME", "PY_THROW", "PY_UNWIND"], generators))


def stops():
    def g():
        yield 1
    for x in g():
        pass
    for x in (y for y in ()):
        pass


report("stop iteration", watch(["STOP_ITERATION", "PY_YIELD"], stops))


def callback_raises():
    def bad(code, line):
        if code.co_name == "target":
            raise RuntimeError("from the callback")

    mon.register_callback(TOOL, E.LINE, bad)
    mon.set_events(TOOL, E.LINE)
    try:
        target(1)
    except RuntimeError as e:
        print(e)
    finally:
        mon.set_events(TOOL, 0)
        mon.register_callback(TOOL, E.LINE, None)


callback_raises()


def two_tools():
    other = 4
    log = []
    mon.use_tool_id(other, "other")
    for tool in (TOOL, other):
        mon.register_callback(tool, E.PY_START, lambda code, offset, tool=tool: log.append((tool, code.co_name)) if code.co_name == "target" else None)
        mon.set_events(tool, E.PY_START)
    target(0)
    mon.set_events(TOOL, 0)
    target(0)
    mon.free_tool_id(other)
    return log, mon.get_tool(other)


print(two_tools())


def disable_is_per_tool_and_place():
    log = []

    def start(code, offset):
        log.append(code.co_name)
        return mon.DISABLE

    def a():
        pass

    def b():
        pass

    mon.register_callback(TOOL, E.PY_START, start)
    mon.set_events(TOOL, E.PY_START)
    for _ in range(3):
        a()
        b()
    mon.restart_events()
    a()
    mon.set_events(TOOL, 0)
    mon.register_callback(TOOL, E.PY_START, None)
    return log


print(disable_is_per_tool_and_place())


def raise_cannot_disable():
    def on_raise(code, offset, exc):
        return mon.DISABLE

    mon.register_callback(TOOL, E.RAISE, on_raise)
    mon.set_events(TOOL, E.RAISE)
    try:
        raise ValueError("x")
    except ValueError:
        print("ValueError arrives")
    except Exception as e:
        print(type(e).__name__, e)
    finally:
        mon.set_events(TOOL, 0)
        mon.register_callback(TOOL, E.RAISE, None)


try:
    raise_cannot_disable()
except ValueError as e:
    print(type(e).__name__, e)
mon.clear_tool_id(TOOL)
mon.free_tool_id(TOOL)
print(mon.get_tool(TOOL))
attempt(lambda: mon.free_tool_id(TOOL))
attempt(lambda: mon.get_events(TOOL))
