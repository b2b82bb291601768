"""Options, variables, the prompt and exit codes of the command itself."""
import os
import re
import subprocess
import sys


def run(command, **env):
    done = subprocess.run(["/bin/sh", "-c", command, sys.executable], stdin=subprocess.DEVNULL, capture_output=True,
                          env={**os.environ, **env})
    print(command.replace("\n", "|"), *(f"{k}={v}" for k, v in env.items()), "-> exit", done.returncode)
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8", "backslashreplace").replace(os.getcwd(), "CWD").replace(sys.executable, "PYTHON")
        for line in re.sub(r"0x[0-9a-f]+", "0x", text).splitlines():
            if '"<frozen' not in line and not line.startswith("Python 3"):
                print("   |", line[:400])


def write(name, text):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "w") as f:
        f.write(text)


FLAGS = "-c 'import sys; print(sys.flags)' | sed 's/hash_randomization=.//'"
run(f'"$0" {FLAGS}')
run(f'"$0" -I {FLAGS}')
run(f'"$0" -bb -B -d -E -O -P -q -s -S -u {FLAGS}')
run(f'"$0" {FLAGS}', PYTHONDEBUG="1", PYTHONOPTIMIZE="2", PYTHONNOUSERSITE="1", PYTHONSAFEPATH="1", PYTHONUNBUFFERED="x")
run('"$0" -?  | head -1 | cut -c 1-6; "$0" --version | cut -c 1-11')
for wrong in ("-Z", "--unknown", "-c", "-m", "-W", "-X", "--check-hash-based-pycs", "--check-hash-based-pycs never2"):
    run(f'"$0" {wrong}')

write("show.py", "import sys\nprint(sys.argv, __name__, sorted(n for n in globals() if n != 'sys'), type(__loader__).__name__)\n")
run('"$0" show.py a -b --c')
run('"$0" - x < show.py')
run('"$0" < show.py')
run('"$0" -x show.py')
run("\"$0\" -c '  print(1)\n  print(2)'")
run("\"$0\" -c ''")
run("\"$0\" ''")
write("fails/__init__.py", "1/0\n")
write("fails/inner.py", "")
write("imports_missing.py", "import no_such_module\n")
for module in ("''", "no.such", "os.path.foo", "fails", "fails.inner", "imports_missing"):
    run(f'"$0" -m {module}')

for code in ("0", "255", "256", "-1", "None", '"x"', "[1]", "True", "3.5", "2 ** 40"):
    run(f"\"$0\" -c 'raise SystemExit({code})'")
run("\"$0\" -c 'import os; os.kill(os.getpid(), 2)'; echo $?")
run("\"$0\" -c 'import atexit; atexit.register(lambda: 1/0); atexit.register(print, \"bye\"); raise SystemExit(3)' 2>&1 | grep -v callback")
run("\"$0\" -c 'import threading, time; threading.Thread(target=lambda: (time.sleep(.1), print(2))).start(); print(1)'")
run("\"$0\" -c 'import sys; sys.tracebacklimit = 0; 1/0'")
run("\"$0\" -X no_debug_ranges -c '1/0 + 2'")
run("\"$0\" -X int_max_str_digits=640 -c 'print(10 ** 1000)'")
run("\"$0\" -X int_max_str_digits=0 -c 'print(len(str(10 ** 5000)))'")
run("\"$0\" -X importtime -c 'import json' 2>&1 | sed 's/[0-9 ]//g' | grep -e package -e json.scanner")
run("\"$0\" -v -c 'import json' 2>&1 | grep -c \"import 'json'\"")
run("\"$0\" -X warn_default_encoding -c 'open(\"/dev/null\").close()'")
run("\"$0\" -W foo -W error::Foo -W error:::x:y -W ignore:a:b:c:1:2 -c 'print(1)'")
run("\"$0\" -W error -c 'import warnings; warnings.warn(\"x\")'")
run("\"$0\" -bb -c 'b\"a\" == \"a\"'")
run("\"$0\" -b -c 'b\"a\" != \"a\"; b\"a\" == 97; bytearray(b\"a\") == \"a\"; str(b\"a\")'")
run("\"$0\" -S -c 'import sys; print(\"site\" in sys.modules, \"exit\" in dir(__builtins__))'")
run("\"$0\" -s -c 'import site; print(site.ENABLE_USER_SITE)'")
write("asserts.py", "assert 0, 'no'\nprint(__debug__)\n")
run('"$0" -O asserts.py')

write("x_is_5.py", "x = 5\n")
write("exits.py", "raise SystemExit(3)\n")
write("startup.py", "print('startup', __name__)\n")
run("echo 'print(x)' | \"$0\" -i x_is_5.py")
run("echo 'print(2)' | \"$0\" -i exits.py")
run("echo 'print(2)' | \"$0\" -i -c 'print(1)'")
run("echo 'print(2)' | \"$0\" x_is_5.py", PYTHONINSPECT="1")
run("echo 'print(1)' | \"$0\" -i -q", PYTHONSTARTUP="startup.py")


def prompt(text):
    write("typed", text)
    run('"$0" -i -q < typed')


prompt("1 + 1\nx = 3\nif x:\n  print(x)\n\ndef f():\n  return 7\n\nf()\n1/0\nx y\n'abc'\nNone\n_\nimport sys; sys.exit(4)\n")
prompt("x = (1,\n2)\nx\nprint('''a\nb''')\nfor i in range(2):\n  i\n\nclass A:\n  pass\n\nA.__name__\nraise SystemExit\n")
prompt("import sys\nsys.ps1 = '> '\n1\nsys.ps2 = '| '\nif 1:\n  2\n\n")
prompt("raise ValueError('x')\nimport sys; sys.last_exc; sys.last_value\nx = (\n")
prompt("@property\ndef f(self):\n  pass\n\n# a comment\n\nx = 1; y = 2\ntry:\n  z\nexcept NameError:\n  print('none')\n\nprint(x, y)\n")
