"""Limits of C types, and errors raised and printed by native code."""

import sys
import traceback
import unittest

CHAR_BITS = 8
INT_MAX = 2**31 - 1
INT_MIN = -(2**31)
UINT_MAX = 2**32 - 1
LONG_MAX = LLONG_MAX = PY_SSIZE_T_MAX = 2**63 - 1
LONG_MIN = LLONG_MIN = PY_SSIZE_T_MIN = -(2**63)
ULONG_MAX = ULLONG_MAX = SIZE_MAX = 2**64 - 1
FLT_MAX = 3.4028234663852886e38
FLT_MIN = 1.1754943508222875e-38
DBL_MAX = sys.float_info.max
DBL_MIN = sys.float_info.min
# x86-64 and AArch64, as IEEE 754-2008 recommends.
nan_msb_is_signaling = False


def config_get(name):
    """The settings of the interpreter that tests ask for."""
    if name == "code_debug_ranges":
        return "no_debug_ranges" not in sys._xoptions
    raise ValueError(f"unknown config option name: {name}")


def raise_exception(cls, count):
    """Raises the class with so many arguments, the numbers from 0 on."""
    raise cls(*range(count))


def raise_memoryerror():
    raise MemoryError


def err_givenexceptionmatches(error, match):
    """PyErr_GivenExceptionMatches: tuples may nest."""
    if isinstance(match, tuple):
        return int(any(err_givenexceptionmatches(error, part) for part in match))
    cls = error if isinstance(error, type) else type(error)
    if isinstance(match, type) and issubclass(match, BaseException):
        return int(match in cls.__mro__)
    return int(error is match)


def make_exception_with_doc(name, doc=None, base=Exception, dict=None):
    """PyErr_NewExceptionWithDoc."""
    if not isinstance(name, str) or "." not in name:
        raise SystemError("PyErr_NewException: name must be module.class")
    module, _, name = name.rpartition(".")
    namespace = {"__module__": module, **(dict or {})}
    if doc is not None:
        namespace["__doc__"] = doc
    bases = base if isinstance(base, tuple) else (base,)
    return type(name, bases, namespace)


def exception_print(error, legacy=False):
    """PyErr_DisplayException, or with `legacy` PyErr_Display: the interpreter's own printing, on sys.stderr."""
    if legacy and not isinstance(error, BaseException):
        raise TypeError("an exception is needed")
    sys.__excepthook__(type(error), error, getattr(error, "__traceback__", None))


def traceback_print(tb, file):
    """PyTraceBack_Print."""
    print("Traceback (most recent call last):", file=file)
    traceback.print_tb(tb, file=file)


def settrace_to_record(events):
    """Trace with a function that appends an event's number, line and argument."""
    numbers = {"call": 0, "exception": 1, "line": 2, "return": 3, "opcode": 7}

    def record(frame, event, arg):
        events.append((numbers[event], frame.f_lineno, arg))
        return record

    sys.settrace(record)


class CodeLike:
    """A place for monitoring events that are fired by native code, of which there is none."""

    def __init__(self, locations):
        self.locations = locations


class awaitType:
    """An object whose await slot gives what it was made with."""

    def __init__(self, awaited):
        self.awaited = awaited

    def __await__(self):
        return self.awaited


def __getattr__(name):
    """The functions that fire events: test_monitoring looks them up before each of its tests of the C interface."""
    if not name.startswith(("fire_event_", "monitoring_")):
        raise AttributeError(f"module '_testcapi' has no attribute '{name}'")

    def function(*args):
        raise unittest.SkipTest("native code fires no monitoring events")

    function.__name__ = name
    return function
