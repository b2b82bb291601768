"""uuid, ipaddress, graphlib, sched, cmd, code, timeit, mmap, fcntl, locale, getpass-free helpers, cmath-free extras."""
import cmd
import code
import codeop
import fcntl
import graphlib
import io
import ipaddress
import mmap
import os
import sched
import sys
import timeit
import uuid
import colorsys
import contextlib
import errno
import resource
import stringprep
import time
import timeit


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


u = uuid.UUID("12345678-1234-5678-1234-567812345678")
show("u", "str(u)", "u.hex", "u.int", "u.bytes", "u.urn", "u.version", "u.fields", "uuid.uuid5(uuid.NAMESPACE_DNS, 'python.org')", "uuid.uuid3(uuid.NAMESPACE_URL, 'x')", "uuid.UUID('bad')", "uuid.UUID(int=1) < uuid.UUID(int=2)", "uuid.uuid4().version", "uuid.UUID(bytes=b'x' * 16)", "uuid.UUID(int=-1)", "uuid.NIL", "uuid.uuid7().version", "uuid.UUID('{12345678123456781234567812345678}') == u")
show("ipaddress.ip_address('10.0.0.1')", "ipaddress.ip_address('::1').is_loopback", "ipaddress.ip_network('10.0.0.0/30')", "list(ipaddress.ip_network('10.0.0.0/30').hosts())", "ipaddress.ip_address('10.0.0.1') in ipaddress.ip_network('10.0.0.0/8')", "ipaddress.ip_network('10.0.0.1/8')", "ipaddress.ip_network('10.0.0.1/8', strict=False)", "ipaddress.ip_address('999.1.1.1')", "ipaddress.ip_address(1)", "ipaddress.IPv6Address('2001:db8::1').exploded", "ipaddress.ip_address('10.0.0.1') + 5", "int(ipaddress.ip_address('1.2.3.4'))", "ipaddress.ip_network('10.0.0.0/8').overlaps(ipaddress.ip_network('10.1.0.0/16'))", "list(ipaddress.ip_network('10.0.0.0/29').subnets(new_prefix=30))", "ipaddress.ip_interface('10.0.0.1/24').network", "f'{ipaddress.ip_address(\"1.2.3.4\"):b}'", "ipaddress.ip_address('192.168.1.1').is_private", "ipaddress.collapse_addresses([ipaddress.ip_network('10.0.0.0/25'), ipaddress.ip_network('10.0.0.128/25')]).__next__()")
show("list(graphlib.TopologicalSorter({'d': {'b', 'c'}, 'b': {'a'}, 'c': {'a'}}).static_order())[0]", "list(graphlib.TopologicalSorter({'a': {'b'}, 'b': {'a'}}).static_order())")
g = graphlib.TopologicalSorter()
g.add("c", "a", "b")
g.prepare()
ready = sorted(g.get_ready())
g.done(*ready)
print(ready, g.get_ready(), g.is_active())
log = []
clock = [0]
s = sched.scheduler(lambda: clock[0], lambda d: clock.__setitem__(0, clock[0] + d))
s.enter(5, 1, log.append, ("five",))
s.enter(1, 2, log.append, ("one low",))
s.enter(1, 1, log.append, kwargs={}, argument=("one high",))
cancelled = s.enter(3, 1, log.append, ("never",))
s.cancel(cancelled)
s.run()
print(log, clock, s.empty())


class Shell(cmd.Cmd):
    prompt = "> "

    def do_add(self, line):
        """add numbers"""
        print(sum(map(int, line.split())))

    def do_quit(self, line):
        return True

    def default(self, line):
        print("unknown", line)


shell = Shell(stdin=io.StringIO("add 1 2\nnope\nhelp add\nquit\n"), stdout=sys.stdout)
shell.use_rawinput = False
shell.cmdloop("welcome")
print()
interpreter = code.InteractiveInterpreter({"x": 5})
err = io.StringIO()
with contextlib.redirect_stderr(err):
    print(interpreter.runsource("x + 1"), interpreter.runsource("if x:"), interpreter.runsource("y = = 1"), interpreter.runsource("1 / 0"))
