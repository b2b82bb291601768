"""locals() after PEP 667: snapshots in functions, write-through in modules and classes, frame.f_locals."""
import sys


def snapshot(a, b=2):
    first = locals()
    c = 3
    second = locals()
    first["a"] = "changed"
    first["new"] = 1
    return a, first, second, first is second


print(snapshot(1))


def frame_locals(a):
    b = 2
    f_locals = sys._getframe().f_locals
    f_locals["a"] = "written through"
    f_locals["extra"] = "kept aside"
    result = a, f_locals["b"], "extra" in f_locals, f_locals["extra"], type(f_locals).__name__
    b = 3
    return result, f_locals["b"], sorted(k for k in f_locals if k not in ("f_locals", "result"))


print(frame_locals(1))


def cells(a):
    b = 1

    def inner():
        nonlocal b
        b += 1
        return a, b, sorted(locals())

    fl = sys._getframe().f_locals
    fl["b"] = 100
    return inner(), b, fl["a"], "inner" in fl


print(cells(5))


def unbound():
    fl = sys._getframe().f_locals
    before = "later" in fl, list(fl)
    fl["later"] = "bound from outside"
    value = later
    later = 1
    return before, value


print(unbound())


def proxy_methods(a, b):
    fl = sys._getframe().f_locals
    out = [len(fl), list(fl.keys()), fl.get("a"), fl.get("zz", 0), dict(fl.items())["b"], fl.copy()["a"], fl == {"a": 1, "b": 2, "fl": fl}, "a" in fl, 5 in fl]
    for action in (lambda: fl.pop("a"), lambda: fl.__delitem__("a"), lambda: fl.clear(), lambda: fl["zz"], lambda: fl.popitem()):
        try:
            out.append(action())
        except Exception as e:
            out.append(f"{type(e).__name__}: {e}")
    fl.update({"a": 10, "q": 20})
    fl["temporary"] = 1
    out.append((a, fl["q"], fl.setdefault("b", 99), fl["temporary"]))
    fl |= {"b": 7}
    out.append((b, sorted(set(fl) - {"out", "action", "fl"})))
    return out


for line in proxy_methods(1, 2):
    print(line)


def two_proxies(a):
    one, two = sys._getframe().f_locals, sys._getframe().f_locals
    one["a"] = "x"
    one["extra"] = "shared"
    return one is two, one == two, two["a"], two["extra"], locals() is locals()


print(two_proxies(0))


def caller_changes():
    value = 1
    change()
    return value


def change():
    sys._getframe(1).f_locals["value"] = "changed by the callee"


print(caller_changes())


def exec_snapshot():
    x = 1
    exec("x = 2; y = 3")
    return x, "y" in locals()


print(exec_snapshot())


def exec_explicit():
    x = 1
    ns = locals()
    exec("x = 2; y = 3", globals(), ns)
    return x, ns["x"], ns["y"]


print(exec_explicit())


def eval_sees_locals(a):
    b = 2
    return eval("a + b"), eval("[a for _ in range(2)]"), sorted(eval("locals()"))


print(eval_sees_locals(1))
module_locals = locals()
module_locals["made_by_locals"] = 5
print(made_by_locals, locals() is globals(), sys._getframe().f_locals is globals())


class Body:
    a = 1
    ns = locals()
    ns["b"] = 2
    c = b + 1
    same = ns is locals(), sys._getframe().f_locals is ns


print(Body.b, Body.c, Body.same)


def comprehension():
    a = 1
    return [sorted(locals()) for x in (1,)][0], [dict(locals()) for x in (1,)][0]["x"]


print(comprehension())


def generator(a):
    b = 1
    yield sorted(locals())
    b += 1
    yield sys._getframe().f_locals["b"]


g = generator(0)
print(next(g), g.gi_frame.f_locals["a"])
g.gi_frame.f_locals["b"] = 41
print(next(g))


def finished():
    z = "kept after the return"
    return sys._getframe()


frame = finished()
print(frame.f_locals["z"], dict(frame.f_locals))
frame.f_locals["z"] = "still writable"
print(frame.f_locals["z"])
frame.clear()
print(dict(frame.f_locals))


def nested_function_locals():
    outer = 1

    def inner():
        return locals(), outer

    def no_capture():
        return locals()

    return inner()[0], no_capture()


print(nested_function_locals())


def vars_function(a):
    v = vars()
    return sorted(v), v["a"]


print(vars_function(3))


def dir_function(a):
    b = 1
    return dir()


print(dir_function(0))
lam = lambda q: (lambda: locals())() or sorted(locals())
print(lam(1))


def deletes():
    a = 1
    fl = sys._getframe().f_locals
    del a
    return "a" in fl, list(fl)


print(deletes())


def argument_kinds(a, /, b, *args, c, **kw):
    return locals()


print(argument_kinds(1, 2, 3, c=4, d=5))
exec("inside = 1\nprint(sorted(k for k in locals() if k != '__builtins__'), locals() is globals())", {})
separate = {}
exec("inside = 1\nprint(sorted(locals()), 'inside' in globals())", {}, separate)
print(separate)
