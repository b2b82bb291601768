"""traceback: formatting of exceptions, stacks, chains, groups, limits, StackSummary, TracebackException, linecache."""
import io
import linecache
import re
import sys
import traceback


def strip(text):
    return re.sub(r'File "[^"]*", line \d+', "File F, line N", text)


def fails(n=2):
    if n:
        return fails(n - 1)
    value = {"k": 1}
    return value["missing"] + 1


def chained():
    try:
        fails(0)
    except KeyError as e:
        raise ValueError("outer") from e


def caught(f, *args):
    try:
        f(*args)
    except BaseException as e:
        return e


e = caught(fails)
print(strip("".join(traceback.format_exception(e))))
print(strip("".join(traceback.format_exception(e, limit=1))), strip("".join(traceback.format_exception(e, limit=-1))))
print(strip("".join(traceback.format_exception(caught(chained)))))
print(strip("".join(traceback.format_exception(caught(chained), chain=False))))
print(traceback.format_exception_only(e), traceback.format_exception_only(ValueError, ValueError("text")), traceback.format_exception_only(KeyError("k")), traceback.format_exception_only(Exception()))
noted = ValueError("with notes")
noted.add_note("note one")
noted.add_note("two\nlines")
print(traceback.format_exception_only(noted))
noted.__notes__ = ["ok", 5]
print(traceback.format_exception_only(noted))
noted.__notes__ = 5
print(traceback.format_exception_only(noted))
summary = traceback.extract_tb(e.__traceback__)
print([(s.name, s.line) for s in summary], type(summary).__name__, len(summary), strip(summary.format()[0]), summary[-1].lineno - summary[-1].end_lineno, summary[-1].colno, summary[-1].end_colno)
out = io.StringIO()
traceback.print_exception(e, file=out)
print(strip(out.getvalue()) == strip("".join(traceback.format_exception(e))))
out = io.StringIO()
try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc(file=out)
    print(strip(traceback.format_exc()) == strip(out.getvalue()))
out = io.StringIO()
traceback.print_tb(e.__traceback__, limit=2, file=out)
print(strip(out.getvalue()))


def stack():
    return traceback.extract_stack(), traceback.format_stack(limit=1)


frames, formatted = stack()
print([f.name for f in frames], strip(formatted[0]))
out = io.StringIO()
traceback.print_stack(file=out, limit=1)
print(strip(out.getvalue()))
te = traceback.TracebackException.from_exception(caught(chained), capture_locals=True)
print(te.exc_type_str, str(te), te.__cause__.exc_type_str, te.stack[-1].locals is not None, sorted(te.__cause__.stack[-1].locals), strip("".join(te.format())).count("value = {'k': 1}"), list(te.format_exception_only()))
print(te == traceback.TracebackException.from_exception(caught(chained), capture_locals=True), te == 5)
group = ExceptionGroup("many", [ValueError(i) for i in range(20)] + [ExceptionGroup("inner", [TypeError("t")])])
print("".join(traceback.format_exception(group)))
print("".join(traceback.TracebackException.from_exception(group, max_group_width=2, max_group_depth=1).format()))
f = traceback.FrameSummary("file.py", 5, "func", line="x = 1", locals={"a": 1})
print(f, f == ("file.py", 5, "func", "x = 1"), list(f), f.filename, f[1], f.locals)
print(traceback.format_list([("a.py", 1, "f", "code"), f, ("missing.py", 2, "g", None)]))
print(strip("".join(traceback.StackSummary.from_list([("a.py", 1, "f", "code")] * 6).format())))
linecache.cache["<made>"] = (len("line one\nline two"), None, ["line one\n", "1 / 0\n"], "<made>")
try:
    exec(compile("\n1 / 0", "<made>", "exec"))
except ZeroDivisionError as err:
    print(strip("".join(traceback.format_exception(err)[2:])))
print(repr(linecache.getline("<made>", 1)), repr(linecache.getline("nope.py", 1)), linecache.getlines(__file__)[0][:20])


class BadStr(Exception):
    def __str__(self):
        raise ValueError("no str")


class BadRepr:
    def __repr__(self):
        raise ValueError("no repr")


print(traceback.format_exception_only(BadStr()))
print(traceback.TracebackException.from_exception(caught(lambda bad: 1 / 0, BadRepr()), capture_locals=True).stack[-1].locals)
s = caught(compile, "a = (\nb", "<syntax>", "exec")
print("".join(traceback.format_exception_only(s)))
print("".join(traceback.format_exception_only(SyntaxError("msg", ("f.py", 3, 5, "  abc def\n", 3, 8)))))
print("".join(traceback.format_exception_only(SyntaxError("no details"))))


class Custom(Exception):
    pass


Custom.__module__ = "other.module"
Custom.__qualname__ = "Outer.Custom"
print(traceback.format_exception_only(Custom("x")))


def unicode_error():
    größe, 中文 = 1, 0
    return größe / 中文 + größe


print(strip("".join(traceback.format_exception(caught(unicode_error)))))
loop_a, loop_b = ValueError("a"), ValueError("b")
loop_a.__cause__, loop_b.__cause__ = loop_b, loop_a
print("".join(traceback.format_exception(loop_a)))
traceback.clear_frames(e.__traceback__)
for bad in (lambda: traceback.format_exception(5), lambda: traceback.format_exception()):
    try:
        print(bad())
    except TypeError as err:
        print(err)
print([f.f_code.co_name for f, line in traceback.walk_tb(e.__traceback__)], sys.exception())
