"""What test files ask of `_testcapi` beside the native module, which the runner completes with this."""

import sys
import unittest


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
