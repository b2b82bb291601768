"""Ways through code: loops left early, exceptions, finally, with, match, generators closed early, async."""

import asyncio
import contextlib


def search(rows, wanted):
    for number, row in enumerate(rows):
        for value in row:
            if value is None:
                break
            if value == wanted:
                return number
        else:
            continue
        if number > 2:
            break
    else:
        return "not in any"
    return "given up"


def drained(values):
    out = []
    while values:
        value = values.pop()
        if value < 0:
            continue
        if value > 100:
            break
        out.append(value)
    else:
        out.append("empty")
    return out


def attempt(how):
    steps = []
    try:
        steps.append("try")
        if how == "value":
            raise ValueError("v")
        if how == "key":
            {}["missing"]
        if how == "return":
            return steps
        if how == "type":
            len(5)
        if how == "custom":
            raise RuntimeError("outer") from ValueError("inner")
    except ValueError as error:
        steps.append(str(error))
    except (KeyError, TypeError):
        steps.append("key or type")
    except Exception as error:
        steps.append(repr(error.__cause__))
    else:
        steps.append("else")
    finally:
        steps.append("finally")
    steps.append("after")
    return steps


def finally_wins():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                return "returned"
        finally:
            LOG.append(i)
    return "ended"


LOG = []


def nested_tries(depth):
    try:
        try:
            if depth > 0:
                nested_tries(depth - 1)
            else:
                raise LookupError("deep")
        finally:
            LOG.append(depth)
    except LookupError:
        if depth < 2:
            raise
        return "caught at " + str(depth)


def groups():
    caught = []
    try:
        raise ExceptionGroup("some", [ValueError(1), ExceptionGroup("in", [TypeError(2), ValueError(3)])])
    except* ValueError as group:
        caught.append(len(group.exceptions))
    except* TypeError:
        caught.append("type")
    except* OSError:
        caught.append("never")
    return caught


class Resource:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        LOG.append("+" + self.name)
        return self

    def __exit__(self, kind, error, traceback):
        LOG.append("-" + self.name)
        return self.swallow


@contextlib.contextmanager
def managed(name):
    LOG.append("<" + name)
    try:
        yield name.upper()
    except ZeroDivisionError:
        LOG.append("zero")
    finally:
        LOG.append(">" + name)


def withs():
    with Resource("a"), Resource("b", swallow=True) as b:
        raise KeyError(b.name)
    with (
        managed("c") as c,
        Resource("d"),
    ):
        1 / 0
    with contextlib.suppress(ValueError):
        with Resource("e"):
            int("x")
        LOG.append("not reached")
    for _ in range(2):
        with Resource("f"):
            continue
    return c


def shape_of(value):
    match value:
        case 0 | 1:
            return "bit"
        case int(n) if n < 0:
            return "negative"
        case int():
            return "number"
        case "":
            return "empty text"
        case str(text):
            return f"text of {len(text)}"
        case []:
            return "empty list"
        case [single]:
            return f"one {shape_of(single)}"
        case [first, *_, last]:
            return f"from {shape_of(first)} to {shape_of(last)}"
        case {"kind": kind, **rest}:
            return f"{kind} and {len(rest)} more"
        case Resource(name=name, swallow=True):
            return f"swallowing {name}"
        case Resource():
            return "resource"
        case None:
            return "nothing"
    return "unknown"


def countdown(n):
    try:
        while n > 0:
            received = yield n
            if received:
                n = received
            else:
                n -= 1
    except GeneratorExit:
        LOG.append("closed")
        raise
    finally:
        LOG.append("generator ended")
    return "done"


def delegating():
    result = yield from countdown(2)
    yield result


def generators():
    out = list(delegating())
    gen = countdown(3)
    out.append(next(gen))
    out.append(gen.send(10))
    gen.close()
    gen = countdown(1)
    next(gen)
    try:
        gen.throw(KeyError("thrown"))
    except KeyError as error:
        out.append(error.args)
    for value in countdown(5):
        if value == 4:
            break
        out.append(value)
    return out


async def produce(count):
    for i in range(count):
        await asyncio.sleep(0)
        yield i


class AsyncResource:
    async def __aenter__(self):
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *details):
        await asyncio.sleep(0)
        return False


async def consume(count):
    total = 0
    async with AsyncResource():
        async for value in produce(count):
            if value == 3:
                continue
            total += value
        else:
            total += 100
    squares = [value * value async for value in produce(count) if value % 2]
    try:
        async with asyncio.timeout(10):
            await asyncio.sleep(0)
    except TimeoutError:
        total = -1
    return total, squares


async def gathered():
    results = await asyncio.gather(consume(5), consume(2), return_exceptions=True)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(consume(n)) for n in (1, 2)]
    return results, [task.result() for task in tasks]


def asserted(x):
    assert x, "falsy"
    assert isinstance(x, int)
    return x


def recursive(n):
    return 1 if n <= 1 else n * recursive(n - 1)


def run():
    rows = [[1, 2], [3, None, 4], [5, 6], [7, None, 8]]
    yield search(rows, 3), search(rows, 5), search(rows, 99), search([[1]], 2)
    yield drained([1, -1, 5]), drained([1, 1000, 2])
    for how in ("value", "key", "return", "type", "custom", "none"):
        yield attempt(how)
    yield finally_wins(), nested_tries(3), groups()
    yield withs()
    values = (0, -5, 9, "", "abc", [], [1], [1, 2, 3], {"kind": "k", "a": 1}, Resource("r"), None, 2.5)
    yield [shape_of(value) for value in values]
    yield shape_of(Resource("s", True))
    yield generators()
    yield asyncio.run(gathered())
    try:
        asserted(0)
    except AssertionError as error:
        yield str(error)
    yield asserted(1), recursive(5)
    yield LOG
