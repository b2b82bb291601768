"""What tests look up in CPython's interior and Python can tell."""

import sys
import unittest

# How often CPython runs an instruction before it specialises it, waits after a failure, and runs a loop before it is hot.
SPECIALIZATION_THRESHOLD = 2
SPECIALIZATION_COOLDOWN = 53
TIER2_THRESHOLD = 4096

# Bytes of C's types and structures, for tests of `sys.getsizeof`.
SIZEOF_PYOBJECT = 16
SIZEOF_PYGC_HEAD = 16
SIZEOF_TIME_T = 8


def get_recursion_depth():
    """How many Python frames the caller is deep."""
    frame, depth = sys._getframe(1), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def dict_getitem_knownhash(mapping, key, hash):
    """_PyDict_GetItem_KnownHash: a look-up that raises KeyError."""
    if not isinstance(mapping, dict):
        raise SystemError("bad argument to internal function")
    return dict.__getitem__(mapping, key)


def has_inline_values(obj):
    """Where CPython keeps an object's attributes is its own affair."""
    raise unittest.SkipTest("inline values are CPython's")
