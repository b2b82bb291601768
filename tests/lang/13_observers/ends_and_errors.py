"""How generators, iterators and coroutines end under observation; callbacks that raise; lines of exceptions raised again."""
import contextlib
import sys

mon = sys.monitoring
E = mon.events
TOOL = 3
mon.use_tool_id(TOOL, "ends")
seen = []


def sub():
    yield 1
    return "v"


def delegates():
    yield from sub()
    yield from [1, 2]
    yield from iter([])


class Raises:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration(7)


def over_class():
    yield from Raises()


async def five():
    return 5


async def nothing():
    return None


async def awaits():
    await five()
    await nothing()


class Ticker:
    def __init__(self):
        self.n = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.n += 1
        if self.n > 1:
            raise StopAsyncIteration
        return 1


async def ticks():
    async for x in Ticker():
        y = x
    z = 1


def run(coroutine):
    with contextlib.suppress(StopIteration):
        coroutine.send(None)


def everything():
    for x in delegates():
        pass
    for x in over_class():
        pass
    run(awaits())
    run(ticks())


def record(code, offset, *rest):
    if code.co_filename == __file__:
        seen.append((code.co_name, offset, *map(repr, rest)))


for name in ("STOP_ITERATION", "RAISE", "PY_UNWIND", "RERAISE", "EXCEPTION_HANDLED"):
    mon.register_callback(TOOL, getattr(E, name), record)
    mon.set_events(TOOL, getattr(E, name))
    everything()
    mon.set_events(TOOL, 0)
    mon.register_callback(TOOL, getattr(E, name), None)
    print(name, *seen, sep="\n    ")
    seen.clear()


def trace(frame, event, arg):
    if frame.f_code.co_filename != __file__:
        return None
    shown = repr(arg[1]) if event == "exception" else repr(arg).split(" at ")[0]
    seen.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_lasti, shown))
    return trace


sys.settrace(trace)
everything()
sys.settrace(None)
print("trace", *seen, sep="\n    ")
seen.clear()


class Once:
    """Raises when it is called first."""

    def __init__(self, error):
        self.error = error

    def __call__(self, *args):
        if self.error:
            error, self.error = self.error, None
            raise error


@contextlib.contextmanager
def forgiving():
    try:
        yield
    except ValueError:
        pass


def fails():
    raise ValueError


def with_raising_callback(event):
    with forgiving():
        try:
            mon.register_callback(TOOL, event, Once(OSError("callback")))
            mon.set_events(TOOL, event)
            fails()
        finally:
            mon.set_events(TOOL, 0)


for name in "PY_START PY_RETURN CALL RAISE EXCEPTION_HANDLED PY_UNWIND RERAISE LINE INSTRUCTION".split():
    try:
        with_raising_callback(getattr(E, name))
        print(name, "passed", sys.exception())
    except OSError as e:
        print(name, e, repr(e.__context__))
print(sys.exception())


def nested():
    try:
        try:
            1
        except:
            2
        else:
            3
            raise KeyError
        finally:
            4
    except:
        5
    finally:
        6


def two_steps():
    x = 1
    y = yield x
    return y


def steps(frame, event, arg):
    if frame.f_code.co_filename != __file__:
        return None
    frame.f_trace_opcodes = True
    seen.append((event, frame.f_lasti, frame.f_lineno - frame.f_code.co_firstlineno))
    return steps


sys.settrace(trace)
nested()
sys.settrace(None)
print("nested", *seen, sep="\n    ")
seen.clear()
sys.settrace(steps)
list(two_steps())
sys.settrace(None)
print("opcodes", *seen, sep="\n    ")
seen.clear()


def jumps():
    out.append("first")
    yield "jumped over"
    out.append("second")
    yield "second"


def jump(frame, event, arg):
    if frame.f_code is not jumps.__code__:
        return None
    if event == "return" and not done:
        done.append(event)
        frame.f_lineno -= 1
    return jump


out, done = [], []
g = jumps()
sys.settrace(jump)
print(next(g), out, next(g), out)
sys.settrace(None)
for events in (E.BRANCH, E.BRANCH_LEFT, E.BRANCH_LEFT | E.BRANCH_RIGHT, E.BRANCH | E.LINE):
    mon.set_events(TOOL, events)
    mon.set_local_events(TOOL, jumps.__code__, events)
    print(mon.get_events(TOOL), mon.get_local_events(TOOL, jumps.__code__))
mon.free_tool_id(TOOL)
