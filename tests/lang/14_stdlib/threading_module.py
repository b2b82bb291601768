"""threading and queue: threads, locks, conditions, events, semaphores, barriers, locals, timers, executors."""
import concurrent.futures
import queue
import sys
import threading
import time
import _thread


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


results = []
t = threading.Thread(target=lambda a, b=0: results.append(a + b), args=(1,), kwargs={"b": 2}, name="adder")
print(t.name, t.is_alive(), t.ident, t.daemon)
t.start()
t.join()
print(results, t.is_alive(), t.ident is not None)
attempt(lambda: t.start())
attempt(lambda: threading.Thread(target=print).join())
attempt(lambda: threading.Thread(group=1))
attempt(lambda: threading.current_thread().join())
print(threading.current_thread() is threading.main_thread(), threading.active_count(), [x.name for x in threading.enumerate()], threading.current_thread().name)
counter = 0
lock = threading.Lock()


def work(n):
    global counter
    for _ in range(n):
        with lock:
            counter += 1


threads = [threading.Thread(target=work, args=(2000,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter, lock.locked(), lock.acquire(blocking=False), lock.acquire(blocking=False), lock.acquire(timeout=0.01), lock.release())
attempt(lambda: lock.release())
attempt(lambda: lock.acquire(False, 1))
attempt(lambda: lock.acquire(timeout=-5))
r = threading.RLock()
with r, r, r:
    print("reentrant")
attempt(lambda: r.release())
event = threading.Event()
order = []


def waiter():
    event.wait()
    order.append("woken")


t = threading.Thread(target=waiter)
t.start()
print(event.is_set(), event.wait(0.001))
order.append("before")
event.set()
t.join()
print(order, event.is_set())
condition = threading.Condition()
items = []


def consumer(n, out):
    for _ in range(n):
        with condition:
            condition.wait_for(lambda: items)
            out.append(items.pop(0))


out = []
t = threading.Thread(target=consumer, args=(5, out))
t.start()
for i in range(5):
    with condition:
        items.append(i)
        condition.notify()
t.join()
print(out)
attempt(lambda: condition.notify())
attempt(lambda: condition.wait())
s = threading.Semaphore(2)
print(s.acquire(), s.acquire(), s.acquire(blocking=False), s.release(2))
b = threading.BoundedSemaphore(1)
attempt(lambda: b.release())
attempt(lambda: threading.Semaphore(-1))
barrier = threading.Barrier(3)
passed = []
threads = [threading.Thread(target=lambda: passed.append(barrier.wait())) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
print(sorted(passed), barrier.n_waiting, barrier.broken)
local = threading.local()
local.value = "main"
seen = []


class Local(threading.local):
    def __init__(self, start):
        self.v = start


shared = Local(5)


def use_local():
    seen.append(hasattr(local, "value"))
    local.value = "thread"
    shared.v += 1
    seen.append((local.value, shared.v))


t = threading.Thread(target=use_local)
t.start()
t.join()
print(seen, local.value, shared.v)
fired = threading.Event()
timer = threading.Timer(0.001, fired.set)
timer.start()
print(fired.wait(10), timer.cancel())


class Sub(threading.Thread):
    def run(self):
        self.result = "from run"


sub = Sub(daemon=True)
sub.start()
sub.join()
print(sub.result, sub.daemon)
attempt(lambda: setattr(threading.current_thread(), "daemon", True))
q = queue.Queue(maxsize=2)
q.put(1)
q.put(2)
attempt(lambda: q.put(3, block=False))
attempt(lambda: q.put(3, timeout=0.001))
print(q.full(), q.qsize(), q.get(), q.get(), q.empty(), q.task_done(), q.task_done())
attempt(lambda: q.get_nowait())
attempt(lambda: q.task_done())
q.join()
q.shutdown()
attempt(lambda: q.put(1))
attempt(lambda: q.get())
p = queue.PriorityQueue()
for n in (3, 1, 2):
    p.put((n, str(n)))
l = queue.LifoQueue()
[l.put(n) for n in "abc"]
simple = queue.SimpleQueue()
simple.put(1)
print([p.get()[1] for _ in range(3)], [l.get() for _ in range(3)], simple.get(), simple.empty())


def producer(q, n):
    for i in range(n):
        q.put(i)
    q.put(None)


q = queue.Queue(5)
t = threading.Thread(target=producer, args=(q, 100))
t.start()
print(sum(iter(q.get, None)))
t.join()
with concurrent.futures.ThreadPoolExecutor(3, thread_name_prefix="pool") as pool:
    futures = [pool.submit(pow, n, 2) for n in range(5)]
    print([f.result() for f in futures], list(pool.map(lambda x: x + 1, range(5))), pool.submit(lambda: threading.current_thread().name.startswith("pool")).result())
    bad = pool.submit(lambda: 1 / 0)
    attempt(lambda: bad.result())
    print(type(bad.exception()).__name__, bad.done(), bad.cancelled(), bad.cancel())
    done, not_done = concurrent.futures.wait(futures)
    print(len(done), len(not_done), sorted(f.result() for f in concurrent.futures.as_completed(futures)))
    attempt(lambda: pool.submit(time.sleep, 0.2).result(timeout=0.001))
attempt(lambda: pool.submit(print))
future = concurrent.futures.Future()
calls = []
future.add_done_callback(lambda f: calls.append(f.result()))
future.set_result("set")
try:
    future.set_result(1)
except concurrent.futures.InvalidStateError as e:
    print(type(e).__name__)
print(calls, future.result())
errors = []
threading.excepthook = lambda a: errors.append((a.exc_type.__name__, str(a.exc_value)))
t = threading.Thread(target=lambda: [][1])
t.start()
t.join()
threading.excepthook = threading.__excepthook__
print(errors)
done = _thread.allocate_lock()
done.acquire()
_thread.start_new_thread(lambda: done.release(), ())
done.acquire()
print("low level thread ran", _thread.get_ident() == threading.get_ident(), sys.getswitchinterval())
print(threading.active_count())
