"""The 2013 post's loop: a call of a function that returns 1, and a subtraction."""

import pyperf


def one():
    return 1


def run(i):
    while i > 0:
        i -= one()
    return i


pyperf.Runner().bench_func("post_loop", run, 200_000)
