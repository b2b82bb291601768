"""Exit codes of SystemExit values, of uncaught exceptions, and of hooks that fail, each in a process of its own."""
import subprocess
import sys


def run(source, *options):
    done = subprocess.run([sys.executable, *options, "-c", source], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    print(repr(source), done.returncode, repr(done.stdout), repr(done.stderr))


for value in ["", "None", "0", "1", "5", "255", "256", "-1", "'a message'", "(1, 2)", "True", "1.5", "2 ** 40", "b'x'"]:
    run(f"import sys; sys.exit({value})")
run("raise SystemExit")
run("raise SystemExit(7)")
run("raise SystemExit('to stderr')")
run("print('flushed', end=''); raise SystemExit(2)")
run("raise ValueError('uncaught')")
run("raise KeyboardInterrupt")
run("x = (")
run("import os; os._exit(9)")
run("import sys\ntry:\n  sys.exit(3)\nfinally:\n  print('finally runs')")
run("import sys\ntry:\n  sys.exit(3)\nexcept SystemExit as e:\n  print('caught', e.code)")
run("import atexit, sys; atexit.register(print, 'atexit'); sys.exit(4)")
run("import atexit; atexit.register(print, 'first'); atexit.register(print, 'second'); print('main')")
run("import atexit\n@atexit.register\ndef f():\n  print('in', f.__name__)\natexit.unregister(f)\nprint('end')")
run("import sys; sys.excepthook = lambda t, v, tb: print('hook', t.__name__, v); raise ValueError('x')")
run("import sys; sys.excepthook = lambda *a: sys.exit(6); raise ValueError('x')")
run("import sys; sys.stdout = None; print('nowhere'); sys.exit(0)")
run("import sys; sys.stderr = None; raise ValueError('silent')")
run("exit(3)")
run("quit()")
run("class E(SystemExit): pass\nraise E(8)")
run("import threading, sys\nt = threading.Thread(target=lambda: sys.exit(5)); t.start(); t.join(); print('main survives')")
run("import sys; sys.stdout.write('no newline')")
run("import sys; print('to stderr', file=sys.stderr); print('to stdout')")
run("assert False, 'm'", "-O")
run("print(__doc__)\n'doc'")
run("import sys; print(sys.argv)")
run("import sys; sys.exit([1, 2, 3])")
run("class S(str):\n  def __str__(self): return 'custom'\nraise SystemExit(S('x'))")
run("import signal, os; os.kill(os.getpid(), signal.SIGTERM)")
run("raise BaseException('base')")
run("raise BaseExceptionGroup('g', [KeyboardInterrupt()])")
run("raise SystemExit(ValueError('as value'))")
