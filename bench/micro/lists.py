"""Lists: append, index, slices, sort, comprehension, iteration, unpacking."""

import pyperf


def run(count):
    values = []
    for i in range(count):
        values.append(i * 7919 % 1009)
    squares = [value * value for value in values if value & 1]
    total = 0
    for index in range(len(values)):
        total += values[index]
        values[index] = index
    first, *middle, last = values
    pairs = sorted(zip(values[::-1], squares), key=lambda pair: pair[1])
    tail = values[count // 2 :] + middle[:10]
    while tail:
        total -= tail.pop()
    assert (first, last, len(pairs)) == (0, count - 1, len(squares))


pyperf.Runner().bench_func("lists", run, 10_000)
