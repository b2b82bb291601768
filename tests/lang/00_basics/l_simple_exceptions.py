# Raising and catching, at the level every later test relies on.
try:
    1 / 0
except ZeroDivisionError as e:
    print("caught", e)

try:
    print("body")
except ValueError:
    print("unreached")
else:
    print("else")
finally:
    print("finally")


def safe(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


print(safe(lambda: [][0]))
print(safe(lambda: {}["k"]))
print(safe(lambda: undefined_name))
print(safe(lambda: "a" + 1))
print(safe(lambda: 1 + "a"))
print(safe(lambda: None.x))
print(safe(lambda: int("x")))
print(safe(lambda: (1, 2).x))
print(safe(lambda: len(5)))
print(safe(lambda: 5()))
print(safe(lambda: next(iter([]))))


class MyError(Exception):
    pass


def thrower(n):
    if n == 0:
        raise MyError("bottom", n)
    thrower(n - 1)


try:
    thrower(5)
except (KeyError, MyError) as e:
    print("caught", e, e.args)


def finally_order():
    try:
        print("try")
        return "value"
    finally:
        print("finally before return")


print(finally_order())

for i in range(3):
    try:
        if i == 1:
            continue
        print("loop", i)
    finally:
        print("cleanup", i)

try:
    try:
        raise ValueError("inner")
    except ValueError:
        raise
except ValueError as e:
    print("again", e)

try:
    raise KeyError
except LookupError as e:
    print(repr(e))

try:
    assert 1 == 2, "not equal"
except AssertionError as e:
    print(repr(e))


class Manager:
    def __enter__(self):
        print("enter")
        return 42

    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__)
        return True


with Manager() as m:
    print("in", m)
with Manager():
    raise ValueError("swallowed")
print("done")
