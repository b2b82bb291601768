"""Subscripts whose `__index__` changes the sequence that is being sliced."""

import array


class Clears:
    def __init__(self, target, value):
        self.target = target
        self.value = value

    def __index__(self):
        del self.target[:]
        return self.value


def attempt(make, action):
    s = make()
    try:
        result = action(s)
    except Exception as e:
        result = type(e).__name__, str(e)
    print(type(s).__name__, result, s)


def delete(s, key):
    del s[key]


def assign(s, key, value):
    s[key] = value


for make in (lambda: list(range(6)), lambda: bytearray(range(6)), lambda: array.array("i", range(6))):
    attempt(make, lambda s: s[Clears(s, 1):5])
    attempt(make, lambda s: s[1:Clears(s, 5)])
    attempt(make, lambda s: s[::Clears(s, 2)])
    attempt(make, lambda s: s[5:0:Clears(s, -1)])
    attempt(make, lambda s: delete(s, slice(Clears(s, 1), 5)))
    attempt(make, lambda s: delete(s, slice(None, None, Clears(s, 2))))
    attempt(make, lambda s: assign(s, slice(Clears(s, 1), 4), make()))
    attempt(make, lambda s: assign(s, slice(0, 6, Clears(s, 3)), make()[:2]))
    attempt(make, lambda s: s[Clears(s, 1)])
    attempt(make, lambda s: delete(s, Clears(s, 1)))
    attempt(make, lambda s: assign(s, Clears(s, 1), 7))
