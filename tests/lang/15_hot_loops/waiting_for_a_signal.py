# A hot loop that does nothing but wait: what interrupts it must be seen.
import signal
import threading


def wait_for(hits, n):
    while len(hits) < n:
        pass
    return len(hits)


def spin(flag):
    i = 0
    while not flag:
        i += 1
    return i > 0


hits = []
signal.signal(signal.SIGALRM, lambda *a: hits.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
print(wait_for(hits, 4) >= 4)
signal.setitimer(signal.ITIMER_REAL, 0)

flag = []
threading.Timer(0.1, lambda: flag.append(1)).start()
print(spin(flag))


class Stop(Exception):
    pass


def stop(*a):
    raise Stop


signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.1)
try:
    while True:
        pass
except Stop:
    print("stopped")
