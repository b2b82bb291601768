"""A repeated frame is printed three times and then counted."""
import sys

sys.setrecursionlimit(120)


def f(n):
    if n == 0:
        raise ValueError("bottom")
    return f(n - 1)


def ping(n):
    return pong(n)


def pong(n):
    if n == 0:
        raise KeyError("bottom")
    return ping(n - 1)


for action in (lambda: f(2), lambda: f(3), lambda: f(4), lambda: f(40), lambda: ping(3)):
    try:
        action()
    except Exception as e:
        sys.excepthook(type(e), e, e.__traceback__)
f(10)
