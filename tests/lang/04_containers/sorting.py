"""Sorting: stability, runs, keys, comparison failures, mixed types, long inputs, reverse."""


class Key:
    compared = 0

    def __init__(self, value, tag=None):
        self.value = value
        self.tag = tag

    def __lt__(self, other):
        Key.compared += 1
        return self.value < other.value

    def __repr__(self):
        return f"{self.value}{self.tag or ''}"


def pseudo_random(n, seed=12345):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        out.append(seed % 1000)
    return out


def is_sorted(items):
    return all(not (b < a) for a, b in zip(items, items[1:]))


for n in (0, 1, 2, 3, 10, 31, 32, 33, 63, 64, 65, 100, 257, 1000, 5000):
    data = pseudo_random(n)
    by_sort = sorted(data)
    counted = []
    for v in range(1000):
        counted.extend([v] * data.count(v) if n <= 257 else [])
    print(n, is_sorted(by_sort), by_sort == counted if n <= 257 else sum(by_sort) == sum(data), sorted(data, reverse=True) == by_sort[::-1])

data = pseudo_random(300)
pairs = [(v % 10, i) for i, v in enumerate(data)]
stable = sorted(pairs, key=lambda p: p[0])
print(all(a < b for a, b in zip(stable, stable[1:])))
stable = sorted(pairs, key=lambda p: p[0], reverse=True)
print(all(a[0] > b[0] or (a[0] == b[0] and a[1] < b[1]) for a, b in zip(stable, stable[1:])))

print(sorted([Key(2, "a"), Key(1, "b"), Key(2, "c"), Key(1, "d")]))
print(sorted([Key(2, "a"), Key(1, "b"), Key(2, "c"), Key(1, "d")], reverse=True))
Key.compared = 0
sorted([Key(n) for n in range(100)])
print("sorted input needs", Key.compared)
Key.compared = 0
sorted([Key(-n) for n in range(100)])
print("reversed input needs", Key.compared)

for items in [[1, "a"], [None, 1], ["a", b"b"], [1, 2j], [[1], (1,)], [{}, {}], [1.5, "x"], [object(), object()]]:
    try:
        sorted(items)
    except TypeError as e:
        print(e)
print(sorted([1, 2.5, True, 0, False, -1.0]))
print(sorted([(1, "b"), (1, "a"), (0, "z"), (1,)]))
print(sorted(["b", "A", "a", "B", "", "é", "z", "10", "9"]))
print(sorted([b"b", b"a", b"", b"ab"]))
print(sorted(["abc", "ab", "abcd", "b"], key=len), sorted("hello world"), sorted({3: 1, 1: 2}), sorted({5, 1, 3}))
print(sorted([float("inf"), 1, float("-inf"), 2 ** 100, -(2 ** 100), 0.5]))
print(sorted([[3], [1, 2], [1], []]), sorted([True, False, True]))
print(sorted(range(10), key=lambda n: (n % 3, -n)))
print(sorted(["x1", "x10", "x2"], key=lambda s: int(s[1:])))
print(sorted([2, 1], key=None), sorted(iterable for iterable in (2, 1)))


class LtReturns:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return "" if self.value >= other.value else "yes"


print([x.value for x in sorted([LtReturns(3), LtReturns(1), LtReturns(2)])])


class Raises:
    def __lt__(self, other):
        raise KeyError("compare")


x = [Raises(), Raises()]
try:
    x.sort()
except KeyError as e:
    print(e, len(x))
x = [5, 3, "a", 1]
try:
    x.sort()
except TypeError:
    print(sorted(map(str, x)))


class Mutates:
    def __lt__(self, other):
        victim.append(1)
        return False


victim = [Mutates(), Mutates(), Mutates()]
try:
    victim.sort()
except ValueError as e:
    print(e)


class Clears:
    def __lt__(self, other):
        cleared.clear()
        return False


cleared = [Clears(), Clears(), Clears()]
try:
    cleared.sort()
    print("empty while sorting:", len(cleared))
except ValueError as e:
    print(e)
seen = []
[3, 1, 2].sort(key=lambda v: seen.append(v) or v)
print(seen)
inside = [3, 1, 2]
inside.sort(key=lambda v: len(inside))
print(inside)
nan = float("nan")
print(len(sorted([3, nan, 1, nan, 2])))
import functools

print(sorted([5, 2, 9, 1], key=functools.cmp_to_key(lambda a, b: b - a)))
words = "the quick brown fox jumps over the lazy dog".split()
print(sorted(words, key=lambda w: (len(w), w)), sorted(set(words), key=words.index))
sawtooth = [n % 50 for n in range(500)]
print(is_sorted(sorted(sawtooth)), sorted(sawtooth)[245:255])
organ = list(range(200)) + list(range(200, 0, -1))
print(is_sorted(sorted(organ)))
