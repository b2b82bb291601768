"""Arithmetic: small and big integers, floats."""

import pyperf


def run(count):
    x = 0.5
    state = 1
    big = 1
    for i in range(count):
        x = x * 3.7 * (1.0 - x)
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        state ^= state >> 3
        if i % 50 == 0:
            big = big * (state | 1) % (1 << 300)
        x += (state // 7) % 3 * 1e-9
        if not 0.0 < x < 1.0:
            x = 0.5
    assert 0.0 < x < 1.0 and big > 0


pyperf.Runner().bench_func("arithmetic", run, 40_000)
