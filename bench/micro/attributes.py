"""Instance attributes read and written, methods called, a property and a slot."""

import pyperf


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def move(self, dx, dy):
        self.x += dx
        self.y += dy
        return self

    @property
    def sum(self):
        return self.x + self.y


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


def run(count):
    point = Point(0, 0)
    slotted = Slotted(0)
    for i in range(count):
        point.move(i, 1)
        slotted.value += point.y
        if point.sum < 0:
            raise AssertionError
    assert (point.x, slotted.value) == (count * (count - 1) // 2, count * (count + 1) // 2)


pyperf.Runner().bench_func("attributes", run, 40_000)
