"""Hot loops over lists, dicts, sets, strings, tuples and objects, with changes of size and strategy."""


def list_strategies(n):
    out = []
    x = []
    for i in range(n):
        x.append(i)
    x.append(0.5)
    for i in range(n):
        x[i] = float(x[i])
    x.append("text")
    out.append((len(x), sum(v for v in x if not isinstance(v, str)), x[-1]))
    x.insert(0, None)
    del x[1:n // 2]
    x.reverse()
    out.append((len(x), x[0], x[1], x[-1]))
    y = [0] * 10
    for i in range(n):
        y[i % 10] += i
    y[3] = 2 ** 70
    for i in range(n):
        y[i % 10] -= 1
    out.append(y)
    return out


def grow_and_shrink(n):
    stack = []
    peak = 0
    for i in range(n):
        if i % 7 < 5:
            stack.append(i)
        elif stack:
            stack.pop()
        peak = max(peak, len(stack))
    while stack:
        stack.pop(0 if len(stack) % 2 else -1)
    return peak


def dict_loops(n):
    d = {}
    for i in range(n):
        d[i] = i
        if i > 50:
            del d[i - 50]
    e = {}
    for i in range(n):
        k = str(i % 100) if i % 3 else i % 100
        e[k] = e.get(k, 0) + 1
    f = {}
    for i in range(n):
        f.setdefault((i % 5, i % 3), []).append(i)
    return len(d), min(d), len(e), e["7"], e[9], sorted((k, len(v)) for k, v in f.items())[:3]


def word_count(n):
    text = "the cat sat on the mat and the dog ate the cat food " * (n // 50)
    counts = {}
    for word in text.split():
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))


def set_loops(n):
    seen = set()
    repeats = 0
    x = 1
    for i in range(n):
        x = (x * 1103515245 + 12345) % 2 ** 16
        if x in seen:
            repeats += 1
        else:
            seen.add(x)
        if len(seen) > 1000:
            seen = {v for v in seen if v % 2}
    return repeats, len(seen)


def matrix(n):
    a = [[(i * j) % 7 for j in range(n)] for i in range(n)]
    b = [[(i + j) % 5 for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0
            for k in range(n):
                s += a[i][k] * b[k][j]
            c[i][j] = s
    return sum(map(sum, c)), c[1][:5]


class Particle:
    __slots__ = ("x", "v")

    def __init__(self, x, v):
        self.x = x
        self.v = v

    def step(self, dt):
        self.x += self.v * dt
        if self.x > 10 or self.x < 0:
            self.v = -self.v


def particles(n):
    ps = [Particle(i * 0.5, 1 - i % 3) for i in range(10)]
    for _ in range(n):
        for p in ps:
            p.step(0.125)
    return [round(p.x, 6) for p in ps]


class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def __eq__(self, o):
        return (self.x, self.y) == (o.x, o.y)


def vectors(n):
    v = Vec(0, 0)
    d = Vec(1, 2)
    for i in range(n):
        v = v + d * (i % 3)
    return v.x, v.y, v == Vec(v.x, v.y)


class LinkedList:
    class Node:
        def __init__(self, value, next):
            self.value, self.next = value, next

    def __init__(self):
        self.head = None
        self.size = 0

    def push(self, value):
        self.head = self.Node(value, self.head)
        self.size += 1

    def __iter__(self):
        node = self.head
        while node is not None:
            yield node.value
            node = node.next

    def reverse(self):
        previous = None
        node = self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous


def linked(n):
    l = LinkedList()
    for i in range(n):
        l.push(i)
    l.reverse()
    return l.size, sum(l), next(iter(l)), max(l)


def string_scan(n):
    text = "abc,def;ghi " * (n // 12)
    words = vowels = 0
    word = ""
    for c in text:
        if c in "aeiou":
            vowels += 1
        if c.isalpha():
            word += c
        elif word:
            words += 1
            word = ""
    return words, vowels


def bytes_loop(n):
    data = bytearray(n)
    for i in range(n):
        data[i] = (i * i) & 0xFF
    checksum = 0
    for b in data:
        checksum = (checksum * 31 + b) & 0xFFFFFFFF
    return checksum, bytes(data[:8])


def tuples(n):
    a, b = 0, 1
    total = 0
    for i in range(n):
        a, b = b, (a + b) % 1000007
        pair = a, b
        total += pair[0] - pair[1]
    return a, b, total


def sieve(n):
    flags = [True] * n
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = [False] * len(range(i * i, n, i))
    return sum(flags[2:])


def closures(n):
    counters = [(lambda k: lambda x: x + k)(k) for k in range(5)]
    total = 0
    for i in range(n):
        total = counters[i % 5](total)
    return total


def star_calls(n):
    def f(*args, **kw):
        return len(args) + sum(kw.values())

    total = 0
    args = (1, 2)
    for i in range(n):
        total += f(*args, *args[: i % 3], k=i % 4, **{"z": 1})
    return total


def generators(n):
    def gen(k):
        for i in range(k):
            if i % 2:
                yield i

    return sum(sum(gen(k % 10)) for k in range(n)), [sum(x * x for x in gen(100))]


for f, n in ((list_strategies, 3000), (grow_and_shrink, 5000), (dict_loops, 4000), (word_count, 3000), (set_loops, 8000), (matrix, 30), (particles, 500), (vectors, 3000), (linked, 3000), (string_scan, 4000), (bytes_loop, 5000), (tuples, 5000), (sieve, 5000), (closures, 4000), (star_calls, 3000), (generators, 1000)):
    print(f.__name__, f(n))