print(err.getvalue())
print(interpreter.runsource("def f():\n  return x\n"), interpreter.runsource("f()"), codeop.compile_command("x = (") is None, codeop.compile_command("x = 1") is not None)
console = code.InteractiveConsole()
print(console.push("for i in range(2):"), console.push("    print(i)"), console.push(""), console.push("'text'"))
with open("map.bin", "wb") as f:
    f.write(b"0123456789" * 10)
with open("map.bin", "r+b") as f, mmap.mmap(f.fileno(), 0) as m:
    print(len(m), m[:5], m[3], m.find(b"89"), m.rfind(b"01"), m.read(3), m.tell(), m.seek(10), m.readline()[:4], m.size())
    m[0:3] = b"abc"
    m[99] = 33
    m.flush()
    m.move(10, 0, 3)
    print(m[8:15], bytes(m[-1:]), m.closed)
    for bad in (lambda: m[1000], lambda: m.__setitem__(slice(0, 2), b"xyz"), lambda: m.seek(-1), lambda: mmap.mmap(-1, -5)):
        try:
            bad()
        except (IndexError, ValueError, OverflowError) as e:
            print(type(e).__name__, e)
print(open("map.bin", "rb").read(5))
anonymous = mmap.mmap(-1, 100)
anonymous.write(b"shared")
pid = os.fork()
if pid == 0:
    anonymous.seek(0)
    anonymous.write(b"CHILD!")
    os._exit(0)
os.waitpid(pid, 0)
print(anonymous[:6])
anonymous.close()
with open("lock", "w") as f:
    fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with open("lock") as g:
        try:
            fcntl.flock(g, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as e:
            print(errno.errorcode[e.errno])
    fcntl.flock(f, fcntl.LOCK_UN)
    print(fcntl.fcntl(f, fcntl.F_GETFD) & fcntl.FD_CLOEXEC)
show("colorsys.rgb_to_hsv(1, 0.5, 0)", "colorsys.hls_to_rgb(0.5, 0.5, 0.5)", "resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0", "resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0", "timeit.timeit('1 + 1', number=10) >= 0", "timeit.Timer('x', 'x = 1').repeat(2, 1).__len__()", "stringprep.in_table_a1('\\u0221')", "time.sleep(-1)", "time.sleep(0)", "time.strftime('%Y', time.gmtime(0))", "time.get_clock_info('monotonic').monotonic", "time.gmtime(10 ** 20)", "time.localtime(0)[:6]", "time.strptime('12:30', '%H:%M')[3:5]", "time.ctime(0)", "time.process_time() >= 0", "time.clock_gettime(time.CLOCK_REALTIME) > 0", "time.thread_time_ns() >= 0", "time.sleep('x')", "os.times().user >= 0", "os.getloadavg().__len__()", "os.sched_getaffinity(0).__len__() > 0", "os.getuid() == os.geteuid()", "os.get_exec_path()[0]")
import grp
import pwd

print(pwd.getpwuid(0).pw_name, grp.getgrgid(0).gr_name, pwd.getpwnam("root").pw_uid)
try:
    pwd.getpwnam("no-such-user-here")
except KeyError as e:
    print(e)
import multiprocessing


def square(n):
    return n * n


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=lambda q: q.put(("from the child", square(7))), args=(queue,))
    process.start()
    print(queue.get(timeout=30))
    process.join()
    print(process.exitcode, process.is_alive())
    with context.Pool(2) as pool:
        print(pool.map(square, range(5)), pool.apply(square, (9,)), sorted(pool.imap_unordered(square, range(3))))
        try:
            pool.apply(int, ("x",))
        except ValueError as e:
            print(e)
    one, two = context.Pipe()
    one.send({"pickled": [1, 2]})
    print(two.recv(), two.poll())
    value = context.Value("i", 5)
    children = [context.Process(target=lambda v: [v.get_lock().acquire(), setattr(v, "value", v.value + 1), v.get_lock().release()], args=(value,)) for _ in range(3)]
    [c.start() for c in children]
    [c.join() for c in children]
    print(value.value)
    failing = context.Process(target=sys.exit, args=(3,))
    failing.start()
    failing.join()
    print(failing.exitcode)
