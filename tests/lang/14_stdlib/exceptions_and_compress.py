# Built-in exceptions have no weak references, classes derived from them have; compress takes data before selectors.
import weakref
from itertools import compress, takewhile, tee

for exc in (Exception(), KeyError("k"), OSError(2, "x")):
    try:
        weakref.ref(exc)
    except TypeError as e:
        print(e)


class Slotted(Exception):
    __slots__ = ("__weakref__",)


class Plain(KeyError):
    pass


for exc in (Slotted(), Plain(), ExceptionGroup("g", [ValueError()])):
    print(weakref.ref(exc)() is exc)
try:
    type("Twice", (Plain,), {"__slots__": ("__weakref__",)})
except TypeError as e:
    print(e)

trues, after = tee([1, True, 0, False, ""])
trues = compress(takewhile(bool, trues), zip(after))
print(list(trues), list(after))
data, selectors = iter("ab"), iter([1, 1, "left"])
print(list(compress(data, selectors)), next(selectors))
