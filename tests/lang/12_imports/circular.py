"""Circular imports: partially initialised modules, what works and which messages the rest give."""
import os
import sys


def write(name, text):
    path = os.path.join("root", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def attempt(source):
    try:
        exec(source, {})
    except Exception as e:
        print(source, "->", type(e).__name__, str(e).replace(os.getcwd(), "CWD"))
    else:
        print(source, "-> ok")


write("a.py", "print('a starts')\nimport b\nprint('a sees', b.name)\nname = 'a'\n")
write("b.py", "print('b starts')\nimport a\nprint('b sees a partially', hasattr(a, 'name'))\nname = 'b'\ndef later():\n    return a.name\n")
write("c.py", "from d import value\nother = 1\n")
write("d.py", "from c import other\nvalue = 2\n")
write("e.py", "import f\nx = f.y\n")
write("f.py", "import e\ny = e.x\n")
write("self_import.py", "import self_import\nprint(hasattr(self_import, 'late'))\nlate = 1\nfrom self_import import late as again\nprint(again)\n")
write("p/__init__.py", "from . import q\nfrom .r import thing\n")
write("p/q.py", "from . import r\nfrom .r import helper\nprint('q has r', r.__name__)\n")
write("p/r.py", "import p.q\nprint('r sees p', sorted(n for n in vars(p) if not n.startswith('_')))\nimport p.q as alias\nprint('alias', alias.__name__)\nhelper = thing = 'r thing'\n")
write("s/__init__.py", "from s.t import x\n")
write("s/t.py", "from s import nothing_yet\nx = 1\n")
write("submodule_cycle/__init__.py", "import submodule_cycle.one\n")
write("submodule_cycle/one.py", "import submodule_cycle.two as two\nvalue = two.value\n")
write("submodule_cycle/two.py", "import submodule_cycle.one as one\nvalue = 5\nprint(one.__name__, hasattr(one, 'value'))\n")
write("shadow/random.py", "import random\nprint(hasattr(random, 'randint'))\n")
write("fails_once.py", "import sys\ncount = sys.modules.setdefault('_count', [0])\ncount[0] += 1\nif count[0] == 1:\n    import helper_of_fails\n    raise RuntimeError('first time')\nprint('second time works')\n")
write("helper_of_fails.py", "print('helper imported once')\n")
write("deletes_itself.py", "import sys\ndel sys.modules['deletes_itself']\nx = 1\n")
write("replaces_itself.py", "import sys\nclass Fake:\n    answer = 42\nsys.modules['replaces_itself'] = Fake()\n")
sys.path.insert(0, os.path.abspath("root"))

attempt("import a; print(a.b.later())")
attempt("import c")
print("c" in sys.modules, "d" in sys.modules)
attempt("import d")
attempt("import e")
attempt("import f")
attempt("import self_import")
attempt("import p; print(p.thing)")
attempt("import s")
attempt("import s.t")
attempt("import submodule_cycle; print(submodule_cycle.one.value)")
attempt("import fails_once")
attempt("import fails_once")
attempt("import deletes_itself; print(deletes_itself.x)")
print("deletes_itself" in sys.modules)
attempt("import replaces_itself; print(replaces_itself.answer)")
attempt("from replaces_itself import answer; print(answer)")
attempt("from replaces_itself import missing")
for name in ("a", "b", "p", "p.q", "p.r"):
    print(name, sys.modules[name].__spec__.name, sys.modules[name].__spec__._initializing if hasattr(sys.modules[name].__spec__, "_initializing") else None)
