"""Exceptions raised and caught, `finally`, `with`."""

import pyperf


class Problem(Exception):
    pass


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        return kind is Problem


def risky(i):
    if i % 4 == 0:
        raise Problem(i)
    return i


def run(count):
    caught = finished = 0
    for i in range(count):
        try:
            risky(i)
        except Problem as problem:
            caught += problem.args[0] == i
        finally:
            finished += 1
        with Manager():
            risky(i)
    assert (caught, finished) == ((count + 3) // 4, count)


pyperf.Runner().bench_func("exceptions", run, 10_000)
