"""Comparisons and branches on small integers, in nested loops."""

import pyperf


def run(count):
    fizz = buzz = both = neither = parity = 0
    for i in range(1, count + 1):
        if i % 15 == 0:
            both += 1
        elif i % 3 == 0:
            fizz += 1
        elif i % 5 == 0:
            buzz += 1
        else:
            neither += 1
        if not i & 1 and (i > 10 or i < 5) and i != 7:
            parity ^= 1
    assert fizz + buzz + both + neither == count and parity in (0, 1)


pyperf.Runner().bench_func("branches", run, 100_000)
