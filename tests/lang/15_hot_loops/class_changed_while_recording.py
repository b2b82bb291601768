"""A class is changed by the very iteration that is recorded, after it was looked into."""

class C:
    k = 1

    def __init__(self):
        self.a = 1


def walk(n=1):
    if n > 0:
        x = yield from walk(n - 2)
        yield n


def case():
    o = C()
    for v in range(3):
        for w in walk(4):
            i = 1
        print(o.k)
        C.k = 2


case()


class Counter:
    step = 1


def count():
    counter = Counter()
    total = 0
    for n in range(40):
        total += counter.step
        if n % 13 == 5:
            Counter.step += 1
        total += counter.step * 100
    return total


print(count())
