"""Case 5 of the fuzzer's program with seed 25."""
import math, sys
from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run
from _things import *
g5_0 = 0
g5_1 = 1
class C5_0:
    k = -2
    def __init__(self, a, b=7):
        self.a = a
        self.b = b
    def m0(self, x):
        return self.a + x
    def m1(self, x):
        self.b = x
        return self.b - 279
    @property
    def p(self):
        return self.b
    @p.setter
    def p(self, value):
        self.b = value
    @staticmethod
    def s(x):
        return x + 3
    @classmethod
    def c(cls, x):
        return cls.k + x
class C5_1:
    __slots__ = ('a', 'b', 'c')
    k = 12
    def __init__(self, a=10):
        self.a = a
        self.b = 11
    def m0(self, x):
        return self.a - x
    def m1(self, x):
        self.c = x
        return self.c
    @property
    def p(self):
        return self.c
    @p.setter
    def p(self, value):
        self.c = cut(value)
    @staticmethod
    def s(x, y=0):
        return x * y
    @classmethod
    def c2(cls, x):
        return cls.k - x
def h5_0(a=46, b=3):
    global g5_0, g5_1
    i0, x0 = 0, a
    def inner(c, d=3):
        nonlocal i0
        i0 += 1
        return c + d
    for n in range(b % 4):
        x0 = inner(n)
    x0 = (3, 1e10, ''.join([v1 for v1 in ('\U0001f600' if i0 % 6 == 0 else type(x0).__name__) if v1 != '\U0001f600']))[i0 % 3]
    def v2(v3):
        nonlocal i0
        i0 += 1
        return v3 + i0
    x0 = [v2(v4) for v4 in range(7)]
    try:
        if i0 == 8:
            i0 = -i0
            x0 = cut(x0)
    except (TypeError, RuntimeError) as error:
        caught(error)
    finally:
        i0 += i0
    return i0
def h5_1(a=8, b=3):
    global g5_0, g5_1
    i0, x0 = 1, a
    def inner(c, d=0):
        nonlocal i0
        i0 += 1
        return c + d
    for n in range(b % 4):
        x0 = inner(n)
    def v5(v6):
        nonlocal i0
        i0 += 1
        return v6 + i0
    x0 = [v5(v7) for v7 in range(4)]
    return i0
def n5_0(n=2):
    global g5_0, g5_1
    if n > 0:
        x = yield from keep(n5_0(n - 2))
        yield n
    return n
def n5_1(n=5):
    global g5_0, g5_1
    i0, s0 = 0, '0'
    try:
        while i0 < n:
            got = yield i0
            i0 += 1
            if got:
                note('got', got)
    except StopIteration as error:
        caught(error)
    finally:
        with Suppress(LookupError) as v8:
            i0 = ((((sys._getframe().f_lineno & 3) != i0) + 12)) & 2**64
    return s0
def case_5():
    global g5_0, g5_1
    i0 = (2**53 - 30); i1 = 12; i2 = (10**18 - 10)
    f0 = 1e10; f1 = 3.0
    s0 = 'é' + '0'; s1 = '-' + 'xy'
    l0 = [0, 6, 7]; l1 = [9, 2, 9]
    d0 = {18: 189, 4: 3}
    t0 = (7, 'b')
    e0 = {3, 5, 158}
    x0 = 9; x1 = 4
    o0 = C5_0(-6); o1 = C5_1(4); o2 = o0
    s1 = ((s0 + s0))[:20]
    v9 = Monitor('PY_YIELD PY_RESUME', True, [h5_1.__code__, case_5.__code__]).start()
    i0 = cut(i2 + o1.m1(g5_1))
    i2 += i2
    x0 = (len(e0), (f0 * float(sum(e0))), repr('0'))[i2 % 3]
    x0 = h5_0(a=(-i0))
    v9.stop()
    try:
        globals()['g5_1'] = (sum(o2) ^ (sys._getframe().f_lineno & 3))
    except Exception as error:
        caught(error)
    try:
        l0[f'{round(f1)}-{s1}'.count('b') % (len(l1) or 1)] = (o2 < o1)
    except Exception as error:
        caught(error)
    try:
        v10 = Tracer(2).start()
        x1 = h5_0((len(o0) + (sys._getframe().f_lineno & 3)), b=int(f1))
        sys.settrace(None)
    except Exception as error:
        caught(error)
    try:
        for v11, v12 in list(d0.items())[:6]:
            note(v11, v12)
    except Exception as error:
        caught(error)
    try:
        for v13 in sorted(e0)[:2]:
            i2 = cut(i1 * 3 + v13)
    except Exception as error:
        caught(error)
    try:
        x1 = (len(o1), f1, (s1 if o0 > o0 else str(o0.a)).encode().decode('latin-1'))[i1 % 3]
    except Exception as error:
        caught(error)
    try:
        i2 += 1
    except Exception as error:
        caught(error)
    try:
        match x1:
            case int() if i2 < ((i2 ** 2) if o0 is o2 else l1[3]):
                i2 += 1
            case str():
                s1 = x0[:10]
            case [v14, *v15]:
                i1 = len(v15)
            case float() | None:
                x1 = sum(keep(n5_0()))
            case _:
                x1 = 7
    except Exception as error:
        caught(error)
    try:
        v16 = iter(l0)
        for v17 in v16:
            i2 = cut(i1 + v17 + next(v16, 3))
    except Exception as error:
        caught(error)
    try:
        if l1:
            v18 = Profiler().start()
            i0 ^= g5_0 & 255
            i2 //= 3
            v18.stop()
            o2 = C5_0(len(l1[0:3]))
            f0 += i0 / 6
            Monitor('LINE PY_UNWIND PY_YIELD PY_RESUME RAISE', False).start()
            for v19, v20 in zip(list(keep(n5_0())), list(keep(n5_1(3)))):
                i0 = cut(i1 + v19 * v20)
            if l1:
                i1 = cut(i2 + l1.pop())
            o2.a = i1
    except Exception as error:
        caught(error)
    try:
        try:
            o0[((g5_1 + t0[0]) in o0)] = i2
            x0 = o0[l1[-3]]
            del o0[i0]
        except (TypeError, KeyError) as error:
            caught(error)
    except Exception as error:
        caught(error)
    try:
        s1 = f'{s0}{i1}'[-12:]
    except Exception as error:
        caught(error)
    try:
        v21 = Monitor('PY_START', False, [h5_1.__code__, case_5.__code__]).start()
        o0.a = i1
        for v22 in (o2, 11, 'a', o1):
            try:
                note(v22.a)
            except AttributeError as error:
                caught(error)
        x0 = h5_0('a'.join(map(str, l1)), sum([v23 + v24 for v23 in range(4) for v24 in range(v23)]))
        v21.stop()
    except Exception as error:
        caught(error)
    return (d0, e0, f0, f1, i0, i1, i2, l0, l1, o0, o1, o2, s0, s1, t0, x0, x1)
run(case_5)
