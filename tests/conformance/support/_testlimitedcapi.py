"""The abstract object operations that test_bytes and test_class call through CPython's limited C API."""


def _index(obj, index):
    # A negative index counts from the end once, as PySequence_GetItem does for its caller.
    return index + len(obj) if index < 0 else index


def sequence_getitem(obj, index):
    index = _index(obj, index)
    if index < 0:
        raise IndexError("index out of range")
    return obj[index]


def sequence_setitem(obj, index, value):
    index = _index(obj, index)
    if index < 0:
        raise IndexError(f"{type(obj).__name__} index out of range")
    obj[index] = value


def sequence_delitem(obj, index):
    index = _index(obj, index)
    if index < 0:
        raise IndexError(f"{type(obj).__name__} index out of range")
    del obj[index]


def object_hasattrstring(obj, name):
    return int(hasattr(obj, name.decode()))


def _py_getbuiltwithassert():
    """Whether the interpreter's own checks are compiled in, which make some tests slow."""
    return False
