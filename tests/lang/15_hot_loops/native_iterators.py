# Loops over built-in iterators: over lists first, then over iterators written in Python that change what the loop reads.
import itertools
import sys


class Box:
    value = 1


class Noisy:
    def __init__(self, n, box):
        self.n = n
        self.box = box

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        self.box.value += 1
        if self.n == 7:
            del self.box.value
        return self.n


class Peek:
    """Writes to a local variable of whoever asks for the next item."""

    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        if self.n % 100 == 3:
            sys._getframe(1).f_locals["total"] = -self.n
        return self.n


def numbered(items, box):
    total = 0
    for i, x in enumerate(items):
        total += i * x + box.value
    return total


def paired(a, b, box):
    total = 0
    for x, y in zip(a, b):
        total += x * y + box.value
        box.value = -box.value
    return total


def chained(items, box):
    total = 0
    for x in itertools.chain(items, items):
        total += x + box.value
    return total


def shared(items):
    # The loop's own iterator is moved on by another one.
    it = iter(items)
    out = 0
    for i, x in enumerate(it):
        out += i * x
        for y in it:
            out -= y
            break
    return out


def growing(n):
    items = [1]
    seen = 0
    for i, x in enumerate(items):
        seen += x
        if i < n:
            items.append(i)
            items[-1] += len(items)
    return seen, len(items)


def keys(d):
    n = 0
    for k, v in d.items():
        n += k * v
        if n % 1000 == 1:
            d[k] = 0
    return n


box = Box()
for items in (range(700), list(range(900)), Noisy(900, box), tuple(range(50))):
    print(numbered(items, box), box.value)
box.value = 5
for a, b in ((range(600), list(range(600))), (Noisy(700, box), range(650)), (list(range(9)), Noisy(9, box))):
    print(paired(a, b, box), box.value)
print(chained(list(range(800)), box), chained(Noisy(30, box), box), box.value)
print(numbered(Peek(1200), box), shared(list(range(1500))), growing(1200))
print(keys({i: i % 7 for i in range(2000)}))
try:
    d = {i: i for i in range(900)}
    for k, v in d.items():
        if k == 800:
            d["new"] = 1
except RuntimeError as e:
    print(e)
