"""subprocess, signal, os.exec-style helpers: pipes, exit codes, timeouts, environment, handlers, alarms."""
import os
import signal
import subprocess
import sys
import time

PY = sys.executable


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e).replace(PY, "PYTHON"))


r = subprocess.run([PY, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"], capture_output=True, text=True)
print(r.returncode, repr(r.stdout), repr(r.stderr))
attempt(lambda: r.check_returncode())
attempt(lambda: subprocess.run([PY, "-c", "raise SystemExit(5)"], check=True))
print(subprocess.run([PY, "-c", "import sys; print(sys.stdin.read().upper())"], input="hello", capture_output=True, text=True).stdout)
print(subprocess.run([PY, "-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"], input=b"\x00\xffabc", capture_output=True).stdout)
print(subprocess.check_output(["echo", "from echo"]), subprocess.call(["true"]), subprocess.call(["false"]), subprocess.getoutput("echo a; echo b"), subprocess.getstatusoutput("exit 4"))
attempt(lambda: subprocess.check_output(["false"]))
attempt(lambda: subprocess.run(["no-such-program-here"]))
attempt(lambda: subprocess.run(["true"], cwd="/no/such/dir"))
attempt(lambda: subprocess.run([PY, "-c", "import time; time.sleep(60)"], timeout=0.2))
attempt(lambda: subprocess.run("echo $VAR | tr a-z A-Z", shell=True, env={"VAR": "shell", "PATH": os.environ["PATH"]}, capture_output=True, text=True).stdout)
print(subprocess.run([PY, "-c", "import os; print(os.environ.get('ONLY'), os.getcwd() == '/')"], env={"ONLY": "this"}, cwd="/", capture_output=True, text=True).stdout)
p = subprocess.Popen([PY, "-u", "-c", "for line in iter(input, 'stop'): print('got', line)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
p.stdin.write("one\n")
p.stdin.flush()
print(p.stdout.readline(), p.poll())
out, err = p.communicate("two\nstop\n")
print(out, err, p.returncode, p.args[1])
with subprocess.Popen(["sleep", "60"]) as p:
    p.terminate()
print(p.returncode)
p = subprocess.Popen(["sleep", "60"])
p.kill()
print(p.wait(), -p.returncode == signal.SIGKILL)
p = subprocess.Popen(["sleep", "60"])
attempt(lambda: p.wait(timeout=0.05))
p.send_signal(signal.SIGINT)
print(p.wait())
a = subprocess.Popen(["echo", "x\ny\nz"], stdout=subprocess.PIPE)
b = subprocess.Popen(["wc", "-l"], stdin=a.stdout, stdout=subprocess.PIPE)
a.stdout.close()
print(b.communicate()[0].split(), a.wait())
r = subprocess.run([PY, "-c", "import sys; print('o', flush=True); print('e', file=sys.stderr)"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
print(repr(r.stdout))
with open("out.txt", "w") as f:
    subprocess.run(["echo", "to a file"], stdout=f)
print(open("out.txt").read(), subprocess.run(["cat"], stdin=open("out.txt"), capture_output=True).stdout, subprocess.run(["echo"], stdout=subprocess.DEVNULL).stdout)
r, w = os.pipe()
subprocess.run([PY, "-c", f"import os; os.write({w}, b'inherited')"], pass_fds=[w])
os.close(w)
print(os.read(r, 100))
os.close(r)
big = subprocess.run([PY, "-c", "import sys; sys.stdout.write('x' * 10 ** 6)"], capture_output=True)
print(len(big.stdout), repr(subprocess.CompletedProcess(["a"], 0)), subprocess.list2cmdline(["a b", 'c"d']))
attempt(lambda: subprocess.run(["true"], stdin=subprocess.PIPE, input=b"x"))
attempt(lambda: subprocess.run(["true"], capture_output=True, stdout=subprocess.PIPE))
attempt(lambda: subprocess.Popen([PY], universal_newlines=True, text=False))
attempt(lambda: subprocess.run([]))
attempt(lambda: subprocess.run(["true", "a\0b"]))
for code in ("import os; os.abort()", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "import sys; sys.exit('message')", "raise KeyboardInterrupt"):
    print(subprocess.run([PY, "-c", code], capture_output=True).returncode)
print(subprocess.run([PY, "-c", "import sys; print(repr(sys.argv[1:]))", "é", "a b", "", "*"], capture_output=True, text=True).stdout)

log = []


def handler(number, frame):
    log.append((signal.Signals(number).name, frame.f_code.co_name))


def raise_here():
    signal.raise_signal(signal.SIGUSR1)
    return "after the signal"


old = signal.signal(signal.SIGUSR1, handler)
print(old == signal.SIG_DFL, signal.getsignal(signal.SIGUSR1) is handler, raise_here(), log)
os.kill(os.getpid(), signal.SIGUSR1)
for _ in range(1000):
    pass
print(len(log))


class Timeout(Exception):
    pass


def alarm(number, frame):
    raise Timeout("alarm rang")


signal.signal(signal.SIGALRM, alarm)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    while True:
        pass
except Timeout as e:
    print(e)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    time.sleep(30)
except Timeout as e:
    print("sleep interrupted:", e)
print(signal.alarm(0))
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.raise_signal(signal.SIGUSR1)
print(len(log), signal.getsignal(signal.SIGUSR1), signal.default_int_handler.__name__, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
try:
    signal.raise_signal(signal.SIGINT)
    time.sleep(1)
except KeyboardInterrupt:
    print("KeyboardInterrupt")
try:
    __import__("_thread").interrupt_main()
    print("too late")
except KeyboardInterrupt:
    print("right behind the call")
attempt(lambda: signal.signal(signal.SIGKILL, handler))
attempt(lambda: signal.signal(999, handler))
attempt(lambda: signal.signal(signal.SIGUSR1, "x"))
import threading

errors = []


def in_thread():
    try:
        signal.signal(signal.SIGUSR1, handler)
    except ValueError as e:
        errors.append(str(e))


t = threading.Thread(target=in_thread)
t.start()
t.join()
print(errors, signal.strsignal(signal.SIGTERM), signal.SIGTERM.value, signal.Signals(15), signal.SIGINT in signal.valid_signals(), signal.pthread_sigmask(signal.SIG_BLOCK, []))
child = subprocess.Popen([PY, "-u", "-c", "import time\ntry:\n  print('ready')\n  time.sleep(60)\nexcept KeyboardInterrupt:\n  print('interrupted')\nfinally:\n  print('cleanup')"], stdout=subprocess.PIPE, text=True)
child.stdout.readline()
child.send_signal(signal.SIGINT)
print(child.communicate()[0], child.returncode)
