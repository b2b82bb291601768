"""argparse: positionals, options, types, choices, groups, subcommands, help text, errors; getopt."""
import argparse
import contextlib
import getopt
import io
import sys


def parse(parser, *args):
    err, out = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stderr(err), contextlib.redirect_stdout(out):
            result = parser.parse_args(args)
        print(args, "->", result)
    except SystemExit as e:
        print(args, "-> exit", e.code, out.getvalue() + err.getvalue())


p = argparse.ArgumentParser(prog="tool", description="A tool.", epilog="The end.", color=False)
p.add_argument("src", help="the source")
p.add_argument("rest", nargs="*", default=["none"])
p.add_argument("-v", "--verbose", action="count", default=0, help="more output")
p.add_argument("-n", "--number", type=int, default=3, metavar="N", help="a number (default %(default)s)")
p.add_argument("--choice", choices=["red", "green"])
p.add_argument("--flag", action="store_true")
p.add_argument("--no-thing", dest="thing", action="store_false")
p.add_argument("--list", action="append")
p.add_argument("--const", action="store_const", const=42)
p.add_argument("--pair", nargs=2, type=float)
p.add_argument("--maybe", nargs="?", const="given", default="absent")
p.add_argument("--bool", action=argparse.BooleanOptionalAction)
p.add_argument("--version", action="version", version="%(prog)s 1.0")
parse(p, "a")
parse(p, "a", "b", "c", "-vvv", "-n5", "--choice", "red", "--flag", "--no-thing", "--list", "x", "--list=y", "--const")
parse(p, "a", "--pair", "1", "2.5", "--maybe", "--no-bool")
parse(p, "a", "--maybe", "value", "--bool")
parse(p, "a", "--num", "7", "--verb")
parse(p, "a", "--", "-n", "--flag")
parse(p)
parse(p, "a", "-n", "x")
parse(p, "a", "--choice", "blue")
parse(p, "a", "--pair", "1")
parse(p, "a", "--unknown")
parse(p, "a", "--no")
parse(p, "a", "-n")
parse(p, "a", "--flag=1")
parse(p, "--version")
parse(p, "--help")
print(p.parse_known_args(["a", "--zzz", "5"]), p.format_usage(), end="")
g = argparse.ArgumentParser(prog="groups", color=False, add_help=False)
group = g.add_argument_group("output", "how to print")
group.add_argument("--json", action="store_true", help="as json")
exclusive = g.add_mutually_exclusive_group(required=True)
exclusive.add_argument("-a", action="store_true")
exclusive.add_argument("-b", action="store_true")
parse(g, "-a", "--json")
parse(g, "-a", "-b")
parse(g)
print(g.format_help())
s = argparse.ArgumentParser(prog="sub", color=False)
s.add_argument("-g", action="store_true")
subs = s.add_subparsers(dest="command", required=True, title="commands", help="what to do")
add = subs.add_parser("add", aliases=["a"], help="add things")
add.add_argument("items", nargs="+", type=lambda t: t.upper())
add.set_defaults(func="the add function")
rm = subs.add_parser("rm", help="remove")
rm.add_argument("-f", action="store_true")
parse(s, "add", "x", "y")
parse(s, "-g", "rm", "-f")
parse(s, "a", "z")
parse(s, "nope")
parse(s)
parse(s, "add")
parse(s, "-h")
parse(s, "add", "-h")


def positive(text):
    n = int(text)
    if n <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return n


class Upper(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, (option_string, values.upper()))


c = argparse.ArgumentParser(prog="custom", color=False, fromfile_prefix_chars="@", allow_abbrev=False, argument_default=argparse.SUPPRESS, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
c.add_argument("-p", type=positive, default=1, help="positive")
c.add_argument("--up", action=Upper)
c.add_argument("--long-name", required=True)
parse(c, "--long-name", "x", "--up", "abc")
parse(c, "--long-name", "x", "-p", "-5")
parse(c, "--long-name", "x", "-p", "x")
parse(c, "--long", "x")
parse(c)
with open("args.txt", "w") as f:
    f.write("--long-name\nfrom file\n-p\n9\n")
parse(c, "@args.txt")
parse(c, "@missing.txt")
parse(c, "-h")
e = argparse.ArgumentParser(prog="err", exit_on_error=False, color=False)
e.add_argument("-n", type=int)
try:
    e.parse_args(["-n", "x"])
except argparse.ArgumentError as err:
    print(err)
for bad in (lambda: p.add_argument("src2", "--mixed"), lambda: p.add_argument("-n"), lambda: p.add_argument("x", action="nope"), lambda: p.add_argument("x", nargs=0), lambda: p.add_argument("--x", type="int"), lambda: p.add_argument("y", required=True)):
    try:
        bad()
    except (ValueError, argparse.ArgumentError, TypeError) as err:
        print(type(err).__name__, err)
print(argparse.Namespace(a=1, b="x"), argparse.Namespace(a=1) == argparse.Namespace(a=1), "a" in argparse.Namespace(a=1), vars(argparse.Namespace(q=2)))
parents = argparse.ArgumentParser(prog="kid", parents=[g], color=False)
parse(parents, "-b")
print(getopt.getopt(["-a", "-b", "v", "--long=x", "rest", "-c"], "ab:", ["long="]), getopt.gnu_getopt(["rest", "-a"], "a"))
for args in (["-z"], ["-b"], ["--nope"], ["--long"]):
    try:
        getopt.getopt(args, "ab:", ["long="])
    except getopt.GetoptError as err:
        print(err, err.opt)
