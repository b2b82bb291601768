"""Calls: positional, keywords, defaults, starred, closures, recursion, built-ins."""

import pyperf


def plain(a, b):
    return a + b


def defaults(a, b=2, *, c=3):
    return a + b + c


def starred(*args, **keywords):
    return len(args) + len(keywords)


def closure(n):
    def inner(a):
        return a + n

    return inner


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run(count):
    total = 0
    add = closure(5)
    for i in range(count):
        total += plain(i, 1)
        total += defaults(i)
        total += defaults(i, c=1)
        total += starred(i, i, k=i)
        total += add(i)
        total += len("abc") + abs(-i) + max(i, 3)
    assert total > count
    assert fib(15) == 610


pyperf.Runner().bench_func("calls", run, 10_000)
