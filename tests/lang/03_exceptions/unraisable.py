"""What is printed of exceptions that cannot be raised: one traceback with source lines, no chain, no notes, no carets."""
import gc
import io
import re
import sys


def recurse(n):
    if n:
        return recurse(n - 1)
    return [][1]


class Chained:
    def __del__(self):
        try:
            1 / 0
        except Exception as e:
            e.add_note("not shown")
            raise ValueError(
                "in two lines") from e


class Deep:
    def __del__(self):
        recurse(10)


class Group:
    def __del__(self):
        raise ExceptionGroup("group", [ValueError()])


class Syntax:
    def __del__(self):
        compile("x y", "text", "exec")


class Unprintable(Exception):
    def __str__(self):
        raise KeyError


class Odd:
    def __del__(self):
        raise Unprintable


for cls in (Chained, Deep, Group, Syntax, Odd):
    # Where a function is differs from run to run.
    real, sys.stderr = sys.stderr, io.StringIO()
    try:
        cls()
        gc.collect()
    finally:
        real, sys.stderr = sys.stderr, real
    print(re.sub("0x[0-9a-f]+", "0x", real.getvalue()).replace(__file__, "SCRIPT"), end="")

try:
    sys.unraisablehook(5)
except TypeError as e:
    print(e)
kept = []
sys.unraisablehook = lambda args: kept.append((args.exc_type, str(args.exc_value), args.object, args.err_msg.split(" <")[0]))
Chained()
gc.collect()
print(kept)
