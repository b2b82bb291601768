"""Write the `.expect` files of the language tests by running the tests with CPython.

    python3.14 tests/lang/bless.py [--python PATH] [--check] [--jobs N] [FILTER ...]

Each `NAME.py` below this folder is a program.  Its expectation, `NAME.expect`, holds what the program wrote to stdout,
then a line `--- stderr`, then what it wrote to stderr with the program's own path replaced by `SCRIPT`, then a line
`--- exit N`.  A FILTER selects the tests whose path contains it.  With `--check` nothing is written: the script reports
the tests whose output differs from the committed expectation, and each program is run twice, under two hash seeds, so
that a test whose output is not deterministic is found.

The programs run with an empty stdin, in a fresh temporary folder, in a small fixed environment (see `ENVIRONMENT`).
"""

import argparse
import concurrent.futures
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# Only this release may bless: other releases differ in messages.
RELEASE = (3, 14, 10)

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TZ": "UTC",
}

TIMEOUT_SECONDS = 60


def tests(filters):
    """All test programs, in order; files whose name starts with `_` are helpers of a test, and are not run."""
    found = []
    for path in sorted(HERE.glob("*/**/*.py")):
        name = path.relative_to(HERE).as_posix()
        if not path.name.startswith("_") and (not filters or any(part in name for part in filters)):
            found.append(path)
    return found


def run(python, path, seed):
    """Run one program and return its expectation text."""
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(ENVIRONMENT, PYTHONHASHSEED=str(seed), HOME=folder, TMPDIR=folder)
        done = subprocess.run(
            [python, str(path)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
        )
    stdout = done.stdout.decode("utf-8", "backslashreplace")
    stderr = done.stderr.decode("utf-8", "backslashreplace").replace(str(path), "SCRIPT")
    for name, text in (("stdout", stdout), ("stderr", stderr)):
        if text and not text.endswith("\n"):
            raise ValueError(f"{path}: {name} must end with a newline")
        for line in text.splitlines():
            if folder in line or "/lib/python3" in line or str(HERE) in line:
                raise ValueError(f"{path}: {name} shows a path of this machine: {line}")
            if re.search(r" at 0x[0-9a-f]{6}", line):
                raise ValueError(f"{path}: {name} shows an address: {line}")
    return f"{stdout}--- stderr\n{stderr}--- exit {done.returncode}\n"


def check(python, path):
    """Compare two runs with the committed expectation; return a report, empty when all agree."""
    expect = path.with_suffix(".expect")
    committed = expect.read_bytes().decode() if expect.exists() else ""
    for seed in (1, 2):
        lines = difflib.unified_diff(
            committed.splitlines(True), run(python, path, seed).splitlines(True), "committed", f"seed {seed}"
        )
        report = "".join(lines)
        if report:
            return report
    return ""


def bless(python, path):
    """Write the expectation of one program; return a note when it changed."""
    expect = path.with_suffix(".expect")
    text = run(python, path, 0)
    if expect.exists() and expect.read_bytes().decode() == text:
        return ""
    expect.write_bytes(text.encode())
    return "written"


def main():
    parser = argparse.ArgumentParser(description="write or check the expectations of the language tests")
    parser.add_argument("--python", default=sys.executable, help="the CPython to bless with")
    parser.add_argument("--check", action="store_true", help="compare only, with two hash seeds")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()

    probe = "import sys; print(sys.implementation.name, *sys.version_info[:3])"
    answer = subprocess.run([options.python, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    if answer != ["cpython", *map(str, RELEASE)]:
        sys.exit(f"expectations come from CPython {'.'.join(map(str, RELEASE))} only; {options.python} is {' '.join(answer)}")

    work = check if options.check else bless
    failures = 0
    programs = tests(options.filters)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        futures = {path: pool.submit(work, options.python, path) for path in programs}
        for path, future in futures.items():
            name = path.relative_to(HERE).as_posix()
            try:
                report = future.result()
            except Exception as error:
                failures += 1
                print(f"FAILED {name}: {error}")
                continue
            if report:
                print(f"{name}: {report}")
                failures += options.check
    print(f"{len(programs)} tests, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
