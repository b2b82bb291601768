"""A global read for the first time while a loop is recorded, and the last items of tuples of several lengths."""

Later = None


def first_read(n):
    if n < 6:
        return 0
    return 1 if Later is None else 2


def change(rounds):
    global Later
    seen = []
    for n in range(rounds):
        if n == 30:
            Later = "set"
        seen.append(first_read(n))
    return seen


print(change(60))


def tails(tuples):
    out = []
    for t in tuples:
        out.append(t[-1])
        out.append(t[-2])
    return out


print(tails([(1, 2)] * 40 + [(1, 2, 3)] * 40 + [("a", "b", "c", "d")] * 3)[76:90])
