"""Coroutines driven by hand: await, `__await__`, send, throw, close, errors, async comprehensions."""
import gc
import inspect
import types
import warnings

warnings.simplefilter("ignore")


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e, repr(e.__context__))


class Ask:
    def __init__(self, question):
        self.question = question

    def __await__(self):
        answer = yield self.question
        return f"<{answer}>"


async def conversation(n):
    log = []
    for i in range(n):
        log.append(await Ask(f"q{i}"))
    return log


def drive(coro, answers):
    asked = []
    value = None
    answers = iter(answers)
    try:
        while True:
            asked.append(coro.send(value))
            value = next(answers)
    except StopIteration as e:
        return asked, e.value


print(drive(conversation(2), ["a", "b"]))


async def outer():
    first = await conversation(1)
    second = await conversation(1)
    return first + second


print(drive(outer(), "xy"))
c = conversation(1)
print(type(c).__name__, c.__name__, inspect.iscoroutine(c), inspect.iscoroutinefunction(conversation), inspect.getcoroutinestate(c), c.cr_await, c.cr_running)
c.send(None)
print(inspect.getcoroutinestate(c), type(c.cr_await).__name__, c.cr_suspended)
attempt(lambda: c.throw(ValueError("thrown in")))
print(inspect.getcoroutinestate(c))
attempt(lambda: c.send(None))
attempt(lambda: next(conversation(1)))
attempt(lambda: iter(conversation(1)))
attempt(lambda: [x for x in conversation(1)])
attempt(lambda: conversation(1).send("not None"))


async def awaits(x):
    return await x


for bad in [5, None, "text", [1], (x for x in ())]:
    attempt(lambda: awaits(bad).send(None))


class BadAwait:
    def __await__(self):
        return 5


class AwaitCoroutine:
    def __await__(self):
        return conversation(1)


class AwaitIter:
    def __await__(self):
        return iter(["from an iterator"])


attempt(lambda: awaits(BadAwait()).send(None))
attempt(lambda: awaits(AwaitCoroutine()).send(None))
attempt(lambda: awaits(AwaitIter()).send(None))
done = conversation(0)
attempt(lambda: done.send(None))
attempt(lambda: awaits(done).send(None))
shared = conversation(1)
a, b = awaits(shared), awaits(shared)
a.send(None)
attempt(lambda: b.send(None))


async def catches():
    try:
        await Ask("risky")
    except ValueError as e:
        return f"caught {e}"
    finally:
        print("  finally")


c = catches()
c.send(None)
attempt(lambda: c.throw(ValueError("v")))
c = catches()
c.send(None)
print(c.close())
print(catches().close())


async def awaits_in_finally():
    try:
        await Ask("1")
    finally:
        await Ask("2")


c = awaits_in_finally()
c.send(None)
attempt(lambda: c.close())


@types.coroutine
def legacy(n):
    total = 0
    for i in range(n):
        total += yield i
    return total


async def uses_legacy():
    return await legacy(3)


print(drive(uses_legacy(), [10, 20, 30]))


class Manager:
    def __init__(self, name, suppress=False):
        self.name = name
        self.suppress = suppress

    async def __aenter__(self):
        print("  aenter", self.name, await Ask(f"enter {self.name}"))
        return self.name

    async def __aexit__(self, kind, value, tb):
        print("  aexit", self.name, kind and kind.__name__, await Ask(f"exit {self.name}"))
        return self.suppress


async def uses_managers(fail):
    async with Manager("a", suppress=True) as a, Manager("b") as b:
        print("  body", a, b)
        if fail:
            raise ValueError("in body")
        return "returned from the body"
    return "after"


print(drive(uses_managers(False), range(10)))
print(drive(uses_managers(True), range(10)))


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        await Ask(f"tick {self.n}")
        self.n -= 1
        return self.n


async def loops():
    seen = []
    async for x in Countdown(3):
        if x == 1:
            continue
        seen.append(x)
    else:
        seen.append("else")
    return seen, [x async for x in Countdown(2)], {x async for x in Countdown(2) if x}, {x: await Ask("v") async for x in Countdown(1)}


print(drive(loops(), "abcdefghijkl"))


async def bad_loops(kind):
    if kind == 0:
        async for x in [1]:
            pass
    if kind == 1:
        async with 5:
            pass
    if kind == 2:
        class NoNext:
            def __aiter__(self):
                return self
        async for x in NoNext():
            pass
    if kind == 3:
        class BadNext:
            def __aiter__(self):
                return self

            def __anext__(self):
                return 5
        async for x in BadNext():
            pass
    if kind == 4:
        for x in Countdown(1):
            pass
    if kind == 5:
        class AiterAsync:
            async def __aiter__(self):
                return self
        async for x in AiterAsync():
            pass
    if kind == 6:
        with Manager("x"):
            pass
    if kind == 7:
        raise StopIteration("in a coroutine")
    if kind == 8:
        class OnlyEnter:
            async def __aenter__(self):
                pass
        async with OnlyEnter():
            pass


for kind in range(9):
    attempt(lambda: bad_loops(kind).send(None))


async def comprehension():
    return [await Ask(i) for i in range(2)], [x for x in [await Ask("iter")]], sum([await Ask("n") is not None])


print(drive(comprehension(), "pqrs"))
del c, a, b, shared
gc.collect()
warnings.simplefilter("always")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    conversation(1)
    gc.collect()
    print([str(w.message) for w in caught])
