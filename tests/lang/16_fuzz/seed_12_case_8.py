"""Case 8 of the fuzzer's program with seed 12."""
import math, sys
from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run
from _things import *
g8_0 = 0
g8_1 = 1
class C8_0(list):
    k = 178
    a = 6
    def __init__(self, a):
        list.__init__(self, [a, -7])
        self.b = a
    def m0(self, x):
        return self[x % len(self)]
    def m1(self, x):
        return sum(self) + x
    def __getitem__(self, x):
        return list.__getitem__(self, x % (len(self) or 1))
    @property
    def p(self):
        return len(self)
    def s(x):
        return x
    @classmethod
    def c(cls, x):
        return cls.a + x
class C8_1:
    k = 169
    def __init__(self, a):
        self.a = a
        if a % 2:
            self.c = a
        else:
            self.d = 7
        self.b = -9
    def m0(self, x, y=8):
        if x > 3:
            return x + y
        return self.m1(x)
    def m1(self, x):
        total = 0
        for n in range(x % 5):
            total += self.a if n % 2 else self.b
        return total
    def __add__(self, other):
        return self.a + other
    def __rsub__(self, other):
        return other - self.b
    def __eq__(self, other):
        return isinstance(other, C8_1) and self.a == other.a
    def __hash__(self):
        return hash(self.a)
    def __lt__(self, other):
        return self.b < other.b
    def __len__(self):
        return self.b % 3
    def __call__(self, x):
        return self.m0(x)
    p = property(lambda self: self.a + 1)
    s = staticmethod(lambda x: x)
    c = classmethod(lambda cls, x: cls.k)
def h8_0(a=6, *args, c=6, **keywords):
    global g8_0, g8_1
    i0, i1, x0 = 4, 2, a
    l0 = list(args)
    i0 -= 3
    x0 = (i0, 0.5, chr(97 + int(str(i1)) % 26))[i0 % 3]
    if i1 < 7:
        x0 = len(str(x0))
    elif i1 < 2:
        x0 = (math.copysign(1e10, l0[-1]) + (-0.0 * 7.125))
    else:
        x0 = str((sum([v1 + v2 for v1 in range(7) for v2 in range(v1)]) // 4))
    return cut(i0 + c + len(args) + len(keywords))
def n8_0(n=7):
    global g8_0, g8_1
    i0, s0 = 0, '\U0001f600'
    try:
        while i0 < n:
            got = yield i0
            i0 += 1
            if got:
                note('got', got)
    except ValueError as error:
        caught(error)
    finally:
        i0, i0 = i0, i0
    return s0
def n8_1(n=4):
    global g8_0, g8_1
    i0 = 11
    while n > 0:
        n -= 1
        i0 = cut(i0 * 3 + 1)
        yield i0
        if i0 % 3 == 0:
            return 9
def case_8():
    global g8_0, g8_1
    i0 = 4; i1 = 0; i2 = (-2**61 - 5)
    f0 = 3.0; f1 = 1e300
    s0 = '\U0001f600' + 'a'; s1 = '-' + 'a'
    l0 = [4, 4, 0]; l1 = [7, 5, 3]
    d0 = {5: 9, 5: 2}
    t0 = (-2, 'b')
    e0 = {5, 5, 0}
    x0 = 3; x1 = 3
    o0 = C8_0(-9); o1 = C8_1(2); o2 = o0
    o2.b = x0
    try:
        x1 = cut((x0 * 1))
    except Exception as error:
        caught(error)
    v3 = []
    for v4 in range(4):
        v3.append(lambda v5=v4: v5 + v4)
    i0 += sum([v6() for v6 in v3])
    try:
        i0 = (d0.setdefault(8, ((sys._getframe().f_lineno & 3) % 3))) % 2**62
    except Exception as error:
        caught(error)
    try:
        x0 = i1
        if i2 > 4:
            x0 += 3.0
        f0 += cut(x0)
    except Exception as error:
        caught(error)
    x0 = h8_0(C8_0.k, 11)
    try:
        x0 = (i1, (f0 + i1), f'{f0:.3f}')[i2 % 3]
    except Exception as error:
        caught(error)
    poke('i0', 4)
    i2 += 1
    try:
        if i1 == 5:
            h8_0.__code__ = (lambda a=1, b=2, *c, **d: 2).__code__
        x0 = h8_0(i2)
    except Exception as error:
        caught(error)
    l1.append('0'.join([s1, str(l1)]))
    try:
        i1 = sum(l1) % 2**62
    except TypeError as error:
        caught(error)
    finally:
        l0.pop()
    try:
        for v7 in range(37):
            if v7 == 29:
                globals()['len'] = lambda value: 12
            i0 += len('é')
            if 'len' in globals():
                del globals()['len']
            l1.append(len(vars(o1)))
            if len(l1) > 20:
                del l0[3:15]
            s0 = (s1)[:20]
    except Exception as error:
        caught(error)
    try:
        x0 = eval('i0 + -7')
    except Exception as error:
        caught(error)
    try:
        if i0 % 7 == 1:
            if i2 == 5:
                C8_0.k = x1
            note(o2.k)
            C8_0.k = 6
            i1 = (sum(o0)) % 1009
    except Exception as error:
        caught(error)
    try:
        e0.discard((~len(o1)) % 30)
    except Exception as error:
        caught(error)
    return (d0, e0, f0, f1, i0, i1, i2, l0, l1, o0, o1, o2, s0, s1, t0, x0, x1)
run(case_8)
