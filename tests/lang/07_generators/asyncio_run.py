"""asyncio: tasks, gather, cancellation, timeouts, queues, events, task groups, exceptions."""
import asyncio


async def worker(name, log, steps):
    for i in range(steps):
        log.append(f"{name}{i}")
        await asyncio.sleep(0)
    return name


async def failing(delay=0):
    await asyncio.sleep(delay)
    raise ValueError("failed")


async def forever(log):
    try:
        while True:
            await asyncio.sleep(1000)
    except asyncio.CancelledError as e:
        log.append(f"cancelled {e.args}")
        raise
    finally:
        log.append("cleanup")


async def main():
    log = []
    print(await asyncio.gather(worker("a", log, 2), worker("b", log, 3)), log)
    t = asyncio.create_task(worker("t", log, 1), name="named")
    print(t.get_name(), t.done(), await t, t.done(), t.result(), t.exception(), t.cancelled())
    try:
        await asyncio.gather(failing(), worker("c", [], 1))
    except ValueError as e:
        print("gather raised", e)
    print(await asyncio.gather(failing(), worker("d", [], 1), return_exceptions=True))
    log = []
    t = asyncio.create_task(forever(log))
    await asyncio.sleep(0)
    print(t.cancel("why"), t.cancelling())
    try:
        await t
    except asyncio.CancelledError as e:
        print("awaiting raised", e.args, t.cancelled(), log)
    try:
        t.result()
    except asyncio.CancelledError:
        print("result raises too")
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(100)
    except TimeoutError:
        print("timed out")
    try:
        await asyncio.wait_for(asyncio.sleep(100), 0.01)
    except TimeoutError as e:
        print("wait_for timed out", repr(e))
    print(await asyncio.wait_for(asyncio.sleep(0, "in time"), 10))
    queue = asyncio.Queue(maxsize=2)

    async def producer():
        for i in range(5):
            await queue.put(i)
        await queue.put(None)

    async def consumer():
        got = []
        while (item := await queue.get()) is not None:
            got.append(item)
            queue.task_done()
        return got

    print(await asyncio.gather(producer(), consumer()))
    event = asyncio.Event()
    order = []

    async def waiter(n):
        await event.wait()
        order.append(n)

    waiters = [asyncio.create_task(waiter(n)) for n in range(3)]
    await asyncio.sleep(0)
    event.set()
    await asyncio.wait(waiters)
    print(order)
    lock = asyncio.Lock()
    inside = []

    async def critical(n):
        async with lock:
            inside.append(("in", n))
            await asyncio.sleep(0)
            inside.append(("out", n))

    await asyncio.gather(*(critical(n) for n in range(3)))
    print(inside)
    semaphore = asyncio.Semaphore(2)
    running = peak = 0

    async def limited():
        nonlocal running, peak
        async with semaphore:
            running += 1
            peak = max(peak, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(limited() for _ in range(6)))
    print(peak)
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(failing())
            tg.create_task(failing())
            sibling = tg.create_task(asyncio.sleep(100))
    except* ValueError as eg:
        print(len(eg.exceptions), eg.message, sibling.cancelled())
    async with asyncio.TaskGroup() as tg:
        results = [tg.create_task(worker(n, [], 1)) for n in "xy"]
    print([r.result() for r in results])
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    calls = []
    loop.call_soon(calls.append, "soon")
    loop.call_later(0.001, future.set_result, "later")
    future.add_done_callback(lambda f: calls.append(f.result()))
    print(await future)
    await asyncio.sleep(0)
    print(calls)
    try:
        future.set_result(2)
    except asyncio.InvalidStateError as e:
        print(type(e).__name__)
    print(await asyncio.to_thread(sum, [1, 2, 3]), await loop.run_in_executor(None, len, "four"))
    done, pending = await asyncio.wait([asyncio.create_task(asyncio.sleep(0, "fast")), asyncio.create_task(asyncio.sleep(50))], return_when=asyncio.FIRST_COMPLETED)
    print([d.result() for d in done], len(pending))
    for p in pending:
        p.cancel()
    for next_done in asyncio.as_completed([asyncio.sleep(0.02, "slow"), asyncio.sleep(0, "quick")]):
        print(await next_done)
    shielded = asyncio.create_task(asyncio.sleep(0.01, "survived"))
    try:
        await asyncio.wait_for(asyncio.shield(shielded), 0.001)
    except TimeoutError:
        print(await shielded)
    condition = asyncio.Condition()
    notified = []

    async def waits():
        async with condition:
            await condition.wait()
            notified.append(1)

    tasks = [asyncio.create_task(waits()) for _ in range(2)]
    await asyncio.sleep(0)
    async with condition:
        condition.notify_all()
    await asyncio.gather(*tasks)
    print(notified, asyncio.current_task().get_name(), len(asyncio.all_tasks()))
    process = await asyncio.create_subprocess_exec("/bin/echo", "from a process", stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    print(out, process.returncode)
    return "main result"


print(asyncio.run(main()))
for bad in (lambda: asyncio.run(5), lambda: asyncio.get_running_loop(), lambda: asyncio.run(failing())):
    try:
        bad()
    except (ValueError, RuntimeError, TypeError) as e:
        print(type(e).__name__, e)


async def nested_run():
    coro = worker("n", [], 1)
    try:
        asyncio.run(coro)
    except RuntimeError as e:
        print(e)
    coro.close()


asyncio.run(nested_run())
with asyncio.Runner() as runner:
    print(runner.run(worker("r", [], 1)), runner.run(worker("s", [], 1)))
