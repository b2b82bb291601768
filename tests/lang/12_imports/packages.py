"""Packages written to a temporary folder: submodules, relative imports, `__all__`, `__path__`, `__init__` order."""
import importlib
import importlib.util
import os
import sys


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e).replace(os.getcwd(), "CWD"))


def run(source):
    scope = {}
    exec(source, scope)
    return sorted(k for k in scope if not k.startswith("__"))


root = os.path.join(os.getcwd(), "root")
write(root + "/simple.py", "print('simple runs', __name__, __package__, __spec__.name)\nvalue = 1\n_private = 2\n")
write(root + "/pkg/__init__.py", "print('pkg runs', __name__, __package__)\nfrom . import early\nattribute = 'pkg attribute'\n")
write(root + "/pkg/early.py", "print('early runs', __name__, __package__)\n")
write(root + "/pkg/mod.py", "from . import early\nfrom .sub import deep\nfrom .sub.deep import thing as renamed\nprint('mod runs')\n")
write(root + "/pkg/sub/__init__.py", "print('sub runs', __package__)\n__all__ = ['deep', 'listed']\nlisted = 'in all'\nunlisted = 'not in all'\n")
write(root + "/pkg/sub/deep.py", "print('deep runs', __package__)\nthing = 'thing'\nfrom ..mod_late import late\n")
write(root + "/pkg/mod_late.py", "late = 'late'\n")
write(root + "/pkg/beyond.py", "from ... import x\n")
write(root + "/pkg/bad_all/__init__.py", "__all__ = ['missing_name']\n")
write(root + "/pkg/bad_all2/__init__.py", "__all__ = [5]\n")
write(root + "/broken.py", "x = 1\nraise ValueError('while importing')\n")
write(root + "/syntax.py", "x = = 1\n")
write(root + "/namespace/inside.py", "print('namespace module', __name__)\n")
write(root + "/dunder_getattr.py", "def __getattr__(name):\n    if name == 'dynamic':\n        return 'made on demand'\n    raise AttributeError(f'no {name}')\n\ndef __dir__():\n    return ['dynamic']\n")
write(root + "/has_main.py", "if __name__ == '__main__':\n    print('must not print')\n")
sys.path.insert(0, root)

import simple
import simple as again

print(simple is again is sys.modules["simple"], simple.value, simple.__name__, os.path.basename(simple.__file__), simple.__loader__.__class__.__name__)
import pkg

print(pkg.attribute, pkg.early.__name__, os.path.relpath(pkg.__path__[0]), pkg.__package__, pkg.__spec__.submodule_search_locations == pkg.__path__)
attempt(lambda: pkg.mod)
import pkg.mod

print(pkg.mod.renamed, pkg.sub.deep.thing, pkg.mod.deep is pkg.sub.deep, sorted(n for n in sys.modules if n.startswith("pkg")))
import pkg.sub.deep as deep_alias

print(deep_alias is pkg.sub.deep)
from pkg.sub import *

print(listed, "unlisted" in globals(), deep is pkg.sub.deep)
print(run("from simple import *"), run("import pkg.sub.deep"), run("import pkg.sub.deep as d"), run("from pkg import sub, mod as m"))
attempt(lambda: run("from pkg.bad_all import *"))
attempt(lambda: run("from pkg.bad_all2 import *"))
attempt(lambda: run("import pkg.beyond"))
attempt(lambda: run("import missing_module"))
attempt(lambda: run("import pkg.missing"))
attempt(lambda: run("import pkg.early.deeper"))
attempt(lambda: run("import simple.sub"))
attempt(lambda: run("from pkg import missing_name"))
attempt(lambda: run("from simple import missing_name"))
attempt(lambda: run("from .relative import x"))
attempt(lambda: run("import broken"))
print("broken" in sys.modules)
attempt(lambda: run("import broken"))
attempt(lambda: run("import syntax"))
import namespace.inside

print(namespace.__file__ if hasattr(namespace, "__file__") else "no file", type(namespace.__path__).__name__, list(namespace.__path__) == [root + "/namespace"], namespace.__spec__.loader.__class__.__name__)
import dunder_getattr

print(dunder_getattr.dynamic, dir(dunder_getattr))
attempt(lambda: dunder_getattr.other)
attempt(lambda: run("from dunder_getattr import dynamic"))
attempt(lambda: run("from dunder_getattr import other"))
import has_main

print(importlib.import_module("pkg.sub").listed, importlib.import_module(".deep", "pkg.sub") is deep, importlib.import_module("..early", "pkg.sub").__name__)
attempt(lambda: importlib.import_module(".x"))
attempt(lambda: importlib.import_module("....x", "pkg.sub"))
attempt(lambda: importlib.import_module(""))
sys.modules["blocked"] = None
attempt(lambda: run("import blocked"))
sys.modules["replaced"] = "a string as a module"
import replaced

print(replaced)
attempt(lambda: run("from replaced import upper"))
attempt(lambda: __import__("pkg.sub.deep").__name__)
attempt(lambda: __import__("pkg.sub.deep", fromlist=["thing"]).__name__)
attempt(lambda: __import__("sub", {"__package__": "pkg", "__name__": "pkg.x"}, None, (), 1).__name__)
attempt(lambda: __import__("", {"__package__": "pkg"}, None, ("early",), 1).__name__)
attempt(lambda: __import__("x", {"__name__": "toplevel"}, None, (), 1))
del sys.modules["simple"]
import simple as fresh

print(fresh is again, fresh.value)


def inside_function():
    import simple as local
    from pkg.sub.deep import thing
    return local.value, thing


print(inside_function())


class InClass:
    import simple as member
    from pkg.early import __name__ as early_name


print(InClass.member.value, InClass.early_name)
print(importlib.util.find_spec("pkg.mod").name, importlib.util.find_spec("nothing_here"), importlib.util.resolve_name(".a", "pkg"))
attempt(lambda: importlib.util.find_spec("nothing_here.sub"))
