"""zipimport, data in packages, bytecode files, sys.path manipulation, pkgutil."""
import importlib
import importlib.resources
import importlib.util
import os
import pkgutil
import py_compile
import subprocess
import sys
import zipfile
import zipimport


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e).replace(os.getcwd(), "CWD"))


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())


with zipfile.ZipFile("lib.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("zmod.py", "def f():\n    return 'zmod', __name__, __file__.rsplit('/', 1)[1]\n\ndef fails():\n    raise ValueError('in zip')\n")
    z.writestr("zpkg/__init__.py", "from .inner import value\n")
    z.writestr("zpkg/inner.py", "value = 'inner value'\n")
    z.writestr("zpkg/data.txt", "zipped data")
    z.writestr("sub/dir/deep.py", "x = 'deep in a sub folder'\n")
    z.writestr("bad.py", "x = = 1\n")
sys.path.insert(0, os.path.abspath("lib.zip"))
import zmod
import zpkg

print(zmod.f(), zpkg.value, type(zmod.__loader__).__name__, zpkg.__path__[0].endswith("lib.zip/zpkg"))
try:
    zmod.fails()
except ValueError as e:
    print(e.__traceback__.tb_next.tb_lineno, os.path.basename(e.__traceback__.tb_next.tb_frame.f_code.co_filename))
attempt(lambda: importlib.import_module("bad"))
sys.path.insert(0, os.path.abspath("lib.zip") + "/sub/dir")
import deep

print(deep.x)
z = zipimport.zipimporter("lib.zip")
print(z.archive, z.prefix, z.is_package("zpkg"), z.get_source("zmod").splitlines()[0], z.get_data("zpkg/data.txt"), z.find_spec("zmod").name, z.find_spec("nothing"))
attempt(lambda: zipimport.zipimporter("missing.zip"))
attempt(lambda: z.get_data("missing"))
attempt(lambda: z.get_source("missing"))
write("notazip.zip", b"garbage")
attempt(lambda: zipimport.zipimporter("notazip.zip"))
print(importlib.resources.read_text("zpkg", "data.txt"), importlib.resources.files("zpkg").joinpath("data.txt").read_bytes(), pkgutil.get_data("zpkg", "data.txt"))
write("root/rpkg/__init__.py", "")
write("root/rpkg/mod.py", "x = 1\n")
write("root/rpkg/sub/__init__.py", "")
write("root/rpkg/res/file.bin", b"\x00\x01")
write("root/rpkg/text.txt", "täxt")
sys.path.insert(0, os.path.abspath("root"))
files = importlib.resources.files("rpkg")
print(sorted(f.name for f in files.iterdir() if f.name != "__pycache__"), (files / "res" / "file.bin").read_bytes(), files.joinpath("text.txt").read_text("utf-8"), files.joinpath("nope").is_file())
with importlib.resources.as_file(files / "text.txt") as path:
    print(path.name, path.exists())
import rpkg

print([(m.name, m.ispkg) for m in pkgutil.iter_modules(rpkg.__path__)], sorted(m.name for m in pkgutil.walk_packages(rpkg.__path__, "rpkg.")), pkgutil.resolve_name("rpkg.mod:x"), pkgutil.resolve_name("os.path.join").__name__)
attempt(lambda: importlib.resources.read_text("rpkg", "missing.txt"))

write("root/compiled.py", "value = 'source'\n")
cache = importlib.util.cache_from_source("root/compiled.py")
print(os.path.dirname(cache), os.path.basename(cache).startswith("compiled.") and cache.endswith(".pyc"), importlib.util.source_from_cache(cache))
made = py_compile.compile("root/compiled.py", cfile="root/only_bytecode.pyc")
os.remove("root/compiled.py")
import only_bytecode

print(made, only_bytecode.value, type(only_bytecode.__loader__).__name__)
write("root/corrupt.pyc", b"not a pyc file at all")
attempt(lambda: importlib.import_module("corrupt"))
write("root/short.pyc", b"")
attempt(lambda: importlib.import_module("short"))
try:
    write("root/syntax_error.py", "x = (\n")
    py_compile.compile("root/syntax_error.py", doraise=True)
except py_compile.PyCompileError as e:
    print(type(e.exc_value).__name__)
write("root/cached.py", "value = 1\n")
code = "import sys; sys.path.insert(0, 'root'); import cached; print(cached.value, cached.__cached__ is not None)"
env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
for _ in range(2):
    print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env).stdout.strip(), len([f for f in os.listdir("root/__pycache__") if f.startswith("cached.")]))
write("root/cached.py", "value = 'changed source'\n")
print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env).stdout.strip())
pyc = next(f for f in os.listdir("root/__pycache__") if f.startswith("cached."))
write("root/__pycache__/" + pyc, b"garbage in the cache")
print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env).stdout.strip())
print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(env, PYTHONPYCACHEPREFIX=os.path.abspath("prefix"))).stdout.strip(), os.path.isdir("prefix"))
sys.path.append(5)
attempt(lambda: importlib.import_module("still_not_there"))
sys.path.pop()
