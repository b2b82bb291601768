"""Events: emitters, signals as descriptors, state machines, undo, caches, retries."""

import collections
import functools


class Emitter:
    def __init__(self):
        self.handlers = collections.defaultdict(list)

    def on(self, name, handler=None, *, once=False):
        if handler is None:
            return functools.partial(self.on, name, once=once)
        self.handlers[name].append((handler, once))
        return handler

    def off(self, name, handler):
        before = len(self.handlers[name])
        self.handlers[name] = [pair for pair in self.handlers[name] if pair[0] is not handler]
        return len(self.handlers[name]) < before

    def emit(self, name, *args):
        called = 0
        for handler, once in list(self.handlers[name]):
            if once:
                self.off(name, handler)
            if handler(*args) is False:
                break
            called += 1
        return called


class Door:
    """A state machine that is a table."""

    TABLE = {
        ("closed", "open"): "opened",
        ("opened", "close"): "closed",
        ("closed", "lock"): "locked",
        ("locked", "unlock"): "closed",
    }

    def __init__(self):
        self.state = "closed"
        self.history = []

    def __getattr__(self, action):
        if action.startswith("_") or action not in {name for _, name in self.TABLE}:
            raise AttributeError(action)

        def act():
            new = self.TABLE.get((self.state, action))
            if new is None:
                raise RuntimeError(f"cannot {action} when {self.state}")
            self.history.append((self.state, action))
            self.state = new
            return self

        return act

    def undo(self):
        if not self.history:
            return False
        self.state, _ = self.history.pop()
        return True


class Cache:
    """The most recently used results of a function."""

    def __init__(self, size):
        self.size = size
        self.entries = collections.OrderedDict()
        self.hits = self.misses = 0

    def __call__(self, function):
        @functools.wraps(function)
        def inner(*args):
            if args in self.entries:
                self.hits += 1
                self.entries.move_to_end(args)
                return self.entries[args]
            self.misses += 1
            value = self.entries[args] = function(*args)
            if len(self.entries) > self.size:
                self.entries.popitem(last=False)
            return value

        inner.cache = self
        return inner


@Cache(5)
def slow_square(n):
    return n * n


def retried(times, *errors):
    def wrap(function):
        def inner(*args):
            for attempt in range(1, times + 1):
                try:
                    return function(*args, attempt)
                except errors as error:
                    if attempt == times:
                        raise RuntimeError(f"after {times} attempts") from error

        return inner

    return wrap


@retried(3, ValueError)
def flaky(succeed_at, attempt):
    if attempt < succeed_at:
        raise ValueError(attempt)
    return attempt


@functools.singledispatch
def describe(value):
    return f"something: {value}"


@describe.register
def _(value: int):
    return f"number {value}"


@describe.register(list)
def _(value):
    return [describe(item) for item in value]


def run():
    emitter = Emitter()
    log = []

    @emitter.on("ping")
    def first(value):
        log.append(("first", value))

    @emitter.on("ping", once=True)
    def second(value):
        log.append(("second", value))
        return value != 2

    emitter.on("ping", lambda value: log.append(("third", value)))
    yield emitter.emit("ping", 1), emitter.emit("ping", 2), emitter.emit("pong")
    yield emitter.off("ping", first), emitter.off("ping", first), log
    door = Door()
    yield door.open().close().lock().state
    try:
        door.open()
    except RuntimeError as error:
        yield str(error)
    yield door.undo(), door.state, [door.undo() for _ in range(3)]
    yield hasattr(door, "burn")
    yield [slow_square(n) for n in (1, 2, 1, 3, 4, 5, 6, 1, 2)], slow_square.cache.hits, slow_square.cache.misses
    yield flaky(1), flaky(3)
    try:
        flaky(4)
    except RuntimeError as error:
        yield str(error), repr(error.__cause__)
    yield describe([1, "a", [2.5]])
