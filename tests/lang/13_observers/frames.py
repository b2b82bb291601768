"""Frame objects: f_back, f_code, f_lineno, f_globals, f_builtins, clear, tracebacks, generator frames, co_lines."""
import sys
import traceback


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def outer():
    def inner():
        frame = sys._getframe()
        names = []
        while frame:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        return names
    return inner()


print(outer(), sys._getframe().f_back, sys._getframe().f_code.co_name)


def details(a, b=2):
    frame = sys._getframe()
    c = 3
    return frame.f_lineno - frame.f_code.co_firstlineno, frame.f_code is details.__code__, frame.f_globals is globals(), frame.f_builtins["len"] is len, sorted(frame.f_locals), frame.f_back.f_code.co_name, sys._getframe(1).f_code.co_name, frame.f_lasti >= 0, frame.f_generator


print(details(1))
attempt(lambda: sys._getframe(1000))
attempt(lambda: sys._getframe("x"))
attempt(lambda: sys._getframe(-1).f_code.co_name)
print(sys._getframemodulename(0), sys._getframemodulename(100))


def current():
    return sys._getframe()


f = current()
print(f.f_lineno - f.f_code.co_firstlineno, f.f_locals)
attempt(lambda: f.clear())
attempt(lambda: sys._getframe().clear())
for name in ("f_back", "f_code", "f_globals", "f_builtins", "f_locals", "f_lasti"):
    attempt(lambda: setattr(f, name, None))
print(repr(f).startswith("<frame at 0x"), repr(f).split(", ")[-1])


def generator():
    frame = sys._getframe()
    yield frame
    yield frame.f_back.f_code.co_name


g = generator()
frame = next(g)
print(frame is g.gi_frame, frame.f_back, frame.f_generator is g, next(g), frame.f_back)
attempt(lambda: frame.clear())
print(list(g), g.gi_frame)
g = generator()
next(g)
attempt(lambda: g.gi_frame.clear())
attempt(lambda: next(g))


def raises(n):
    if n == 0:
        raise ValueError("bottom")
    raises(n - 1)


try:
    raises(2)
except ValueError as e:
    tb = e.__traceback__
    while tb:
        print(tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno, tb.tb_frame.f_locals.get("n"), tb.tb_lasti >= 0)
        last = tb
        tb = tb.tb_next
    traceback.clear_frames(e.__traceback__)
    print(dict(last.tb_frame.f_locals))
    print([(s.name, s.line) for s in traceback.extract_tb(e.__traceback__)])
    new = type(last)(None, last.tb_frame, 0, 5)
    print(new.tb_lineno, new.tb_next)


def lines():
    x = 1

    y = [
        x,
    ]
    return y


code = lines.__code__
print(sorted({line - code.co_firstlineno for _, _, line in code.co_lines() if line is not None}))
positions = [tuple(p - code.co_firstlineno if p is not None and i < 2 else p for i, p in enumerate(pos)) for pos in code.co_positions()]
print(sorted({p for p in positions if None not in p and p[0] > 0})[:3])


def stack():
    return [s.name for s in traceback.extract_stack()]


print(stack(), [s.f_code.co_name for s, _ in traceback.walk_stack(None)][-1])


def caller_name():
    return sys._getframe(1).f_code.co_qualname


class C:
    def method(self):
        return caller_name()

    prop = property(lambda self: caller_name())


print(C().method(), C().prop, (lambda: caller_name())(), [caller_name() for _ in range(1)], list(caller_name() for _ in range(1)))
print(sys._current_frames()[__import__("threading").get_ident()].f_code.co_name)


class InBody:
    name = sys._getframe().f_code.co_name
    back = sys._getframe().f_back.f_code.co_name


print(InBody.name, InBody.back, eval("__import__('sys')._getframe().f_code.co_name"))
exec("def made(): return __import__('sys')._getframe().f_code.co_filename\nprint(made())", {"made": 1})


def through_c():
    return sorted([1], key=lambda x: sys._getframe(1).f_code.co_name and 0), list(map(lambda x: sys._getframe(1).f_code.co_name, [1]))


print(through_c())
saved = []


def keep():
    local = "kept"
    saved.append(sys._getframe())
    return lambda: local


closure = keep()
print(saved[0].f_locals["local"])
saved[0].f_locals["local"] = "changed through the frame"
print(closure())


def exec_frame():
    ns = {}
    exec("import sys\nf = sys._getframe()", ns)
    return ns["f"].f_code.co_name, ns["f"].f_globals is ns, ns["f"].f_back


print(exec_frame()[:2])
