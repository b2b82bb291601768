"""Case 3 of the fuzzer's program with seed 7."""
import math, sys
from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run
from _things import *
g3_0 = 0
g3_1 = 1
class C3_0:
    k = -2
    made = 0
    def __init__(self, a):
        self.a = a
        self.items = {}
        C3_0.made += 1
    def m0(self, x):
        self.items[x % 5] = x
        return len(self.items)
    def m1(self, x):
        try:
            return self.items[x % 5]
        except KeyError:
            return self.a
    def __getitem__(self, x):
        return self.items.get(x, 2)
    def __setitem__(self, x, value):
        self.items[x % 9] = value
    def __delitem__(self, x):
        del self.items[x]
    def __contains__(self, x):
        return x in self.items
    def __iter__(self):
        return iter(list(self.items))
    def __bool__(self):
        return self.a % 2 == 0
    def __getattr__(self, name):
        if name == 'b':
            return -2
        raise AttributeError(name)
    def __iadd__(self, other):
        self.a += other
        return self
    @property
    def p(self):
        return self.made
    @staticmethod
    def s(x):
        return -x
    @classmethod
    def c(cls, x):
        cls.k = x % 1000
        return cls.k
class C3_1:
    k = 240
    made = 0
    def __init__(self, a):
        self.a = a
        self.items = {}
        C3_1.made += 1
    def m0(self, x):
        self.items[x % 5] = x
        return len(self.items)
    def m1(self, x):
        try:
            return self.items[x % 5]
        except KeyError:
            return self.a
    def __getitem__(self, x):
        return self.items.get(x, 4)
    def __setitem__(self, x, value):
        self.items[x % 9] = value
    def __delitem__(self, x):
        del self.items[x]
    def __contains__(self, x):
        return x in self.items
    def __iter__(self):
        return iter(list(self.items))
    def __bool__(self):
        return self.a % 2 == 0
    def __getattr__(self, name):
        if name == 'b':
            return 6
        raise AttributeError(name)
    def __iadd__(self, other):
        self.a += other
        return self
    @property
    def p(self):
        return self.made
    @staticmethod
    def s(x):
        return -x
    @classmethod
    def c(cls, x):
        cls.k = x % 1000
        return cls.k
def h3_0(a=8, b=12):
    global g3_0, g3_1
    g3_0 = (g3_1 + 1) % 1000
    if a <= 0 or a > 12:
        return g3_0
    return h3_0(a - 1, b) + 7
def h3_1(a=6, b=3):
    global g3_0, g3_1
    i0, x0 = 6, a
    def inner(c, d=3):
        nonlocal i0
        i0 += 1
        return c + d
    for n in range(b % 4):
        x0 = inner(n)
    if not (i0 + int(str(i0))):
        v1 = [lambda: v2 for v2 in range(6)]
        note([v3() for v3 in v1])
    return i0
def h3_2(a=7, b=4, *, c=18):
    global g3_0, g3_1
    i0, i1, f0 = c, b, 1e300
    for n in range(5):
        sys._getframe().f_locals['i1'] = 4
        i1 += 1
        if f0 < min(7.125, (i1 ** 2)):
            i0 = cut(i1 + (10**18 - 15))
        else:
            try:
                v4 = [lambda: v5 for v5 in range(3)]
                note([v6() for v6 in v4])
            except Exception as error:
                caught(error)
        if i0 == n:
            return a
    return i1
def n3_0(n=3):
    global g3_0, g3_1
    i0, i1, x0 = 7, 98, n
    for i in range(n):
        try:
            note(sorted(locals())[:3], sys._getframe().f_lineno, sys._getframe().f_code.co_name)
            i0 = (2**64 - 4)
        except Exception as error:
            caught(error)
        yield i0
def n3_1(n=7):
    global g3_0, g3_1
    if n > 0:
        x = yield from keep(n3_1(n - 2))
        yield n
    return n
def case_3():
    global g3_0, g3_1
    i0 = 0; i1 = 10; i2 = 2
    f0 = -0.0; f1 = 1.5
    s0 = '0' + 'a'; s1 = '-' + '\U0001f600'
    l0 = [10, 6, -5]; l1 = l0
    d0 = {6: 9, 5: 6}
    t0 = (1, '-')
    e0 = {-5, 6, 10}
    x0 = 8; x1 = 7
    o0 = C3_0(4); o1 = C3_0(12); o2 = o0
    for v7 in (int, float, str, bool, repr, type)[:3]:
        x0 = v7(i0)
    try:
        for v8 in [(-g3_0), ((f1 * f1) * f0), s0, (i0 // (i0 in o2))][:7]:
            x1 = v8
            try:
                i0 -= 4
                for v9 in range(35):
                    try:
                        x0 = h3_2(a=(lambda: i2)(), **{'b': (len(o1) ^ i2)})
                    except TypeError as error:
                        caught(error)
                    i0 = ((sum(d0.values()) + C3_0.k)) & (2**63 - 1)
                    if (v10 := sum(keep(v11 * 7 for v11 in [*keep(n3_1(1)), i1] if v11 % 5))) > 11:
                        i1 = v10 % 1000
            except Exception as error:
                caught(error)
    except Exception as error:
        caught(error)
    try:
        with Suppress(StopIteration) as v12:
            x0 = cut(x0 + 1)
    except Exception as error:
        caught(error)
    try:
        for v13 in range(89):
            if l0[::7] < list(map(abs, [])):
                continue
            x1 = sorted(l0, key=lambda v14: (v14 % 4, v14))
            i0 = cut(i0 + o2.m0(v13))
            o1.b = int('é')
            if i0 == v13:
                break
        else:
            v15 = [lambda: v16 for v16 in range(4)]
            note([v17() for v17 in v15])
            o0.a += 1
    except Exception as error:
        caught(error)
    return (d0, e0, f0, f1, i0, i1, i2, l0, l1, o0, o1, o2, s0, s1, t0, x0, x1)
run(case_3)
