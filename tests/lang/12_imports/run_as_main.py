"""`-m`, `-c`, scripts, folders and zip files as programs; sys.argv, `__main__`, `__spec__`; runpy."""
import os
import runpy
import subprocess
import sys
import zipfile


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def run(*args, stdin="", **env):
    done = subprocess.run([sys.executable, *args], input=stdin, capture_output=True, text=True, env={**os.environ, **env})
    clean = lambda text: text.replace(os.getcwd(), "CWD").replace(sys.executable, "PYTHON")
    print(args, done.returncode)
    for stream in (done.stdout, done.stderr):
        for line in clean(stream).splitlines():
            if '"<frozen' not in line:
                print("   |", line)


SHOW = "import sys, os\nprint(__name__, __package__, __spec__ and __spec__.name, [os.path.basename(a) for a in sys.argv], repr(sys.path[0]))\n"
write("script.py", SHOW)
write("folder/__main__.py", SHOW + "import beside\nprint(beside.x)\n")
write("folder/beside.py", "x = 'beside'\n")
write("pkg/__init__.py", "print('init of', __name__)\n")
write("pkg/__main__.py", SHOW + "from . import other\n")
write("pkg/other.py", "print('other', __name__)\nif __name__ == '__main__':\n    print('other as main')\n")
write("nomain/__init__.py", "")
write("fails.py", "def f():\n    return 1 / 0\nf()\n")
write("bad_syntax.py", "def f(:\n    pass\n")
write("exits.py", "import sys\nsys.exit(sys.argv[1] if len(sys.argv) > 1 else 4)\n")
with zipfile.ZipFile("app.zip", "w") as z:
    z.writestr("__main__.py", SHOW + "import inzip\nprint(inzip.y)\n")
    z.writestr("inzip.py", "y = 'from the zip'\n")

run("script.py", "a", "b c", "-x")
run("-c", SHOW, "arg")
run("-c", "print(1); print(2)")
run("-", "dash", stdin=SHOW)
run(stdin="print('from stdin')\n")
run("-m", "pkg", "arg")
run("-m", "pkg.other")
run("-m", "script")
run("-m", "nomain")
run("-m", "missing_module")
run("-m", "pkg.missing")
run("folder", "x")
run("app.zip", "y")
run("nomain")
run("missing.py")
run("fails.py")
run("bad_syntax.py")
run("-m", "fails")
run("exits.py")
run("exits.py", "text to stderr")
run("-c", "x = 1 +")
run("-c", "import sys; print(sys.flags.optimize, __debug__)", "-OO")
run("-O", "-c", "import sys; print(sys.flags.optimize, __debug__)")
run("-OO", "-c", "def f():\n  'doc'\nprint(f.__doc__)")
run("-I", "-c", "import sys; print(sys.flags.isolated, sys.flags.ignore_environment, sys.flags.no_user_site, '' in sys.path)")
run("-E", "-c", "import sys; print(sys.flags.ignore_environment)", PYTHONOPTIMIZE="2")
run("-c", "import sys; print(sys.flags.optimize)", PYTHONOPTIMIZE="2")
run("-P", "-c", "import sys; print(sys.flags.safe_path, '' in sys.path)")
run("-S", "-c", "import sys; print('site' in sys.modules, sys.flags.no_site)")
run("-B", "-c", "import sys; print(sys.dont_write_bytecode)")
run("-u", "-c", "import sys; print(sys.stdout.write_through)")
run("-q", "-c", "print('quiet')")
run("-X", "utf8=1", "-c", "import sys; print(sys.flags.utf8_mode, sys._xoptions)")
run("-X", "dev", "-c", "import sys; print(sys.flags.dev_mode)")
run("-W", "error", "-c", "import warnings; warnings.warn('now an error')")
run("-W", "ignore", "-c", "import warnings; warnings.warn('silent'); print('done')")
run("-c", "import warnings; warnings.warn('shown')")
run("-b", "-c", "print(b'a' == 'a')")
run("-bb", "-c", "print(b'a' == 'a')")
run("-c", "import sys; print(sys.path[1].endswith('extra'), sys.path[2].endswith('more'))", PYTHONPATH="/extra:/more")
run("-c", "print('é')", PYTHONIOENCODING="ascii:backslashreplace")
run("-c", "import sys; print(sys.orig_argv[1:])", "z")
run("-Z")
run("-c")
run("-m")
sys.path.insert(0, "")
print(runpy.run_path("script.py", run_name="ran")["__name__"], sorted(k for k in runpy.run_module("pkg.other") if k == "__name__"))
print(runpy.run_path("folder", init_globals={"extra": 5})["extra"], runpy.run_path("app.zip")["inzip"].y)
try:
    runpy.run_module("pkg.nothing")
except ImportError as e:
    print(e)
