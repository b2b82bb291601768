"""What the programs of the fuzzer print with: a stream of lines for each case, its checksum, and observers that count.

A case is a function; `run` calls it and prints what it noted, how it ended, and a line with the number of notes and
their checksum.  Only the first `SHOWN` notes of a case are printed, but all are in the checksum.  Nothing here prints
what hangs on an address, on the order of a set, or on the time when an object dies.
"""

import __main__
import re
import sys
import zlib

import _things

SHOWN = 60
HERE = __file__
# Observers count what happens in these files only. The library has callbacks of weak references, which run when an object is
# found dead, and that is not Python's to say.
SEEN = {__main__.__file__, _things.__file__}
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")
_TOOL = 3


class _State:
    count = 0
    checksum = 0
    observers = []
    kept = []
    disabling = False
    running = False


def _text(value, depth):
    kind = type(value)
    if kind is int:
        if -(10**24) < value < 10**24:
            return str(value)
        return f"int#{value.bit_length()}#{value % 1000000007}"
    if kind is str:
        value = _ADDRESS.sub("ADDRESS", value)
        text = ascii(value)
        return text if len(text) < 60 else f"{text[:40]}...{len(value)}#{zlib.crc32(text.encode())}"
    if kind in (float, bool, complex, bytes, type(None), range, slice):
        return repr(value)
    if kind is type or isinstance(value, type):
        return f"class {value.__name__}"
    if depth == 0:
        return f"{kind.__name__}..."
    if isinstance(value, BaseException):
        return f"{kind.__name__}({_ADDRESS.sub('ADDRESS', str(value))!r})"
    if isinstance(value, dict):
        items = (f"{_text(key, depth - 1)}: {_text(item, depth - 1)}" for key, item in dict.items(value))
        return f"{kind.__name__}{{{', '.join(items)}}}{_attributes(value, depth)}"
    if isinstance(value, (set, frozenset)):
        return f"{kind.__name__}{{{', '.join(sorted(_text(item, depth - 1) for item in value))}}}"
    if isinstance(value, (list, tuple)):
        iterator = list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
        return f"{kind.__name__}[{', '.join(_text(item, depth - 1) for item in iterator)}]{_attributes(value, depth)}"
    if isinstance(value, int):
        return f"{kind.__name__}({int.__repr__(value)}){_attributes(value, depth)}"
    if isinstance(value, str):
        return f"{kind.__name__}({str.__repr__(value)}){_attributes(value, depth)}"
    if isinstance(value, float):
        return f"{kind.__name__}({float.__repr__(value)}){_attributes(value, depth)}"
    if callable(value) and hasattr(value, "__name__"):
        return f"{kind.__name__} {value.__name__}"
    return f"{kind.__name__}{_attributes(value, depth)}"


