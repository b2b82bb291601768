"""Async generators by hand and under asyncio: asend, athrow, aclose, finalisation, comprehensions."""
import asyncio
import contextlib


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)


def run_until_done(awaitable):
    """Drive an awaitable that never suspends; return its value."""
    it = awaitable.__await__()
    try:
        yielded = next(it)
    except StopIteration as e:
        return e.value
    return ("suspended", yielded)


async def numbers(n):
    try:
        for i in range(n):
            received = yield i
            if received:
                print("  received", received)
    except ValueError as e:
        print("  caught", e)
        yield "recovered"
    finally:
        print("  finally")


g = numbers(3)
print(type(g).__name__, g.__name__, g.ag_running, g.ag_await)
print(run_until_done(g.__anext__()), run_until_done(g.asend("hello")), run_until_done(g.athrow(ValueError("v"))))
attempt(lambda: run_until_done(g.__anext__()))
attempt(lambda: run_until_done(g.__anext__()))
print(run_until_done(g.aclose()))
g = numbers(3)
attempt(lambda: run_until_done(g.asend("too early")))
g = numbers(3)
run_until_done(g.__anext__())
print(run_until_done(g.aclose()))
attempt(lambda: run_until_done(g.__anext__()))
g = numbers(1)
attempt(lambda: run_until_done(g.athrow(KeyError("before start"))))
attempt(lambda: next(numbers(1)))
attempt(lambda: list(numbers(1)))
attempt(lambda: iter(numbers(1)))
step = numbers(1).__anext__()
print(type(step).__name__, run_until_done(step))
attempt(lambda: run_until_done(step))
step.close()
for source in ["async def f():\n  yield 1\n  return 2", "async def f():\n  yield from x", "def f():\n  async for x in y: pass", "async def f():\n  await (yield)\nprint('await of a yield compiles')", "async def f():\n  return [x async for x in y]\nprint('async comprehension compiles')", "f = lambda: [x async for x in y]", "async def f():\n  def g():\n    await x", "[x async for x in y]", "async def f():\n  return (x async for x in y)\nprint('async generator expression compiles')", "def f():\n  return (x async for x in y)\nprint('and in a plain function')", "async = 1", "await = 1", "async def f(await): pass"]:
    try:
        exec(source)
    except SyntaxError as e:
        print(repr(source), e.msg)


async def ignores_exit():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = ignores_exit()
run_until_done(g.__anext__())
attempt(lambda: run_until_done(g.aclose()))


async def stop_inside():
    yield 1
    raise StopAsyncIteration("inside")


g = stop_inside()
run_until_done(g.__anext__())
attempt(lambda: run_until_done(g.__anext__()))


async def stop_sync_inside():
    raise StopIteration("inside")
    yield


attempt(lambda: run_until_done(stop_sync_inside().__anext__()))


async def ticker(n, delay=0):
    for i in range(n):
        await asyncio.sleep(delay)
        yield i


async def squares(source):
    async for x in source:
        yield x * x


@contextlib.asynccontextmanager
async def resource(name):
    print("  open", name)
    try:
        yield name
    finally:
        await asyncio.sleep(0)
        print("  close", name)


async def main():
    print([x async for x in squares(ticker(4))])
    print(sum([x async for x in ticker(5) if x % 2]))
    print({x: y async for x, y in pairs()})
    agen = (x * 2 async for x in ticker(3))
    print(type(agen).__name__, [x async for x in agen])
    async with resource("r") as r:
        print("  using", r)
    try:
        async with resource("s"):
            raise ValueError("inside")
    except ValueError as e:
        print("  outside", e)
    async for x in ticker(10):
        if x == 2:
            break
    else:
        print("unreached")
    print("broke at", x)
    g = numbers(5)
    async for x in g:
        if x == 1:
            break
    await g.aclose()
    print(await anext(ticker(1)), await anext(numbers(0), "default"), type(aiter(ticker(1))).__name__)
    try:
        await anext(numbers(0))
    except StopAsyncIteration:
        print("exhausted")
    async with contextlib.aclosing(numbers(3)) as c:
        async for x in c:
            print("  ", x)
            break
    nested = [[y async for y in ticker(x)] async for x in ticker(3)]
    print(nested)
    print([await asyncio.sleep(0, x) for x in range(3)])


async def pairs():
    yield 1, 2
    yield 3, 4


asyncio.run(main())
