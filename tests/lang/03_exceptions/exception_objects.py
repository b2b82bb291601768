"""Exception classes: args, str, repr, notes, attributes of the built-in ones, the hierarchy, pickling-style reduce."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


for e in [Exception(), Exception("one"), Exception("one", 2), Exception(None), Exception(("t",)), KeyError("k"), KeyError(),
          KeyError("a", "b"), KeyError(5), ValueError(""), OSError(2, "No such"), OSError(2, "No such", "file"), OSError("one"),
          OSError(2, "No such", "a", None, "b"), OSError(), StopIteration(5), StopIteration(), SystemExit(3), SystemExit(),
          SystemExit("msg", 2), UnicodeEncodeError("utf-8", "a\udc80b", 1, 2, "because"),
          UnicodeDecodeError("ascii", b"a\xffb", 1, 2, "why"), UnicodeDecodeError("ascii", b"a\xff\xfe", 1, 3, "why"),
          UnicodeTranslateError("xyz", 0, 2, "t"), SyntaxError("bad"), SyntaxError("bad", ("f.py", 3, 5, "text")),
          SyntaxError("bad", (None, 3, 5, "text", 3, 6)), ImportError("m", name="n", path="p"), NameError("n", name="x"),
          AttributeError("a", name="b", obj=5), AssertionError("x"), AssertionError(), ZeroDivisionError("z")]:
    print(type(e).__name__, repr(e), "|", str(e), "|", e.args)

print(StopIteration(5).value, SystemExit(3).code, SystemExit().code, SystemExit(1, 2).code)
o = OSError(13, "denied", "path")
print(type(o).__name__, o.errno, o.strerror, o.filename, o.filename2, isinstance(o, PermissionError))
for n in (1, 2, 4, 9, 10, 11, 13, 17, 20, 21, 32, 103, 104, 110, 111, 9999):
    print(n, type(OSError(n, "s")).__name__, end="; ")
print()
u = UnicodeDecodeError("utf-8", bytearray(b"abc"), 1, 2, "r")
print(u.encoding, u.object, u.start, u.end, u.reason)
u.start = 100
print(u, u.start)
attempt(lambda: UnicodeDecodeError("a", "b", 1, 2, "c"))
attempt(lambda: UnicodeEncodeError("a", 5, 1, 2, "c"))
attempt(lambda: UnicodeEncodeError())
s = SyntaxError("m", ("f", 1, 2, "t", 3, 4))
print(s.filename, s.lineno, s.offset, s.text, s.end_lineno, s.end_offset, s.msg, s.print_file_and_line)
attempt(lambda: SyntaxError("m", ("f", 1)))
attempt(lambda: ImportError("m", bad=1))
attempt(lambda: Exception(a=1))
i = ImportError("m", name="n")
print(i.name, i.path, i.msg, i.name_from)
print(NameError("x", name="q").name, AttributeError("x", name="q", obj=1).obj, NameError().name)

e = ValueError("noted")
e.add_note("first note")
e.add_note("second")
print(e.__notes__, str(e))
attempt(lambda: e.add_note(5))
print(hasattr(KeyError(), "__notes__"))
e.custom = 1
print(e.__dict__)


class Custom(Exception):
    def __init__(self, code, message="default"):
        super().__init__(message)
        self.code = code

    def __str__(self):
        return f"[{self.code}] {super().__str__()}"


c = Custom(5)
print(c, repr(c), c.args, c.code)


class NoSuper(Exception):
    def __init__(self, a, b):
        self.a = a


n = NoSuper(1, 2)
print(n, repr(n), n.args)
n.args = ("reassigned",)
print(n, n.args)
n.args = [1, 2]
print(n.args)
print(repr(Custom.__mro__[1:]), Exception.__bases__)


class Multi(ValueError, KeyError):
    pass


m = Multi("key")
print(str(m), isinstance(m, LookupError), [c.__name__ for c in Multi.__mro__])
attempt(lambda: type("Conflict", (OSError, SyntaxError), {}))
print(ValueError("a") == ValueError("a"), (lambda x: x == x)(ValueError("a")))
print(e.__reduce__()[0].__name__, e.__reduce__()[1], KeyError(1, 2).__reduce__(), OSError(2, "a", "b").__reduce__()[1])
e.__setstate__({"restored": True})
print(e.restored)


def tree(cls, depth=0, out=None):
    print("  " * depth + cls.__name__)
    for sub in sorted((c for c in cls.__subclasses__() if c.__module__ == "builtins"), key=lambda c: c.__name__):
        tree(sub, depth + 1)


tree(BaseException)
print(IOError is OSError, EnvironmentError is OSError)
attempt(lambda: BaseException.__new__(ValueError, 1, 2).args)
attempt(lambda: ValueError.__new__(KeyError))
attempt(lambda: ValueError.__init__(KeyError("x"), 5))
