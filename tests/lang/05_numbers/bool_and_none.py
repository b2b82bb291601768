"""bool, None, Ellipsis, NotImplemented: truth of every kind of object, identity, arithmetic, immutability."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Truthy:
    def __init__(self, result):
        self.result = result

    def __bool__(self):
        print("bool called")
        return self.result


class Len:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class Both:
    def __bool__(self):
        return True

    def __len__(self):
        return 0


for value in [0, 1, -1, 0.0, 0.1, -0.0, 0j, "", "0", b"", b"\0", [], [0], (), ((),), {}, {0: 0}, set(), {0}, range(0), range(1), None, ..., object, len, Len(0), Len(1), Both(), float("nan"), bytearray(), memoryview(b""), frozenset()]:
    print(bool(value), not value, True if value else False, value.__class__.__name__)
show("bool()", "bool(1, 2)", "bool(x=1)", "bool(Truthy(True))", "bool(Truthy(1))", "bool(Truthy(None))", "bool(Len(-1))", "bool(Len(2 ** 63))", "bool(Len('a'))", "True + True", "True - 2", "-True", "+False", "~True", "True * 'ab'", "True / 2", "True // 2", "True % 2", "True ** -1", "True << 1", "True & False", "True & 3", "True | 2", "True ^ True", "True ^ 1", "True < 2", "True == 1.0", "True is (1 == 1)", "int(True)", "float(True)", "str(True)", "repr(False)", "True.real", "True.bit_length()", "True.to_bytes()", "bool('False')", "bool.from_bytes(b'\\x00')", "format(True)", "format(True, '5')", "format(True, 'd')", "f'{True:>6}'", "f'{True!s:>6}'", "[1, 2][True]", "'ab'[False]", "{True: 'a', 1: 'b', 1.0: 'c'}", "{1: 'a', True: 'b'}", "sum([True] * 3)", "max(True, False)", "True.x", "isinstance(True, int)", "bool.__mro__", "type(True)", "True.__and__(2)", "True.__and__(True)", "True.__or__('a')", "bool.__new__(bool, 5)", "(True).conjugate()", "round(True)", "hash(True), hash(False)", "divmod(True, 2)", "pow(True, 2)", "True and 'yes'", "'a' and False or 'b'")
show("None", "None == None", "None is None", "None == False", "None < None", "None + 1", "None()", "None[0]", "len(None)", "iter(None)", "bool(None)", "str(None)", "hash(None) == hash(None)", "type(None)()", "type(None)() is None", "type(None)(1)", "None.x", "None.__class__", "None.__bool__()", "None.__eq__(None)", "None.__eq__(1)", "isinstance(None, type(None))", "f'{None}'", "f'{None:5}'", "f'{None!s:5}|'", "'%s' % None", "int(None)", "None in [None]", "dir(None) == dir(type(None))", "...", "type(...)()", "... is Ellipsis", "repr(Ellipsis)", "bool(...)", "....__class__", "NotImplemented", "type(NotImplemented)() is NotImplemented", "bool(NotImplemented)", "not NotImplemented", "NotImplemented == NotImplemented", "str(NotImplemented)")
for statement in ["None.x = 1", "True.x = 1", "None = 1", "del None", "True = 0", "__debug__ = 1", "def f(None): pass", "x.None = 1", "import None", "for True in []: pass", "with x as None: pass", "...  .x = 1"]:
    try:
        exec(statement, {"x": 1})
    except Exception as e:
        print(statement, type(e).__name__, e.args[0])
print(Truthy(False) and 1 or 2)
print(not Truthy(True), "no" if Truthy(False) else "yes")
while Truthy(False):
    pass
print(any([Truthy(False), Truthy(True), Truthy(True)]), all([Truthy(True), Truthy(False), Truthy(True)]))
print(1 < 2 and 3, 0 or None, None or 0, [] or {} or (), 1 and [] and 2, not (1 and 0))
a = None
a = a or "default"
print(a, (lambda x=None: x is None)(), [None] * 2, {None: None}, (None,))
