"""Limited memory, files and stack; full disks and closed streams; broken `.pyc` files: errors that programs can catch."""
import importlib.util
import os
import re
import subprocess
import sys


def run(title, command, **env):
    done = subprocess.run(["/bin/sh", "-c", command, sys.executable], stdin=subprocess.DEVNULL, capture_output=True,
                          env={**os.environ, **env})
    print(title, "-> exit", done.returncode)
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8", "backslashreplace").replace(os.getcwd(), "CWD").replace(sys.executable, "PYTHON")
        for line in re.sub(r"0x[0-9a-f]+", "0x", text).splitlines()[-3:]:
            if '"<frozen' not in line:
                print("   |", line[:160])


def limited(title, program):
    with open("program.py", "w") as f:
        f.write(program)
    run(title, 'ulimit -v 1000000; "$0" program.py')


limited("starts", "print('started')\n")
for expression in ("b'x' * 2000000000", "'x' * 2000000000", "[0] * 2000000000", "(0,) * 2000000000", "bytearray(2000000000)",
                   "list(range(10 ** 9))", "1 << 10 ** 11", "'x'.join(map(str, range(10 ** 9)))"):
    limited(expression, f"try: {expression}\nexcept MemoryError: print('caught')\nprint('goes on')\n")
limited("many small", "x = []\ntry:\n    while True: x.append([1, 2])\nexcept MemoryError: x = None\nprint('goes on', len([0] * 1000))\n")
limited("some large", "x = []\ntry:\n    while True: x.append(bytearray(10 ** 7))\nexcept MemoryError: x = None\nprint('goes on')\n")
limited("uncaught", "def f():\n    return [0] * 2000000000\nf()\n")
run("few files", 'ulimit -n 20; "$0" -c "x = []\ntry:\n    while 1: x.append(open(\'/dev/null\'))\nexcept OSError as e: print(e)"')
run("a small stack", 'ulimit -s 512; "$0" -c "x = []\nfor i in range(100000): x = [x]\ntry: repr(x)\nexcept RecursionError: print(1)"')
run("a large file", 'ulimit -f 1; "$0" -c "f = open(\'x\', \'wb\')\ntry: f.write(b\'x\' * 100000); f.close()\nexcept OSError as e: print(e.strerror)"; true')

run("a full disk, stderr", '"$0" -c "raise ValueError" 2>/dev/full')
run("a full disk, no such file", '"$0" missing.py 2>/dev/full')
run("a full disk, wrong option", '"$0" --wrong 2>/dev/full')
run("a full disk, version", '"$0" --version >/dev/full')
run("a full disk, unbuffered", '"$0" -u -c "print(1)" >/dev/full')
run("a full disk, a file", '"$0" -c "with open(\'/dev/full\', \'w\') as f: f.write(\'x\')"')
run("a full disk, an exit message", '"$0" -c "raise SystemExit(\'x\')" 2>/dev/full')
run("no stdout, flushed", '"$0" -c "import sys; print(1, flush=True); print(sys.stdout)" >&-')
run("no stdin, read", '"$0" -c "input()" <&-')
run("no stdin, no program", '"$0" <&-')
run("no stderr", '"$0" -c "import sys; print(sys.stderr); 1/0" 2>&-')
run("stdout deleted", '"$0" -c "import sys; del sys.stdout; print(1)"')
run("excepthook deleted", '"$0" -c "import sys; del sys.excepthook; 1/0"')
run("excepthook exits", '"$0" -c "import sys\nsys.excepthook = lambda *a: sys.exit(7)\n1/0"')

magic = importlib.util.MAGIC_NUMBER
for title, content in [("empty", b""), ("only magic", magic), ("no code", magic + bytes(12)), ("None", magic + bytes(12) + b"N"),
                       ("unknown type", magic + bytes(12) + b"\xff"), ("cut code", magic + bytes(12) + b"\xe3\0\0\0"),
                       ("other magic", b"abcd" + bytes(12) + b"N")]:
    with open("broken.pyc", "wb") as f:
        f.write(content)
    run(f"pyc as script: {title}", '"$0" broken.pyc')
    run(f"pyc imported: {title}", '"$0" -c "try: import broken\nexcept Exception as e: print(type(e).__name__)"')
with open("works.py", "w") as f:
    f.write("print('from its code')\n")
run("pyc by content", '"$0" -c "import py_compile; py_compile.compile(\'works.py\', \'works.bin\')"; "$0" works.bin')

for name, value in [("PYTHONHASHSEED", "-1"), ("PYTHONUTF8", "2"), ("PYTHONINTMAXSTRDIGITS", "5"), ("PYTHONTRACEMALLOC", "x")]:
    run(f"{name}={value}", '"$0" -c "print(1)"', **{name: value})
for option in ("utf8=3", "int_max_str_digits=3", "tracemalloc=x", "cpu_count=0", "thread_inherit_context=3", "frozen_modules=x"):
    run(f"-X {option}", f'"$0" -X {option} -c "print(1)"')
run("undecodable command", '"$0" -c "$(printf \'print(\\377)\')"')
run("undecodable file name", '"$0" "$(printf \'no\\377.py\')"')
run("undecodable module", '"$0" -m "$(printf \'no\\377\')"')
run("no working directory", 'mkdir gone; cd gone; rmdir ../gone; "$0" -c "import sys; print(repr(sys.path[0]))"')
