"""Profiling with a native engine: the interface of the module profile on top of _lsprof."""

__all__ = ["run", "runctx", "Profile"]

import _lsprof
import importlib.machinery
import importlib.util
import io
import profile as _pyprofile


def run(statement, filename=None, sort=-1):
    return _pyprofile._Utils(Profile).run(statement, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    return _pyprofile._Utils(Profile).runctx(statement, globals, locals, filename, sort)


run.__doc__ = _pyprofile.run.__doc__
runctx.__doc__ = _pyprofile.runctx.__doc__


def label(code):
    """The key under which the statistics list a code object, or the name of a built-in function."""
    if isinstance(code, str):
        return "~", 0, code
    return code.co_filename, code.co_firstlineno, code.co_name


class Profile(_lsprof.Profiler):
    """Profile(timer=None, timeunit=None, subcalls=True, builtins=True)

    Counts calls and measures their times. A timer is a callable that gives a number; timeunit says how many seconds one
    of its units lasts, which matters for timers that give integers.
    """

    def print_stats(self, sort=-1):
        import pstats

        keys = sort if isinstance(sort, tuple) else (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*keys).print_stats()

    def dump_stats(self, file):
        import marshal

        with open(file, "wb") as stream:
            self.create_stats()
            marshal.dump(self.stats, stream)

    def create_stats(self):
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        entries = self.getstats()
        callers = {}
        self.stats = {}
        for entry in entries:
            key = label(entry.code)
            callers[key] = {}
            total = entry.callcount
            self.stats[key] = total - entry.reccallcount, total, entry.inlinetime, entry.totaltime, callers[key]
        for entry in entries:
            caller = label(entry.code)
            for call in entry.calls or ():
                # A callee is missing when it has not returned yet.
                known = callers.get(label(call.code))
                if known is None:
                    continue
                row = call.callcount, call.callcount - call.reccallcount, call.inlinetime, call.totaltime
                before = known.get(caller)
                known[caller] = row if before is None else tuple(a + b for a, b in zip(row, before))

    def run(self, cmd):
        import __main__

        return self.runctx(cmd, __main__.__dict__, __main__.__dict__)

    def runctx(self, cmd, globals, locals):
        self.enable()
        try:
            exec(cmd, globals, locals)
        finally:
            self.disable()
        return self

    def runcall(self, func, /, *args, **kw):
        self.enable()
        try:
            return func(*args, **kw)
        finally:
            self.disable()

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def main():
    import optparse
    import os
    import pstats
    import sys

    parser = optparse.OptionParser(
        usage="cProfile.py [-o output_file_path] [-s sort] [-m module | scriptfile] [arg] ..."
    )
    # What follows the script belongs to the script.
    parser.allow_interspersed_args = False
    parser.add_option("-o", "--outfile", dest="outfile", default=None, help="Save stats to <outfile>")
    parser.add_option(
        "-s",
        "--sort",
        dest="sort",
        default=2,
        choices=sorted(pstats.Stats.sort_arg_dict_default),
        help="Sort order when printing to stdout, based on pstats.Stats class",
    )
    parser.add_option("-m", dest="module", action="store_true", default=False, help="Profile a library module")
    if not sys.argv[1:]:
        parser.print_usage()
        sys.exit(2)
    options, args = parser.parse_args()
    sys.argv[:] = args
    if options.outfile is not None:
        # The program may change its directory.
        options.outfile = os.path.abspath(options.outfile)
    if not args:
        parser.print_usage()
        return parser

    if options.module:
        import runpy

        code = "run_module(modname, run_name='__main__')"
        names = {"run_module": runpy.run_module, "modname": args[0]}
    else:
        path = args[0]
        sys.path.insert(0, os.path.dirname(path))
        with io.open_code(path) as stream:
            code = compile(stream.read(), path, "exec")
        spec = importlib.machinery.ModuleSpec(name="__main__", loader=None, origin=path)
        module = importlib.util.module_from_spec(spec)
        # The script's own module: pickle and others find its names there.
        sys.modules["__main__"] = module
        names = module.__dict__
        # A script that is run has no spec.
        names.update(__spec__=None, __file__=spec.origin, __name__=spec.name, __package__=None, __cached__=None)
    try:
        runctx(code, names, None, options.outfile, options.sort)
    except BrokenPipeError as error:
        # Nobody reads the output: the interpreter's end must not try to write to it either.
        sys.stdout = None
        sys.exit(error.errno)
    return parser


if __name__ == "__main__":
    main()
