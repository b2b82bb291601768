"""exec, eval and compile: namespaces, modes, flags, closures, custom mappings, code objects, errors."""


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)


attempt(lambda: eval("1 + 2"))
attempt(lambda: eval("  1"))
attempt(lambda: eval("\n1\n"))
attempt(lambda: eval("1; 2"))
attempt(lambda: eval("x = 1"))
attempt(lambda: eval(""))
attempt(lambda: eval("a + b", {"a": 1, "b": 2}))
attempt(lambda: eval("a + b", {"a": 1}, {"b": 5}))
attempt(lambda: eval("a", {"a": 1}, {"a": 2}))
attempt(lambda: eval("len([1])", {"__builtins__": {}}))
attempt(lambda: eval("len([1])", {"__builtins__": {"len": lambda x: "mine"}}))
attempt(lambda: eval("1", 5))
attempt(lambda: eval("1", {}, 5))
attempt(lambda: eval(5))
attempt(lambda: eval(b"1 + 1"))
attempt(lambda: eval("1", globals={"x": 1}, locals=None))
attempt(lambda: eval("x", locals={"x": "by keyword"}))
attempt(lambda: eval("\x00"))
attempt(lambda: exec("x = 1"))
attempt(lambda: exec(5))
attempt(lambda: exec("raise ValueError('inside')"))
attempt(lambda: exec("return 1"))
attempt(lambda: exec("y = ", {}))
namespace = {}
exec("def f(n):\n    return n * factor\nfactor = 3", namespace)
print(namespace["f"](5), sorted(namespace), namespace["__builtins__"] is __builtins__ or type(namespace["__builtins__"]).__name__)
g, l = {}, {}
exec("a = 1\ndef f():\n    return a\nclass C: b = 7", g, l)
print(sorted(l), "a" in g, l["C"].b)
attempt(lambda: l["f"]())


class Mapping:
    def __init__(self):
        self.store = {}

    def __getitem__(self, key):
        print("  get", key)
        return self.store[key]

    def __setitem__(self, key, value):
        print("  set", key)
        self.store[key] = value

    def __delitem__(self, key):
        print("  del", key)
        del self.store[key]


m = Mapping()
exec("a = 1\nb = a + 1\ndel a\nlen\nfor i in (1,): pass", {}, m)
print(m.store)
attempt(lambda: exec("undefined", {}, Mapping()))


class Default(dict):
    def __missing__(self, key):
        return f"<{key}>"


print(eval("a + b", {}, Default()))
code = compile("a + b", "<file>", "eval")
print(eval(code, {"a": 1, "b": 2}), code.co_filename, code.co_name, code.co_names)
exec(code, {"a": 1, "b": 2})
statement = compile("result = [i * 2 for i in range(3)]\n", "<file>", "exec")
ns = {}
print(eval(statement, ns), ns["result"])
single = compile("1 + 1", "<stdin>", "single")
exec(single)
exec(compile("x = 5", "<stdin>", "single"), ns)
exec(compile("for i in range(2): i\n", "<stdin>", "single"))
exec(compile("None", "<stdin>", "single"))
for source, mode in [("a = 1\nb = 2", "single"), ("x", "nonsense"), ("if 1:\n  pass", "eval"), ("1", "single"), ("def f(): pass\n", "single"), ("def f():\n  pass", "single")]:
    try:
        compile(source, "<s>", mode)
        print(repr(source), mode, "ok")
    except (SyntaxError, ValueError) as e:
        print(repr(source), mode, type(e).__name__, e)
attempt(lambda: compile("1", "<s>", "eval", flags=-1))
attempt(lambda: compile("1", "<s>", "eval", optimize=5))
attempt(lambda: compile("1", 5, "eval"))
attempt(lambda: compile(5, "<s>", "eval"))
attempt(lambda: compile(b"x = '\xc3\xa9'", "<s>", "exec").co_consts[0])
attempt(lambda: compile("1", b"bytes.py", "eval").co_filename)
attempt(lambda: eval(compile("__debug__", "<s>", "eval", optimize=1)))
attempt(lambda: eval(compile("'doc'", "<s>", "eval", optimize=2)))
ns = {}
exec(compile("def f():\n  'doc'\n  assert False", "<s>", "exec", optimize=2), ns)
print(ns["f"].__doc__, ns["f"]())


def closure():
    x = 1
    code = compile("x + 1", "<s>", "eval")
    return eval(code)


print(closure())


def outer():
    captured = 10

    def inner():
        return captured

    return inner


inner = outer()
attempt(lambda: eval(inner.__code__))
attempt(lambda: exec(inner.__code__, closure=inner.__closure__))
attempt(lambda: exec(inner.__code__, closure=()))
attempt(lambda: exec("1", closure=inner.__closure__))
attempt(lambda: eval((lambda: 5).__code__))
attempt(lambda: eval((lambda a: 5).__code__))
exec("global made_global\nmade_global = 1")
print(made_global)
exec("global in_dict\nin_dict = 1", g, l)
print("in_dict" in g, "in_dict" in l)
attempt(lambda: exec("nonlocal x"))


def sees_function_locals(p):
    exec("print('p is', p)")
    q = eval("p * 2")
    exec("p = 100")
    return p, q


print(sees_function_locals(4))


class Body:
    exec("made = 5")
    value = eval("made + 1")


print(Body.made, Body.value)
code = compile("def f(a, b=1, *c, d, **e):\n  x = a\n  return x\n", "<s>", "exec").co_consts[0] if hasattr(compile("1", "", "eval"), "co_consts") else None
f_code = next(c for c in compile("def f(a, b=1, *c, d, **e):\n  x = a\n  return x\n", "<s>", "exec").co_consts if hasattr(c, "co_name"))
print(f_code.co_name, f_code.co_argcount, f_code.co_kwonlyargcount, f_code.co_varnames, f_code.co_firstlineno)
replaced = f_code.replace(co_name="renamed", co_firstlineno=10)
print(replaced.co_name, replaced.co_firstlineno, f_code == f_code.replace(), f_code == replaced, hash(f_code) == hash(f_code.replace()))
attempt(lambda: f_code.replace(nonsense=1))
attempt(lambda: setattr(f_code, "co_name", "x"))
import ast

tree = ast.parse("1 + 2 * 3", mode="eval")
print(eval(compile(tree, "<ast>", "eval")), ast.unparse(tree), type(compile("x = 1", "<s>", "exec", ast.PyCF_ONLY_AST)).__name__)
tree.body.right.right.value = 10
print(eval(compile(tree, "<ast>", "eval")))
import __future__

code = compile("from __future__ import annotations\ndef f(x: undefined): pass\nresult = f.__annotations__", "<s>", "exec")
ns = {}
exec(code, ns)
print(ns["result"])
code = compile("def f(x: undefined): pass\nresult = f.__annotations__", "<s>", "exec", flags=__future__.annotations.compiler_flag)
ns = {}
exec(code, ns)
print(ns["result"])
