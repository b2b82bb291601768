"""bdb and pdb, the debuggers built on tracing: stepping, breakpoints, conditions, post-mortem, scripted commands."""
import bdb
import io
import pdb
import re
import sys


class Stepper(bdb.Bdb):
    def __init__(self, commands):
        super().__init__()
        self.commands = iter(commands)
        self.log = []

    def act(self, frame, event, extra=""):
        name = frame.f_code.co_name
        if frame.f_code.co_filename != __file__:
            self.set_return(frame)
            return
        self.log.append(f"{event} {name}+{frame.f_lineno - frame.f_code.co_firstlineno}{extra}")
        command = next(self.commands, "continue")
        if command == "step":
            self.set_step()
        elif command == "next":
            self.set_next(frame)
        elif command == "return":
            self.set_return(frame)
        elif command == "until":
            self.set_until(frame)
        elif command == "quit":
            self.set_quit()
        else:
            self.set_continue()

    def do_clear(self, number):
        self.clear_bpbynumber(number)

    def user_call(self, frame, args):
        self.act(frame, "call")

    def user_line(self, frame):
        self.act(frame, "line")

    def user_return(self, frame, value):
        self.act(frame, "return", f" {value!r}")

    def user_exception(self, frame, exc):
        self.act(frame, "exception", f" {exc[0].__name__}")


def helper(n):
    doubled = n * 2
    return doubled


def program(limit):
    total = 0
    for i in range(limit):
        total += helper(i)
    try:
        total / 0
    except ZeroDivisionError:
        total = -1
    return total


def run(commands, f=program, *args):
    d = Stepper(commands)
    try:
        print(d.runcall(f, *(args or (2,))))
    except bdb.BdbQuit:
        print("quit")
    print("   ", d.log)


run(["step"] * 30)
run(["next"] * 30)
run(["step", "step", "step", "step", "return", "step", "continue"])
run(["next", "next", "next", "until", "until", "until"])
run(["next", "quit"])


def with_breakpoint(setup):
    d = Stepper(["continue"] * 20)
    setup(d)
    try:
        sys.settrace(None)
        d.reset()
        result = d.runcall(program, 4)
        print(result)
    except bdb.BdbQuit:
        print("quit")
    print("   ", d.log)
    d.clear_all_breaks()


line = helper.__code__.co_firstlineno + 1
with_breakpoint(lambda d: print(d.set_break(__file__, line)))
with_breakpoint(lambda d: print(d.set_break(__file__, line, cond="n == 2")))
with_breakpoint(lambda d: print(d.set_break(__file__, line, temporary=True)))
with_breakpoint(lambda d: print(str(d.set_break(__file__, 10 ** 6)).replace(__file__, "FILE")))


def ignore(d):
    d.set_break(__file__, line)
    bdb.Breakpoint.bplist[d.canonic(__file__), line][0].ignore = 2


with_breakpoint(ignore)


def disabled(d):
    d.set_break(__file__, line)
    bdb.Breakpoint.bplist[d.canonic(__file__), line][0].disable()


with_breakpoint(disabled)


def clean(text):
    text = text.replace(__file__, "FILE")
    text = re.sub(r"FILE\(\d+\)", "FILE(N)", text)
    return re.sub(r"0x[0-9a-f]+", "0x", text)


def scripted(commands, f, *args):
    out = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO("\n".join(commands) + "\n"), stdout=out, nosigint=True, readrc=False)
    debugger.use_rawinput = False
    try:
        result = debugger.runcall(f, *args)
    except bdb.BdbQuit:
        result = "BdbQuit"
    print(f"scripted -> {result!r}")
    for text in clean(out.getvalue()).splitlines():
        print("   ", text)


scripted(["next", "p total", "p limit * 10", "next", "next", "step", "step", "args", "p n", "up", "p i", "down", "return", "continue"], program, 2)
scripted(["n", "!total = 100", "pp total", "p undefined", "whatis limit", "p [limit for _ in range(2)]", "c"], program, 1)
scripted(["s", "n", "interact_nothing = 5", "p interact_nothing", "display total", "n", "n", "c"], program, 1)
scripted(["q"], program, 1)


def failing():
    value = [1, 2]
    return value[5]


try:
    failing()
except IndexError as e:
    out = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO("p value\nq\n"), stdout=out, nosigint=True, readrc=False)
    debugger.use_rawinput = False
    debugger.reset()
    debugger.interaction(None, e)
    for text in clean(out.getvalue()).splitlines():
        print("   ", text)