def _attributes(value, depth):
    found = {}
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and name in base.__dict__:
                try:
                    found[name] = base.__dict__[name].__get__(value, base)
                except AttributeError:
                    pass
    try:
        found.update(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        pass
    if not found:
        return ""
    return "<" + ", ".join(f"{name}={_text(found[name], depth - 1)}" for name in sorted(found)) + ">"


def keep(generator):
    """Keep a generator until the end of the process: when an abandoned one is closed, if ever, is not Python's to say."""
    _State.kept.append(generator)
    return generator


def _line(text):
    if not _State.running:
        return
    _State.count += 1
    _State.checksum = zlib.crc32(text.encode("utf-8", "backslashreplace"), _State.checksum)
    if _State.count <= SHOWN:
        print(text)


def note(*values):
    """Add one line with the values to the stream."""
    _line(" ".join([_text(value, 3) for value in values]))


def _frames(error):
    found = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename != HERE:
            found.append(f"{code.co_name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return ",".join(found)


def caught(error):
    """Note an exception: its type and message, the lines of its traceback, and its chain."""
    chain = []
    link = error
    while link is not None and len(chain) < 5:
        chain.append(f"{_text(link, 2)}@{_frames(link)}")
        if isinstance(link, BaseExceptionGroup):
            chain.extend(_text(part, 1) for part in link.exceptions)
        if link.__cause__ is not None:
            chain.append("from")
            link = link.__cause__
        elif link.__context__ is not None and not link.__suppress_context__:
            chain.append("while")
            link = link.__context__
        else:
            link = None
    _line("caught " + " ".join(chain))


def cut(value):
    """The value, or a small one of its type when it has become large."""
    if isinstance(value, int):
        return value if -(1 << 70) < value < 1 << 70 else value % 1000003
    if type(value) is str:
        # Before it is cut inside an address.
        value = _ADDRESS.sub("ADDRESS", value)
    if isinstance(value, (str, list, tuple, bytes)):
        return value if len(value) < 30 else value[-7:]
    if isinstance(value, (dict, set)):
        while len(value) > 20:
            value.pop(next(iter(value))) if isinstance(value, dict) else value.remove(min(value, key=repr))
    return value


class Tracer:
    """A trace function of the shape that coverage.py's has: lines or arcs go into a set for each code name.

    `after` is the number of events after which it does something (`action`): `stop` takes itself off, `raise` raises,
    `deaf` answers None, `quiet` switches the frame's lines off, `write` changes a local variable.
    """

    def __init__(self, arcs=False, after=-1, action=""):
        self.arcs = arcs
        self.data = {}
        self.stack = []
        self.current = set()
        self.last = 0
        self.events = 0
        self.order = 0
        self.after = after
        self.action = action
        _State.observers.append(self)

    def start(self, frame=None):
        if _State.disabling:
            # Whether what a tool disabled comes back with a trace function is CPython's own affair.
            return self
        if frame is not None:
            frame.f_trace = self.trace
            self.current = self.data.setdefault(frame.f_code.co_name, set())
        sys.settrace(self.trace)
        return self

    def stop(self):
        sys.settrace(None)

    def trace(self, frame, event, arg):
        code = frame.f_code
        if code.co_filename not in SEEN:
            return None
        if event == "exception" and arg[0] is StopIteration:
            # Whether a `for` sees one from a generator that returns a value depends on what CPython has specialized.
            return self.trace
        line = frame.f_lineno
        self.events += 1
        self.order = (self.order * 31 + line * 7 + len(event)) & 0xFFFFFFFF
        if event == "call":
            self.stack.append((self.current, self.last))
            self.current = self.data.setdefault(code.co_name, set())
            self.last = -code.co_firstlineno
        elif event == "line":
            self.current.add((self.last, line) if self.arcs else line)
            self.last = line
        elif event == "return":
            if self.arcs:
                self.current.add((self.last, -code.co_firstlineno))
            self.order = (self.order * 31 + len(type(arg).__name__)) & 0xFFFFFFFF
            if self.stack:
                self.current, self.last = self.stack.pop()
        else:
            self.order = (self.order * 31 + len(arg[0].__name__)) & 0xFFFFFFFF
        if self.events == self.after:
            return self.act(frame)
        return self.trace

    def act(self, frame):
        if self.action == "stop":
            sys.settrace(None)
        elif self.action == "raise":
            raise LookupError("raised by the tracer")
        elif self.action == "deaf":
            return None
        elif self.action == "quiet":
            frame.f_trace_lines = False
        elif self.action == "write":
            for name in ("i0", "i1", "i2"):
                if name in frame.f_locals:
                    frame.f_locals[name] = self.events
        elif self.action == "other":
            return Tracer(not self.arcs).trace
        return self.trace

    def report(self):
        for name, found in sorted(self.data.items()):
            if found:
                _line(f"traced {name} {sorted(found)}")
        _line(f"traced {self.events} events, order {self.order}")


class Profiler:
    """A profile function that counts the events of the program's own frames."""

    def __init__(self, after=-1):
        self.counts = {}
        self.order = 0
        self.events = 0
        self.after = after
        _State.observers.append(self)

    def start(self):
        sys.setprofile(self.profile)
        return self

    def stop(self):
        sys.setprofile(None)

    def profile(self, frame, event, arg):
        if frame.f_code.co_filename not in SEEN:
            return
        name = getattr(arg, "__name__", "?") if event.startswith("c_") else ""
        key = f"{frame.f_code.co_name}/{event}/{name}"
        self.counts[key] = self.counts.get(key, 0) + 1
        self.order = zlib.crc32(f"{key}{frame.f_lineno}".encode(), self.order)
        self.events += 1
        if self.events == self.after:
            sys.setprofile(None)

    def report(self):
        _line(f"profiled {sorted(self.counts.items())} order {self.order}")


_MONITORED = "LINE PY_START PY_RESUME PY_RETURN PY_YIELD BRANCH_LEFT BRANCH_RIGHT CALL C_RETURN C_RAISE JUMP PY_UNWIND PY_THROW RAISE EXCEPTION_HANDLED STOP_ITERATION RERAISE"
_DISABLES = {"LINE", "PY_START", "PY_RETURN", "BRANCH_LEFT", "BRANCH_RIGHT", "CALL", "JUMP", "PY_YIELD", "PY_RESUME"}


class Monitor:
    """A tool of `sys.monitoring`; with `disable` each place reports once, as coverage.py's core has it."""

    def __init__(self, events, disable=False, codes=()):
        self.names = events.split()
        if "LINE" in self.names:
            # Without these CPython loses the event of a function's first line, when that is the line of its `def`, once
            # it has specialized the instruction that begins the function.
            self.names += [name for name in ("PY_START", "PY_RESUME") if name not in self.names]
        self.disable = disable
        self.codes = codes
        self.counts = {}
        self.order = 0
        self.on = False
        _State.observers.append(self)

    def mask(self):
        mask = 0
        for name in self.names:
            mask |= getattr(sys.monitoring.events, name)
        return mask

    def start(self):
        monitoring = sys.monitoring
        if monitoring.get_tool(_TOOL) is not None or self.disable and sys.gettrace() is not None:
            return self
        _State.disabling = self.disable
        monitoring.use_tool_id(_TOOL, "fuzz")
        self.on = True
        for name in self.names:
            monitoring.register_callback(_TOOL, getattr(monitoring.events, name), self.callback(name))
        if "C_RETURN" in self.names or "C_RAISE" in self.names:
            for name in ("C_RETURN", "C_RAISE"):
                monitoring.register_callback(_TOOL, getattr(monitoring.events, name), self.callback(name))
        if self.codes:
            for code in self.codes:
                monitoring.set_local_events(_TOOL, code, self.mask())
        else:
            monitoring.set_events(_TOOL, self.mask())
        return self

    def callback(self, name):
        starts = "LINE" in self.names and name in ("PY_START", "PY_RESUME")
        answer = sys.monitoring.DISABLE if self.disable and name in _DISABLES and not starts else None

        def called(code, *rest):
            if code.co_filename not in SEEN:
                return None
            words = [name, code.co_name]
            if name == "RAISE" and isinstance(rest[-1], StopIteration):
                return None
            for value in rest:
                if type(value) is int:
                    if name == "LINE":
                        words.append(str(value))
                elif name in ("PY_RETURN", "PY_YIELD", "RAISE", "PY_UNWIND", "STOP_ITERATION"):
                    words.append(type(value).__name__)
                elif name in ("CALL", "C_RETURN", "C_RAISE"):
                    words.append(getattr(value, "__name__", type(value).__name__))
            key = " ".join(words)
            self.counts[key] = self.counts.get(key, 0) + 1
            self.order = zlib.crc32(key.encode(), self.order)
            return answer

        return called

    def restart(self):
        sys.monitoring.restart_events()

    def stop(self):
        if not self.on:
            return
        self.on = _State.disabling = False
        monitoring = sys.monitoring
        for code in self.codes:
            monitoring.set_local_events(_TOOL, code, 0)
        monitoring.set_events(_TOOL, 0)
        for name in _MONITORED.split():
            monitoring.register_callback(_TOOL, getattr(monitoring.events, name), None)
        monitoring.free_tool_id(_TOOL)

    def report(self):
        for key, count in sorted(self.counts.items()):
            _line(f"monitored {key}: {count}")
        _line(f"monitored order {self.order}")


def run(case):
    """Run one case and print its stream."""
    _State.count = _State.checksum = 0
    _State.observers = []
    _State.running = True
    print(f"== {case.__name__}")
    try:
        result = case()
    except Exception as error:
        sys.settrace(None)
        sys.setprofile(None)
        caught(error)
    else:
        sys.settrace(None)
        sys.setprofile(None)
        note("returned", result)
    for observer in _State.observers:
        observer.stop()
        observer.report()
    _State.running = False
    print(f"-- {case.__name__} {_State.count} {_State.checksum:08x}", flush=True)
