"""Name resolution: local, enclosing, global, built-in; global and nonlocal; del; unbound names; class scopes."""
import builtins


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


x = "global"


def reads():
    return x


def assigns():
    x = "local"
    return x


def declares():
    global x
    x = "changed by declares"
    return x


def reads_before():
    print(x)
    x = 1


def conditional(flag):
    if flag:
        y = 1
    return y


def deletes():
    z = 1
    del z
    return z


def deletes_twice():
    z = 1
    del z
    del z


def loop_variable():
    for i in ():
        pass
    return i


def except_variable():
    try:
        1 / 0
    except ZeroDivisionError as e:
        pass
    return e


def with_variable():
    import contextlib
    with contextlib.nullcontext(5) as w:
        pass
    return w


print(reads(), assigns(), x)
print(declares(), x)
attempt(reads_before)
attempt(lambda: conditional(True))
attempt(lambda: conditional(False))
attempt(deletes)
attempt(deletes_twice)
attempt(loop_variable)
attempt(except_variable)
attempt(with_variable)
attempt(lambda: undefined)


def defines_global():
    global brand_new, also_new
    brand_new = also_new = 1
    def f():
        return brand_new
    del also_new
    return f()


print(defines_global(), brand_new)
attempt(lambda: also_new)


def enclosing():
    v = 1

    def middle():
        def inner():
            return v
        return inner

    v = 2
    return middle()()


print(enclosing())


def global_skips_enclosing():
    x = "enclosing"

    def inner():
        global x
        return x

    return inner(), x


print(global_skips_enclosing())


def nonlocal_chain():
    a = 1

    def f():
        nonlocal a
        a += 1

        def g():
            nonlocal a
            a += 10
            return a

        return g()

    return f(), a


print(nonlocal_chain())


def class_in_function():
    v = "function"

    class C:
        w = v
        v = "class"
        u = v

        def method(self):
            return v

    return C.w, C.v, C.u, C().method()


try:
    print(class_in_function())
except Exception as e:
    print(type(e).__name__, e)


def class_reads_enclosing():
    v = "function"

    class C:
        w = v

        def method(self):
            return v

    return C.w, C().method()


print(class_reads_enclosing())


class ReadsGlobalAfterDelete:
    x = "class"
    a = x
    del x
    b = x


print(ReadsGlobalAfterDelete.a, ReadsGlobalAfterDelete.b)


class GlobalInClass:
    global made_in_class
    made_in_class = 5


print(made_in_class, hasattr(GlobalInClass, "made_in_class"))


class ClassDel:
    try:
        del never
    except NameError as e:
        print(e)


def shadow_builtin():
    len = lambda v: "shadowed"
    return len([])


print(shadow_builtin(), len([]))
len = lambda v: "module level"
print(len([]), builtins.len([1]))
del len
print(len([1, 2]))
builtins.added_to_builtins = "visible everywhere"
print(added_to_builtins)
del builtins.added_to_builtins
attempt(lambda: added_to_builtins)
original = builtins.abs
builtins.abs = lambda v: "patched"
print(abs(-1))
builtins.abs = original
print(abs(-1))
globals()["through dict"] = 1
globals()["dynamic"] = 2
print(dynamic, "through dict" in globals())
del globals()["dynamic"]
attempt(lambda: dynamic)


def parameter_shadow(x, y=x):
    return x, y


print(parameter_shadow(1))


def recursive_name():
    def f(n):
        return n if n == 0 else f(n - 1)
    g = f
    f = lambda n: "replaced"
    return g(3)


print(recursive_name())


def star_import_free():
    from math import pi as circle
    import os.path as p, sys
    return round(circle, 2), p.__name__ in ("posixpath", "ntpath"), sys.__name__


print(star_import_free())
for name in ("a", "b"):
    exec(f"dyn_{name} = '{name}'")
print(dyn_a, dyn_b)
__x = "module dunder-ish"


class Mangles:
    def read(self):
        return __x


attempt(lambda: Mangles().read())
_Mangles__x = "mangled global"
print(Mangles().read())
print(__name__, __doc__[:4], __spec__, __builtins__ is builtins, __package__, "__file__" in globals(), "__cached__" in globals())


def counter():
    counter.n += 1
    return counter.n


counter.n = 0
counter()
print(counter(), [counter() for _ in range(2)])


def unused_nonlocal():
    q = 1

    def inner():
        nonlocal q
        q = 2

    return q, inner(), q


print(unused_nonlocal())


def try_finally_scope():
    try:
        t = 1
    finally:
        u = 2
    return t + u


print(try_finally_scope())


def many_cells(a, b, c):
    d, e = a + b, b + c
    return (lambda: (a, c, e)), (lambda: (b, d)), [v for v in (a, d)]


f, g, h = many_cells(1, 2, 3)
print(f(), g(), h, f.__code__.co_freevars, g.__code__.co_freevars, many_cells.__code__.co_cellvars)
