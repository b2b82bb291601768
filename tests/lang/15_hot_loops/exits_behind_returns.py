# Leaving a hot loop inside a call that follows a call whose result was looked at by the returning instruction.


class Number:
    __slots__ = ("sign", "digits", "special")

    def __init__(self, sign, digits):
        self.sign = sign
        self.digits = digits
        self.special = False

    def __bool__(self):
        return self.special or self.digits != "0"

    def rounded(self):
        if self.sign:
            return -1
        return 1


def describe(n):
    if n.special:
        return "special"
    if not n:
        return "zero"
    step = n.rounded()
    return step, n.digits


def run(signs):
    return [describe(Number(s, str(i))) for i, s in enumerate(signs, 1)]


for period in (2, 3, 5, 7):
    signs = [int(i % period == 0) for i in range(600)]
    out = run(signs)
    print(period, out[:4], out[-3:], sum(o[0] for o in out), set(map(len, out)))


class Grows:
    pass


def grow(n):
    total = 0
    for i in range(n):
        a = Grows()
        b = a
        a.x = i
        b.y = a.x + 1
        if i % 3:
            a.z = b.y
        total += b.x + a.y + (b.z if i % 3 else 0)
    return total, a.__dict__


print(grow(1000))
