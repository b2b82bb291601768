"""The tables of `symtable`: blocks, their kinds and what they know of names."""

import symtable

SOURCE = '''
import os
LIMIT = 3
def outer(a, *rest, key=1):
    global counter
    counter = a
    def inner(b):
        nonlocal key
        key = b
        return a + LIMIT
    return inner, [x for x in rest]
class Shape[T]:
    sides: int = 4
    def area(self):
        return self.sides * os.name
type Alias = Shape[int]
'''


def show(table, depth):
    print("  " * depth, table.get_type(), table.get_name(), table.get_lineno(), table.is_nested(), table.has_children())
    for symbol in sorted(table.get_symbols(), key=lambda s: s.get_name()):
        tests = ["global", "local", "free", "parameter", "imported", "assigned", "referenced", "nonlocal", "annotated"]
        print("  " * depth, "   ", symbol.get_name(), [t for t in tests if getattr(symbol, "is_" + t)()])
    if table.get_type() == "function":
        print("  " * depth, "   ", table.get_parameters(), table.get_locals(), table.get_frees(), table.get_globals())
    for child in table.get_children():
        show(child, depth + 1)


show(symtable.symtable(SOURCE, "shapes.py", "exec"), 0)
show(symtable.symtable("lambda y: y + z", "e.py", "eval"), 0)

for source, mode in [("def f(a): global a", "exec"), ("x", "other"), ("x =", "exec")]:
    try:
        symtable.symtable(source, "bad.py", mode)
    except Exception as error:
        print(type(error).__name__, error)
