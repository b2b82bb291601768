"""The suggestions of NameError, AttributeError, ImportError and TypeError in printed tracebacks."""
import sys
import traceback


def report(f):
    try:
        f()
    except Exception as e:
        print(traceback.format_exception(e)[-1].rstrip())


class Thing:
    blech = 1
    somevalue = 2
    _private = 3

    def method(self):
        return self

    def uses_bare(self):
        return somevalue

    def uses_bare_method(self):
        return method(5)


t = Thing()
long_variable_name = 1
flie = 2


def local_typo():
    counter_value = 1
    return countr_value


def global_typo():
    return long_variable_nam


def builtin_typo():
    return pritn("x")


def nothing_close():
    return zzzzzzzz


def attribute_typo():
    return t.bluch


def attribute_far():
    return t.completely_different


def attribute_private():
    return t.private


def attribute_string():
    return "abc".uper()


def attribute_list():
    return [].appendd(1)


def attribute_module():
    import math
    return math.sqrtt


def attribute_none():
    return None.real


def stdlib_not_imported():
    return os.path


def stdlib_not_imported_other():
    return collections.OrderedDict


def import_typo():
    from math import sqrtt


def import_from_far():
    from math import qqqqqqqqqqqq


def import_missing():
    import no_such_module_at_all


def import_submodule():
    import math.nothing


def import_relative():
    from . import x


def keyword_typo():
    def f(color, size=1):
        pass
    f(1, colour=2)


def keyword_builtin():
    sorted([1], revers=True)


def keyword_print():
    print("x", seperator=1)


def true_typo():
    return true


def none_typo():
    return none


def unbound():
    if False:
        value = 1
    return value


def free():
    def inner():
        return captured
    inner()
    captured = 1


def java():
    return [1].push(2)


def javascript_length():
    return "abc".length


def list_length():
    return [1].size()


def dict_has_key():
    return {}.has_key(1)


def set_wrong():
    return {1}.append(2)


def class_attribute():
    return Thing.somevalu


def nested_attribute():
    class Holder:
        pass
    h = Holder()
    h.inner = Thing()
    return h.blech


def str_decode():
    return "abc".decode()


def bytes_encode():
    return b"abc".encode()


def function_attribute():
    return report.__nam__


def delete_typo():
    del t.bluch


def set_slot():
    class S:
        __slots__ = ("value",)
    S().valu = 1


def missing_import_with_name():
    raise ImportError("custom", name="math", name_from="sqrtt")


def attribute_raised_by_hand():
    raise AttributeError("by hand", name="somevalu", obj=t)


def name_raised_by_hand():
    raise NameError("by hand", name="flei")


for f in list(globals().values()):
    if callable(f) and getattr(f, "__module__", None) == "__main__" and f not in (report, Thing):
        print(f.__name__, end=": ")
        report(f)
for bound in (t.uses_bare, t.uses_bare_method):
    print(bound.__name__, end=": ")
    report(bound)
