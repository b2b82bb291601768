"""Generators as coroutines: pipelines, schedulers, lexers, context managers made from them."""
import contextlib
from collections import deque


def coroutine(f):
    def start(*args):
        g = f(*args)
        next(g)
        return g
    return start


@coroutine
def printer(prefix):
    try:
        while True:
            print(prefix, (yield))
    except GeneratorExit:
        print(prefix, "closed")


@coroutine
def grep(word, target):
    try:
        while True:
            line = yield
            if word in line:
                target.send(line)
    except GeneratorExit:
        target.close()


@coroutine
def broadcast(*targets):
    while True:
        item = yield
        for t in targets:
            t.send(item)


p = printer("out:")
g = grep("a", p)
for word in ["abc", "xyz", "banana"]:
    g.send(word)
g.close()
listeners = printer("one"), printer("two")
b = broadcast(*listeners)
b.send("hello")
b.close()
for listener in listeners:
    listener.close()


def task(name, n):
    for i in range(n):
        print(f"{name}{i}", end=" ")
        yield
    return name * n


def scheduler(*tasks):
    queue = deque(tasks)
    results = []
    while queue:
        t = queue.popleft()
        try:
            next(t)
        except StopIteration as e:
            results.append(e.value)
        else:
            queue.append(t)
    print()
    return results


print(scheduler(task("a", 3), task("b", 1), task("c", 2)))


def numbers(text):
    digits = ""
    for c in text + " ":
        if c.isdigit():
            digits += c
        elif digits:
            yield int(digits)
            digits = ""


def windows(it, n):
    window = deque(maxlen=n)
    for x in it:
        window.append(x)
        if len(window) == n:
            yield tuple(window)


def average(pairs):
    for pair in pairs:
        yield sum(pair) / len(pair)


print(list(average(windows(numbers("10, 20; 40 and 80"), 2))))


def lexer(text):
    pos = 0
    while pos < len(text):
        c = text[pos]
        if c.isspace():
            pos += 1
        elif c.isdigit():
            start = pos
            while pos < len(text) and text[pos].isdigit():
                pos += 1
            yield "number", int(text[start:pos])
        else:
            pos += 1
            yield "op", c


class Parser:
    def __init__(self, text):
        self.tokens = lexer(text)
        self.advance()

    def advance(self):
        self.current = next(self.tokens, ("end", None))

    def expression(self):
        value = self.term()
        while self.current in (("op", "+"), ("op", "-")):
            op = self.current[1]
            self.advance()
            right = self.term()
            value = value + right if op == "+" else value - right
        return value

    def term(self):
        value = self.factor()
        while self.current in (("op", "*"), ("op", "/")):
            op = self.current[1]
            self.advance()
            right = self.factor()
            value = value * right if op == "*" else value // right
        return value

    def factor(self):
        kind, value = self.current
        self.advance()
        if kind == "number":
            return value
        if value == "(":
            inner = self.expression()
            self.advance()
            return inner
        if value == "-":
            return -self.factor()
        raise SyntaxError(f"unexpected {value!r}")


for text in ["1 + 2 * 3", "(1 + 2) * 3", "-4 * (2 - 5) / 2", "2 +"]:
    try:
        print(text, "=", Parser(text).expression())
    except SyntaxError as e:
        print(text, e)


@contextlib.contextmanager
def managed(name, log):
    log.append(f"enter {name}")
    try:
        yield name.upper()
    except ValueError as e:
        log.append(f"caught {e}")
    finally:
        log.append(f"exit {name}")


log = []
with managed("a", log) as a, managed("b", log) as b:
    log.append(a + b)
    raise ValueError("swallowed by b")
print(log)
try:
    with managed("c", log):
        raise KeyError("passes")
except KeyError:
    print(log[-1])


@contextlib.contextmanager
def bad():
    yield 1
    yield 2


try:
    with bad():
        pass
except RuntimeError as e:
    print(e)


def no_yield():
    if False:
        yield


try:
    with contextlib.contextmanager(no_yield)():
        pass
except RuntimeError as e:
    print(e)


def interleave(*its):
    its = [iter(i) for i in its]
    while its:
        for it in its[:]:
            try:
                yield next(it)
            except StopIteration:
                its.remove(it)


print(list(interleave("abc", [1], (x for x in "XY"))))


def merge(a, b):
    sentinel = object()
    a, b = iter(a), iter(b)
    x, y = next(a, sentinel), next(b, sentinel)
    while x is not sentinel and y is not sentinel:
        if x <= y:
            yield x
            x = next(a, sentinel)
        else:
            yield y
            y = next(b, sentinel)
    if x is not sentinel:
        yield x
        yield from a
    if y is not sentinel:
        yield y
        yield from b


print(list(merge([1, 4, 6], [2, 3, 7, 8])), list(merge([], [1])), list(merge("ad", "bc")))
total = 0
for i, v in enumerate(x * x for x in range(20000)):
    total += v if i % 2 else -v
print(total)
