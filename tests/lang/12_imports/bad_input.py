"""What a program, a stream or an environment that is broken leads to: the message and the exit code, never a crash."""
import os
import re
import subprocess
import sys


def write(name, data):
    with open(name, "wb") as f:
        f.write(data)


def run(title, *args, shell=None, text=True, **options):
    if shell is not None:
        args = ["/bin/sh", "-c", shell, sys.executable]
    else:
        args = [sys.executable, *args]
    done = subprocess.run(args, stdin=subprocess.DEVNULL, capture_output=True, **options)
    print(title, "-> exit", done.returncode)
    for stream in (done.stdout, done.stderr) if text else ():
        shown = stream.decode("utf-8", "backslashreplace").replace(os.getcwd(), "CWD").replace(sys.executable, "PYTHON")
        shown = re.sub(r"0x[0-9a-f]+", "0x", shown)
        for line in shown.splitlines()[-6:]:
            print("   |", line[:160])


write("garbage.py", bytes(range(256)) * 4)
write("nul.py", b"x = 1\n\x00\n")
write("latin.py", b"x = 'caf\xe9'\n")
write("late_bad.py", b"print('not printed')\n" + b"# fine\n" * 50 + b"y = '\xff'\n")
write("cookie.py", b"# -*- coding: no-such-codec -*-\n")
write("latin_ok.py", b"# -*- coding: latin-1 -*-\nprint(ascii('caf\xe9'))\n")
write("bom.py", b"\xef\xbb\xbfprint('bom is fine')\n")
write("empty.py", b"")
write("crlf.py", b"if 1:\r\n    print('crlf')\r\nprint('done')\r\n")
write("no_newline.py", b"print('no newline at the end')")
write("tabs.py", b"if 1:\n\tx = 1\n        y = 2\n")
write("deep.py", b"x = " + b"(" * 150 + b")" * 150 + b"\n")
write("too_deep.py", b"x = " + b"[" * 1000 + b"]" * 1000 + b"\n")
write("long_line.py", b"x = [" + b"1," * 100000 + b"]\nprint(len(x))\n")
write("many_lines.py", b"x = 0\n" + b"x += 1\n" * 20000 + b"print(x)\n")
write("elifs.py", b"x = 700\nif x == -1:\n    pass\n" + b"".join(b"elif x == %d:\n    print(%d)\n" % (i, i) for i in range(800)))
write("strings.py", b"x = '" + b"a" * 10 ** 6 + b"'\nprint(len(x))\n")
write("additions.py", b"print(" + b"+".join([b"1"] * 2000) + b")\n")
write("fake.pyc", b"garbage")
os.mkdir("folder")
os.mkdir("unreadable")
for name in ("garbage", "nul", "latin", "late_bad", "cookie", "latin_ok", "bom", "empty", "crlf", "no_newline", "tabs", "deep", "too_deep", "long_line", "many_lines", "elifs", "strings", "additions"):
    run(name, name + ".py")
run("a missing script", "missing.py")
run("a folder without __main__", "folder")
run("a broken pyc", "fake.pyc")
run("a broken zip", "latin.py/inside")
run("an unknown option", "--no-such-option")
run("an unknown -X", "-X", "unknown=1", "-c", "print('ignored')")
run("a bad -W", "-W", "nonsense::", "-c", "print('still runs')")
run("a bad hash seed", "-c", "pass", env={"PYTHONHASHSEED": "x"}, text=False)
run("a bad encoding", "-c", "print('x')", env={"PYTHONIOENCODING": "no-such-codec"}, text=False)
run("bytes in argv", shell="\"$0\" -c 'import sys; print(ascii(sys.argv[1]))' \"$(printf '\\377a')\"")
run("bytes in the environment", shell="BAD=\"$(printf 'v\\377')\" \"$0\" -c 'import os; print(ascii(os.environ[\"BAD\"]), os.environb[b\"BAD\"])'")
run("a surrogate to stdout", "-c", "print('\\ud800')", env={"PYTHONIOENCODING": "utf-8:strict"})
run("stdout closed", shell="\"$0\" -c 'print(1)' >&-")
run("stdout and stderr closed", shell="\"$0\" -c 'raise ValueError' >&- 2>&-")
run("stdin closed", shell="\"$0\" -c 'import sys; print(sys.stdin)' <&-")
run("a full disk", shell="\"$0\" -c 'print(\"x\" * 10)' > /dev/full")
run("a full disk, flushed", shell="\"$0\" -c 'print(\"x\", flush=True)' > /dev/full")
run("a closed pipe", shell="\"$0\" -c 'import sys\nfor i in range(100000): print(i)' | head -1 > /dev/null; echo done")
run("a million levels", "-c", "def f(n): return f(n + 1)\nf(0)")
run("a million levels, caught", "-c", "import sys\ndef f(n): return f(n + 1)\ntry: f(0)\nexcept RecursionError as e: print(e)")
run("deep repr", "-c", "x = []\nfor _ in range(100000): x = [x]\ntry: repr(x)\nexcept RecursionError: print('caught')")
run("deep destruction", "-c", "x = None\nfor _ in range(10 ** 6): x = [x]\ndel x\nprint('gone')")
run("memory error", "-c", "try: b'x' * (1 << 62)\nexcept MemoryError: print('caught')")
run("overflow", "-c", "try: 'x' * (1 << 70)\nexcept OverflowError as e: print(e)")
run("exception in __del__", "-c", "class C:\n  def __del__(self): raise ValueError('x')\nimport gc; C(); gc.collect(); print('survives')")
run("exception in a thread", "-c", "import threading\nt = threading.Thread(target=lambda: 1/0, name='T'); t.start(); t.join(); print('survives')", text=False)
run("broken excepthook", "-c", "import sys\nsys.excepthook = lambda *a: 1/0\nraise ValueError('original')")
run("broken str of an exception", "-c", "class E(Exception):\n  def __str__(self): raise KeyError\nraise E")
run("syntax error on stdin", shell="echo 'x = (' | \"$0\"")
run("a program on stdin", shell="printf 'print(1)\\nraise ValueError(2)' | \"$0\" -")
