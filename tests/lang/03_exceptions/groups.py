"""Exception groups: construction, split, subgroup, derive, `except*` in all its forms."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


eg = ExceptionGroup("top", [ValueError(1), TypeError("t"), ExceptionGroup("nested", [ValueError(2), KeyError("k")])])
print(eg, repr(eg), eg.message, eg.exceptions, eg.args)
print(eg.subgroup(ValueError))
print(repr(eg.subgroup(ValueError)))
print(eg.subgroup(OSError), eg.subgroup(lambda e: isinstance(e, ExceptionGroup)) is eg)
print(eg.split((TypeError, KeyError)))
print(eg.split(Exception), eg.split(lambda e: False))
attempt(lambda: ExceptionGroup("empty", []))
attempt(lambda: ExceptionGroup("not a sequence", 5))
attempt(lambda: ExceptionGroup("not exceptions", [1]))
attempt(lambda: ExceptionGroup("class", [ValueError]))
attempt(lambda: ExceptionGroup(5, [ValueError()]))
attempt(lambda: ExceptionGroup("base", [KeyboardInterrupt()]))
attempt(lambda: repr(BaseExceptionGroup("base", [KeyboardInterrupt()])))
attempt(lambda: type(BaseExceptionGroup("plain", [ValueError()])).__name__)
attempt(lambda: eg.split(5))
attempt(lambda: ExceptionGroup("one argument"))
print(issubclass(ExceptionGroup, Exception), issubclass(BaseExceptionGroup, Exception), [c.__name__ for c in ExceptionGroup.__mro__])
print(ExceptionGroup[ValueError])


def star(*errors, group=True):
    log = []
    try:
        try:
            if group:
                raise ExceptionGroup("g", list(errors))
            raise errors[0]
        except* ValueError as e:
            log.append(("value", type(e).__name__, e.exceptions))
        except* (TypeError, KeyError) as e:
            log.append(("type or key", e.exceptions))
        else:
            log.append("else")
        finally:
            log.append("finally")
    except BaseException as e:
        log.append(("left over", repr(e)))
    return log


print(star(ValueError(1)))
print(star(ValueError(1), TypeError(2), KeyError(3)))
print(star(OSError(1), ValueError(2)))
print(star(ExceptionGroup("inner", [ValueError(1), OSError(2)])))
print(star(ValueError("naked"), group=False))
print(star(OSError("naked and unmatched"), group=False))


def raising_in_handlers():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2), OSError(3)])
    except* ValueError:
        raise KeyError("new from value")
    except* TypeError as e:
        raise


def reraise_some():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError as e:
        raise e
    except* TypeError:
        pass


def raise_from():
    try:
        raise ExceptionGroup("g", [ValueError(1)])
    except* ValueError as e:
        raise KeyError("k") from e


def base_group():
    try:
        raise BaseExceptionGroup("b", [ValueError(1), KeyboardInterrupt()])
    except* ValueError:
        print("  value part handled")


def catch_group_type():
    try:
        raise ValueError
    except* ExceptionGroup:
        pass


def catch_number():
    try:
        raise ValueError
    except* 5:
        pass


for f in (raising_in_handlers, reraise_some, raise_from, base_group, catch_group_type, catch_number):
    try:
        f()
    except BaseException as e:
        print(f.__name__, repr(e), "cause", repr(e.__cause__), "context", repr(e.__context__))


def nothing_raised():
    try:
        x = 1
    except* ValueError:
        x = 2
    else:
        x = 3
    return x


print(nothing_raised())


def in_loop():
    seen = []
    for i in range(3):
        try:
            if i != 1:
                raise ExceptionGroup("g", [ValueError(i)])
        except* ValueError as e:
            for inner in e.exceptions:
                seen.append(inner.args)
    return seen


print(in_loop())


class MyGroup(ExceptionGroup):
    def __new__(cls, message, excs, extra=None):
        self = super().__new__(cls, message, excs)
        self.extra = extra
        return self

    def derive(self, excs):
        return MyGroup(self.message + " derived", excs, self.extra)


mine = MyGroup("mine", [ValueError(1), TypeError(2)], 7)
mine.add_note("a note")
match, rest = mine.split(ValueError)
print(repr(match), match.extra, match.__notes__, repr(rest), rest.__notes__ is not match.__notes__)
try:
    try:
        raise mine
    except* TypeError:
        pass
except ExceptionGroup as e:
    print(type(e).__name__, e, e.extra, e.exceptions)


class BadDerive(ExceptionGroup):
    def derive(self, excs):
        return 5


attempt(lambda: BadDerive("b", [ValueError(), TypeError()]).split(ValueError))
cause = KeyError("cause")
try:
    raise ExceptionGroup("with cause", [ValueError(1), TypeError(2)]) from cause
except ExceptionGroup as e:
    v, t = e.split(ValueError)
    print(v.__cause__ is cause, t.__cause__ is cause, v.__traceback__ is e.__traceback__)
for source in ["try:\n  pass\nexcept* ValueError:\n  break", "for i in ():\n  try:\n    pass\n  except* E:\n    continue",
               "def f():\n  try:\n    pass\n  except* E:\n    return", "try:\n  pass\nexcept*:\n  pass",
               "try:\n  pass\nexcept E:\n  pass\nexcept* F:\n  pass", "try:\n pass\nexcept* E:\n  def f():\n    return 1\nprint('ok')",
               "try:\n  pass\nexcept E, F:\n  pass\nprint('no brackets')", "try:\n  pass\nexcept E, F as e:\n  pass"]:
    try:
        exec(source)
    except SyntaxError as e:
        print(e.msg, e.lineno)
