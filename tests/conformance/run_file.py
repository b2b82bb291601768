"""Run one of CPython's test files and write one line for each test method.

    PYTHONPATH=FOLDER run_file.py MODULE RESULTS DETAILS [--exclude FILE] [--match TEXT]

FOLDER holds CPython's package `test`; MODULE is a name in it, such as `test_dict`.  RESULTS gets lines

    start NAME          before a test
    STATUS NAME         after it: ok, fail, error or skip
    end                 after the last one

each written at once, so that whoever reads them after a crash knows which test it was.  DETAILS gets the tracebacks.
FILE lists names, one to a line, which are not run; TEXT selects the tests whose name contains it.  NAME is the test's id
without the module, `DictTest.test_pop`; a name that comes twice gets a number.

Tests that are marked as about CPython alone run too: most of them are about what programs can see, like the carets of
tracebacks.
"""

import importlib.machinery
import importlib.util
import os
import sys
import traceback
import unittest


class Log:
    """A file that is written line by line, by the process that opened it only: a forked child may lose its way."""

    def __init__(self, path):
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self.owner = os.getpid()

    def line(self, text):
        if os.getpid() == self.owner:
            os.write(self.descriptor, (text + "\n").encode("utf-8", "backslashreplace"))


class Recorder(unittest.TestResult):
    """Writes a line for each test as it ends; keeps what fixtures did to the tests that never started."""

    # A later, worse word wins over an earlier one: a test may fail in several of its subtests.
    RANK = ["ok", "skip", "fail", "error"]

    def __init__(self, names, results, details):
        super().__init__()
        self.names = names
        self.results = results
        self.details = details
        self.status = None
        self.finished = set()
        self.fixtures = {}

    def name(self, test):
        return self.names.get(id(test)) or clean(test.id())

    def startTest(self, test):
        super().startTest(test)
        self.status = "ok"
        self.results.line(f"start {self.name(test)}")

    def stopTest(self, test):
        super().stopTest(test)
        self.finished.add(id(test))
        self.results.line(f"{self.status} {self.name(test)}")
        self.status = None

    def note(self, test, status, text):
        if text:
            self.details.line(f"{'=' * 100}\n{status} {self.name(test)}\n{text}")
        if self.status is None:
            # A fixture of a class or module: `setUpClass (test.test_dict.DictTest)`.
            kind, _, owner = test.id().partition(" (")
            self.fixtures[owner.rstrip(")")] = status
            if not kind.startswith("setUp"):
                self.results.line(f"{status} {clean(test.id())}")
        elif self.RANK.index(status) > self.RANK.index(self.status):
            self.status = status

    def failure(self, test, status, error):
        try:
            text = "".join(traceback.format_exception(*error))
        except Exception as second:
            text = f"{error[0].__name__}, and its traceback cannot be printed: {type(second).__name__}"
        self.note(test, status, text)

    def addError(self, test, error):
        self.failure(test, "error", error)

    def addFailure(self, test, error):
        self.failure(test, "fail", error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.failure(test, "fail" if issubclass(error[0], test.failureException) else "error", error)

    def addSkip(self, test, reason):
        self.note(test, "skip", f"skipped: {reason}")

    def addExpectedFailure(self, test, error):
        pass

    def addUnexpectedSuccess(self, test):
        self.note(test, "fail", "the test was expected to fail and passed")

    def leftover(self, test):
        """The word for a test that was never started: what the fixture of its class or module gave."""
        kind = type(test)
        for owner in (f"{kind.__module__}.{kind.__qualname__}", kind.__module__):
            if owner in self.fixtures:
                return self.fixtures[owner]
        return "error"


def clean(name):
    return "_".join(name.split())


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def named(tests, module):
    """Map each test to its name in the results."""
    names = {}
    seen = {}
    for test in tests:
        name = clean(test.id().removeprefix(f"test.{module}."))
        seen[name] = seen.get(name, 0) + 1
        names[id(test)] = name if seen[name] == 1 else f"{name}#{seen[name]}"
    return names


def complete(name):
    """Add to a built-in module what the module of that name in the support folder has beside it."""
    if name not in sys.builtin_module_names:
        return
    builtin = importlib.import_module(name)
    spec = importlib.machinery.PathFinder.find_spec(name)
    if spec is not None:
        support = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(support)
        for key, value in vars(support).items():
            vars(builtin).setdefault(key, value)


def main():
    module, results_path, details_path, *options = sys.argv[1:]
    options = dict(zip(options[::2], options[1::2]))
    results = Log(results_path)
    details = Log(details_path)
    # The folder of this script is not the tests' business, nor are its arguments.
    sys.path.pop(0)
    sys.argv[1:] = []
    complete("_testcapi")
    try:
        from test import support

        # As the suite's own runner has it by default: no network, no large files, no long computations.
        support.use_resources = {}
        support.check_impl_detail = lambda **guards: guards.get("cpython", not any(guards.values()))
        suite = unittest.defaultTestLoader.loadTestsFromName(f"test.{module}")
    except BaseException:
        details.line(f"error import\n{traceback.format_exc()}")
        results.line("error import")
        results.line("end")
        return
    tests = list(flatten(suite))
    names = named(tests, module)
    if "--exclude" in options:
        with open(options["--exclude"], encoding="utf-8") as file:
            excluded = set(file.read().splitlines())
        tests = [test for test in tests if names[id(test)] not in excluded]
    if "--match" in options:
        tests = [test for test in tests if options["--match"] in names[id(test)]]
    recorder = Recorder(names, results, details)
    unittest.TestSuite(tests).run(recorder)
    for test in tests:
        if id(test) not in recorder.finished:
            results.line(f"{recorder.leftover(test)} {names[id(test)]}")
    results.line("end")


if __name__ == "__main__":
    main()
    # Threads and exit handlers that a test left behind must not keep the process.
    sys.stdout.flush()
    os._exit(0)
