"""importlib: reload, specs, loaders, finders on sys.meta_path, module_from_spec, LazyLoader, invalidate_caches."""
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e).replace(os.getcwd(), "CWD"))


def write(name, text):
    os.makedirs("root", exist_ok=True)
    with open(os.path.join("root", name), "w") as f:
        f.write(text)
    importlib.invalidate_caches()


sys.path.insert(0, os.path.abspath("root"))
sys.dont_write_bytecode = True
write("changing.py", "value = 1\nonly_first = True\n")
import changing

kept = changing.value
changing.added = "from outside"
write("changing.py", "value = 2 ** 10\n")
reloaded = importlib.reload(changing)
print(kept, changing.value, reloaded is changing, changing.only_first, changing.added)
write("changing.py", "value = 'third'\nraise ValueError('on reload')\n")
attempt(lambda: importlib.reload(changing))
print(changing.value, "changing" in sys.modules)
attempt(lambda: importlib.reload("changing"))
attempt(lambda: importlib.reload(types.ModuleType("not_imported")))
write("changing.py", "previous = globals().get('value')\nvalue = 4\n")
importlib.reload(changing)
print(changing.previous, changing.value)

spec = importlib.util.spec_from_file_location("named", "root/changing.py")
module = importlib.util.module_from_spec(spec)
print(module.__name__, module.__spec__ is spec, hasattr(module, "value"), "named" in sys.modules)
spec.loader.exec_module(module)
print(module.value, module.previous, spec.origin.endswith("changing.py"), spec.has_location, spec.parent, spec.submodule_search_locations, spec.loader.get_filename("named").endswith("changing.py") if spec.loader.name == "named" else None)
print(spec.loader.get_source("named").splitlines()[1], spec.loader.is_package("named"), isinstance(spec.loader.get_code("named"), types.CodeType))
attempt(lambda: importlib.util.spec_from_file_location("x", "no_suffix"))
attempt(lambda: importlib.util.module_from_spec(importlib.util.spec_from_file_location("x", "root/missing.py")).__name__)


class Finder(importlib.abc.MetaPathFinder):
    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path, target=None):
        print("  find_spec", name, path is not None)
        if name in self.sources:
            return importlib.machinery.ModuleSpec(name, Loader(self.sources[name]), is_package=name.endswith("pack"))


class Loader(importlib.abc.Loader):
    def __init__(self, source):
        self.source = source

    def create_module(self, spec):
        print("  create", spec.name)

    def exec_module(self, module):
        print("  exec", module.__name__)
        exec(self.source, vars(module))


sys.meta_path.insert(0, Finder({"virtual": "x = 'virtual x'", "vpack": "y = 1", "vpack.inner": "from . import y", "vfails": "1 / 0"}))
import virtual

print(virtual.x, repr(virtual)[:18], virtual.__spec__.origin)
from vpack.inner import y

print(y, sys.modules["vpack"].inner.__package__, sys.modules["vpack"].__path__)
attempt(lambda: __import__("vfails"))
print("vfails" in sys.modules)
attempt(lambda: __import__("not_there_at_all"))
del sys.meta_path[0]


class Custom(importlib.abc.Loader):
    def create_module(self, spec):
        m = types.ModuleType(spec.name)
        m.created_by = "custom"
        return m

    def exec_module(self, module):
        module.executed = True


spec = importlib.machinery.ModuleSpec("custom", Custom(), origin="nowhere")
m = importlib.util.module_from_spec(spec)
spec.loader.exec_module(m)
print(m.created_by, m.executed, m, m.__loader__ is spec.loader, hasattr(m, "__file__"))


class OldLoader:
    def exec_module(self, module):
        raise ImportError("refused", name=module.__name__)


attempt(lambda: importlib.util.module_from_spec(importlib.machinery.ModuleSpec("old", OldLoader())))
attempt(lambda: importlib._bootstrap._load(importlib.machinery.ModuleSpec("noloader", None)).__name__)
print(types.ModuleType("a", "doc").__doc__, repr(types.ModuleType("plain")), sorted(vars(types.ModuleType("x"))))
s = importlib.machinery.ModuleSpec("a.b", None, origin="o", is_package=True)
print(s.parent, s.submodule_search_locations, s.cached, s.has_location, s)
print(importlib.util.find_spec("sys").origin, importlib.util.find_spec("sys").loader.__name__, importlib.util.MAGIC_NUMBER[2:], importlib.machinery.SOURCE_SUFFIXES, importlib.machinery.BYTECODE_SUFFIXES)
write("lazy_target.py", "print('lazy_target runs')\nvalue = 'loaded late'\n")
spec = importlib.util.find_spec("lazy_target")
spec.loader = importlib.util.LazyLoader(spec.loader)
lazy = importlib.util.module_from_spec(spec)
sys.modules["lazy_target"] = lazy
spec.loader.exec_module(lazy)
print("before the first attribute")
print(lazy.value)
print([type(f).__name__ if not isinstance(f, type) else f.__name__ for f in sys.meta_path][:3], "sys" in sys.builtin_module_names, importlib.machinery.BuiltinImporter.find_spec("sys").name)


class Hook:
    def __init__(self, path):
        if not path.startswith("hook:"):
            raise ImportError
        self.path = path

    def find_spec(self, name, target=None):
        if name == "hooked":
            return importlib.machinery.ModuleSpec(name, Loader(f"where = {self.path!r}"))


sys.path_hooks.insert(0, Hook)
sys.path.insert(0, "hook:here")
import hooked

print(hooked.where)
