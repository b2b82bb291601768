"""A stand-in for the package `pyperf`, with the little that pyperformance's benchmarks use of it.

It runs the benchmark in this process and prints, for each value, a line `time NAME SECONDS`: the time of one loop.
`BENCH_LOOPS` is the number of loops for each value, `BENCH_VALUES` the number of values, `BENCH_WARMUPS` how many loops
are run before them and not printed.  With `BENCH_SECONDS` single loops are run for that time, from the start of the
first, and a line `rate NAME LOOPS_PER_SECOND` is printed instead.  What is not needed is not imported, so that a measured start-up stays short.
"""

import os
import sys
from time import perf_counter

LOOPS = int(os.environ.get("BENCH_LOOPS", "1"))
VALUES = int(os.environ.get("BENCH_VALUES", "1"))
WARMUPS = int(os.environ.get("BENCH_WARMUPS", "0"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "0"))


class Runner:
    def __init__(self, add_cmdline_args=None):
        self.metadata = {}
        self._parser = None
        self._args = None

    @property
    def argparser(self):
        if self._parser is None:
            import argparse

            self._parser = argparse.ArgumentParser()
        return self._parser

    def parse_args(self, args=None):
        if self._args is None:
            self._args = self.argparser.parse_args(args)
        return self._args

    def bench_func(self, name, function, *args, inner_loops=1):
        def time_loops(loops):
            counter = range(loops)
            start = perf_counter()
            for _ in counter:
                function(*args)
            return perf_counter() - start

        self.bench_time_func(name, time_loops, inner_loops=inner_loops)

    def bench_time_func(self, name, function, *args, inner_loops=1):
        if SECONDS:
            start = perf_counter()
            count = 0
            while (elapsed := perf_counter() - start) < SECONDS:
                function(1, *args)
                count += inner_loops
            sys.stdout.write(f"rate {name} {count / elapsed!r}\n")
            sys.stdout.flush()
            return
        if WARMUPS:
            function(WARMUPS, *args)
        for _ in range(VALUES):
            seconds = function(LOOPS, *args) / (LOOPS * inner_loops)
            sys.stdout.write(f"time {name} {seconds!r}\n")
        sys.stdout.flush()
