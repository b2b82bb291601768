"""Generators that hot loops go through: their frames are part of the loop, and their objects need not exist."""
import sys


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def plain(n):
    total = 0
    for x in count(n):
        total += x
    return total


print(plain(5000), [plain(k) for k in range(6)])


def many(n):
    total = 0
    for i in range(n):
        for x in count(i % 5):
            total += x
    return total


print(many(2000))


def delegating(n):
    yield -1
    r = yield from count(n)
    yield r
    return n


def outer(n):
    r = yield from delegating(n)
    yield r * 100


def through(n):
    seen = {}
    for i in range(n):
        for x in outer(i % 4):
            seen[x] = seen.get(x, 0) + 1
    return sorted(seen.items(), key=str)


print(through(1000))


def accumulate():
    total = 0
    while True:
        x = yield total
        if x is None:
            return total
        total += x


def sending(n):
    g = accumulate()
    next(g)
    for i in range(n):
        last = g.send(i)
    try:
        g.send(None)
    except StopIteration as e:
        return last, e.value


print(sending(2000))


# What a loop makes may be kept, looked at and gone on with elsewhere.
def keeping(n):
    kept = []
    for i in range(n):
        g = count(3)
        a = next(g)
        for x in g:
            if i % 100 == 7:
                kept.append((g, x))
                break
    return [(x, list(g), g.gi_frame is None) for g, x in kept[:3]], len(kept)


print(keeping(1000))


def shared(n):
    g = count(n)
    total = 0
    for x in g:
        if x % 50 == 49:
            total += next(g, 0) * 1000
        total += x
    return total, g.gi_frame is None


print(shared(3000))


# Exceptions: out of a generator, into it, and those that it handles while it is suspended.
def failing(n):
    for i in range(n):
        if i == n - 1:
            raise KeyError(i)
        yield i


def catching(n):
    caught = 0
    total = 0
    for i in range(n):
        try:
            for x in failing(1 + i % 6):
                total += x
        except KeyError as e:
            caught += e.args[0]
    return caught, total


print(catching(1000))


def handling(n):
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            yield i
        except ValueError as e:
            yield repr(e), repr(sys.exception())
        yield repr(sys.exception())


def contexts(n):
    seen = {}
    try:
        raise IndexError("outside")
    except IndexError:
        for x in handling(n):
            key = x if not isinstance(x, (int, tuple)) else type(x).__name__
            seen[key] = seen.get(key, 0) + 1
    return sorted(seen.items())


print(contexts(600))


def thrown(n):
    log = {}

    def body():
        while True:
            try:
                yield "value"
            except ZeroDivisionError:
                yield "thrown"

    g = body()
    for i in range(n):
        r = next(g) if i % 10 else g.throw(ZeroDivisionError) if i else next(g)
        log[r] = log.get(r, 0) + 1
    g.close()
    return sorted(log.items())


print(thrown(800))


# Whoever looks sees the frames.
def looking(n):
    for i in range(n):
        if i % 97 == 96:
            f = sys._getframe()
            yield f.f_code.co_name, f.f_back.f_code.co_name, f.f_locals["i"] % 97, f.f_back.f_locals["z"]
        else:
            yield None


def looked_at(n):
    seen = set()
    z = "z"
    for x in looking(n):
        if x:
            seen.add(x)
    return seen


print(looked_at(1500))


def own_frame(n):
    holder = []

    def body():
        for i in range(n):
            if i == n - 5:
                holder.append(g.gi_frame)
                holder.append(g.gi_running)
            yield i

    g = body()
    states = set()
    for x in g:
        states.add(g.gi_running)
        if x == n - 3:
            print(holder[0].f_locals["i"], holder[0] is g.gi_frame, holder[1], g.gi_suspended)
    return states, holder[0].f_lineno is not None


print(own_frame(900))


def reentered(n):
    def body():
        for i in range(n):
            if i == n - 1:
                next(g)
            yield i

    g = body()
    last = None
    try:
        for last in g:
            pass
    except ValueError as e:
        return last, str(e)


print(reentered(700))


# Methods, expressions, closures, arguments of all kinds.
class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def build(items):
    if not items:
        return None
    i = len(items) // 2
    return Tree(build(items[:i]), items[i], build(items[i + 1 :]))


def walk(n):
    tree = build(range(12))
    total = 0
    for k in range(n):
        for i in tree:
            total += i * k
    return total


print(walk(200))


def expressions(n):
    total = 0
    for i in range(n):
        total += sum(x * i for x in range(3))
        for y in (z + i for z in (1, 2, 3) if z != i % 3):
            total += y
        total += any(x > 1 for x in (0, 1, i)) + all(x for x in [1, i])
        for a, b in ((p, q) for p in range(2) for q in range(2)):
            total += a * b
    return total


print(expressions(800))


def arguments(a, *rest, key=3, **more):
    yield a
    yield from rest
    yield key
    yield from sorted(more)


def calling(n):
    out = None
    for i in range(n):
        out = [x for x in arguments(i, 1, 2, other=5)]
        for x in arguments(i, key=i):
            out.append(x)
    return out


print(calling(600))


# An unset variable stays unset over a yield.
def unset(n):
    for i in range(n):
        if i == n - 1:
            x = 1
        yield i
        if i == n - 1:
            yield x
    del x
    yield "end"
    yield x


try:
    for v in unset(500):
        pass
except UnboundLocalError as e:
    print(v, e)


# Generators that are closed in the end.
def closing(log, n):
    try:
        for i in range(n):
            yield i
    finally:
        log.append(n)


def closed(n):
    log = []
    total = 0
    for i in range(n):
        for x in closing(log, 4):
            total += x
        g = closing(log, 5)
        next(g)
        g.close()
    return total, len(log), sum(log)


print(closed(500))


# Observers that come and go.
def observed(n):
    events = []

    def tracer(frame, event, arg):
        events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer

    total = 0
    for x in count(n):
        if x == n - 3:
            sys.settrace(tracer)
        if x == n - 2:
            sys.settrace(None)
        total += x
    return total, events


print(observed(800))


def profiled(n):
    events = {}

    def profiler(frame, event, arg):
        key = frame.f_code.co_name, event
        events[key] = events.get(key, 0) + 1

    sys.setprofile(profiler)
    for i in range(n):
        for x in delegating(2):
            pass
    sys.setprofile(None)
    return sorted(events.items())


print(profiled(300))


def traced(n):
    events = {}

    def tracer(frame, event, arg):
        key = frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno
        events[key] = events.get(key, 0) + 1
        return tracer

    def work():
        total = 0
        for i in range(n):
            for x in delegating(i % 3):
                total += x or 0
        return total

    sys.settrace(tracer)
    r = work()
    sys.settrace(None)
    return r, sorted(events.items())


for line in traced(400):
    print(line)
