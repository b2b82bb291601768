"""Generators: a pipeline of them, `yield from`, `send`, generator expressions."""

import pyperf


def numbers(count):
    for i in range(count):
        yield i


def evens(source):
    for value in source:
        if value % 2 == 0:
            yield value


def chain(*sources):
    for source in sources:
        yield from source


def adder():
    total = 0
    while True:
        total += yield total


def run(count):
    total = sum(value * 2 for value in evens(chain(numbers(count), numbers(count))))
    sink = adder()
    next(sink)
    for value in numbers(count):
        last = sink.send(value)
    assert last == count * (count - 1) // 2 and total > 0


pyperf.Runner().bench_func("pipelines", run, 10_000)
