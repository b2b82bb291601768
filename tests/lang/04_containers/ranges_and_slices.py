"""range and slice objects: arithmetic, membership, equality, hashing, big values, indices, errors."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


class Logged:
    def __getitem__(self, key):
        return key


r = range(2, 20, 3)
big = range(10 ** 20, 10 ** 20 + 10, 4)
log = Logged()
show("range(3)", "range(1, 3)", "range(0, 10, 2)", "range(-5)", "range(5, 0)", "range(5, 0, -2)", "list(range(5, 0, -2))", "range(0)", "range()", "range(1, 2, 3, 4)", "range(1, 2, 0)", "range(1.0)", "range('3')", "range(None)", "range(Index(3))", "range(True)", "range(stop=3)",
     "list(r)", "len(r)", "r[0]", "r[-1]", "r[5]", "r[6]", "r[-7]", "r[1:]", "r[::-1]", "r[::2]", "r[10:]", "r[::0]", "r['a']", "r.start, r.stop, r.step", "r.index(5)", "r.index(6)", "r.index('a')", "r.count(5)", "r.count(6)", "r.count('x')", "5 in r", "6 in r", "5.0 in r", "5.5 in r", "'5' in r", "None in r", "True in range(2)",
     "range(0) == range(2, 2)", "range(0, 3, 2) == range(0, 4, 2)", "range(3) == [0, 1, 2]", "range(3) != range(4)", "range(3) < range(4)", "hash(range(0)) == hash(range(5, 5))", "hash(range(0, 3, 2)) == hash(range(0, 4, 2))", "{range(3): 1}[range(0, 3)]", "range(3) + range(3)", "range(3) * 2",
     "reversed(range(5)).__next__()", "list(reversed(r))", "list(reversed(range(0)))", "sum(range(101))", "min(r)", "max(range(0))", "big", "list(big)", "len(big)", "big[1]", "big[-1]", "big[:2]", "10 ** 20 + 4 in big", "big.index(10 ** 20 + 8)", "len(range(10 ** 20))", "range(10 ** 20)[10 ** 19]", "bool(range(10 ** 20))", "range(10 ** 20)[2 ** 70:]",
     "bool(range(0))", "repr(range(0, 5, 1))", "str(range(0, -5, -1))", "list(iter(range(3)))", "range(3).__reduce__()[1]", "list(range(-2 ** 63, -2 ** 63 + 2))", "list(range(2 ** 63 - 2, 2 ** 63 + 1))", "list(range(2 ** 63, 2 ** 63 + 3, 2))", "list(range(0, -2 ** 65, -2 ** 63))", "range(3).x", "range(0, 2 ** 64, 2 ** 62)[3]")
show("slice(3)", "slice(1, 2)", "slice(1, 2, 3)", "slice()", "slice(1, 2, 3, 4)", "slice('a', [], None)", "slice(1, 2) == slice(1, 2)", "slice(1, 2) < slice(1, 3)", "slice(None) == slice(None, None, None)", "hash(slice(1, 2)) == hash(slice(1, 2))", "hash(slice(1, []))", "slice(1, 10, 2).indices(5)", "slice(None, None, -1).indices(5)",
     "slice(-3, None).indices(5)", "slice(10, 0, -3).indices(7)", "slice(-100, 100).indices(3)", "slice(0, 5, 0).indices(5)", "slice(1, 2).indices(-1)", "slice('a').indices(5)", "slice(1).indices('x')", "slice(Index(1), Index(4)).indices(3)", "slice(2 ** 100).indices(5)", "slice(-2 ** 100, 2 ** 100, 2 ** 100).indices(5)",
     "slice(1, 2).start, slice(1, 2).stop, slice(1, 2).step", "log[1:2]", "log[::]", "log[1:2, ...]", "log['a':'b':'c']", "log[:, None]", "slice(5).__reduce__()[1]", "log[1:2].x", "{slice(1): 2}[slice(1)]")
for statement in ["slice(1).start = 2", "range(3).start = 2", "del range(3).stop", "range(3)[0] = 1"]:
    try:
        exec(statement)
    except Exception as e:
        print(statement, type(e).__name__, e)
for start in (None, -7, -3, 0, 2, 7):
    for stop in (None, -7, -2, 0, 3, 7):
        print(start, stop, [list(range(5))[start:stop:step] for step in (None, 1, 2, -1, -2, 9)])
it = iter(range(3))
print(next(it), it.__length_hint__(), list(it), next(it, "end"))
it = iter(range(3))
next(it)
print(it.__reduce__()[1:], type(it).__name__, type(iter(big)).__name__)
total = 0
for i in range(10, -10, -3):
    total = total * 3 + i
print(total)
for i in range(2 ** 64, 2 ** 64 + 2):
    print(i)
print([i for i in range(3) for i in range(i)], list(zip(range(3), range(10, 0, -5))))
print("abcdef"[Index(2)], [1, 2, 3][Index(0):Index(2)], (1, 2)[Index(-1)], b"abc"[Index(1)], range(5)[Index(2)])
