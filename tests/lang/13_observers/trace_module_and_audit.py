"""The trace and cProfile modules, audit hooks, sys.excepthook, unraisablehook, displayhook, warnings as observers."""
import gc
import io
import sys
import trace
import threading


def work(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += i
    return total


t = trace.Trace(count=1, trace=0)
t.runfunc(work, 4)
first = work.__code__.co_firstlineno
print(sorted((line - first, count) for (filename, line), count in t.results().counts.items() if filename == __file__ and first <= line <= first + 5))
t = trace.Trace(count=0, trace=0, countfuncs=1)
t.runfunc(work, 2)
print(sorted(name for filename, module, name in t.results().calledfuncs if filename == __file__))
t = trace.Trace(count=0, trace=0, countcallers=1)


def caller():
    return work(1)


t.runfunc(caller)
print(sorted((a[2], b[2]) for (a, b) in t.results().callers if b[0] == __file__))
print(sorted(line - first for line in trace._find_executable_linenos(__file__) if line and first <= line <= first + 5))

events = []


def hook(event, args):
    if event in ("compile", "exec", "open", "import", "object.__setattr__", "sys._getframe", "custom.event", "builtins.id"):
        if event == "import" and args[0] != "this_is_missing":
            return
        if event == "open" and "audited" not in str(args[0]):
            return
        events.append((event, args if event == "custom.event" else len(args)))
    if event == "custom.refused":
        raise PermissionError("refused by the hook")


sys.addaudithook(hook)
compile("1", "<audited>", "eval")
exec("pass")
open("audited.txt", "w").close()
try:
    import this_is_missing
except ImportError:
    pass
sys._getframe()
id(5)
sys.audit("custom.event", 1, "two")
print(events)
try:
    sys.audit("custom.refused")
except PermissionError as e:
    print(e)
for bad in (lambda: sys.audit(), lambda: sys.audit(5), lambda: sys.addaudithook()):
    try:
        bad()
    except TypeError as e:
        print(e)

caught = []
sys.excepthook = lambda kind, value, tb: caught.append((kind.__name__, str(value)))
sys.excepthook(ValueError, ValueError("by hand"), None)
sys.excepthook = sys.__excepthook__
print(caught)
unraisable = []
sys.unraisablehook = lambda info: unraisable.append((info.exc_type.__name__, str(info.exc_value), info.err_msg is None or "Exception ignored" in info.err_msg))


class FailsInDel:
    def __del__(self):
        raise ValueError("in del")


FailsInDel()
gc.collect()
print(unraisable)
sys.unraisablehook = sys.__unraisablehook__
thread_errors = []
threading.excepthook = lambda args: thread_errors.append((args.exc_type.__name__, str(args.exc_value), args.thread.name))
t = threading.Thread(target=lambda: 1 / 0, name="failing")
t.start()
t.join()
threading.excepthook = threading.__excepthook__
print(thread_errors)
shown = []
sys.displayhook = lambda value: shown.append(value)
exec(compile("1 + 1", "<s>", "single"))
exec(compile("None", "<s>", "single"))
sys.displayhook = sys.__displayhook__
print(shown)
import builtins

sys.displayhook(5)
print(builtins._)
sys.displayhook(None)
print(builtins._)
sys.displayhook("\ud800")
import cProfile
import pstats

p = cProfile.Profile()
p.runcall(work, 3)
stats = pstats.Stats(p, stream=io.StringIO())
print(sorted((name, calls[0]) for (filename, line, name), calls in stats.stats.items() if filename == __file__), stats.total_calls >= 1)
import warnings

with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter("always")
    warnings.warn("plain")
    warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
    warnings.warn_explicit("explicit", UserWarning, "file.py", 7)
    print([(w.category.__name__, str(w.message)) for w in log], log[2].filename, log[2].lineno)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        warnings.warn("as an error")
    except UserWarning as e:
        print(e)
    warnings.filterwarnings("ignore", message="ign.*")
    warnings.warn("ignored by message")
with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter("default")
    for _ in range(3):
        warnings.warn("once per place")
    print(len(log))


@warnings.deprecated("use the other")
def old():
    return "old result"


with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter("always")
    print(old(), [str(w.message) for w in log], old.__deprecated__)
warnings.warn("shown on stderr", stacklevel=1)
for bad in (lambda: warnings.warn("x", int), lambda: warnings.warn(), lambda: warnings.simplefilter("nonsense")):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
