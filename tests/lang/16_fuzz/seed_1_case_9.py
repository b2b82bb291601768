"""Case 9 of the fuzzer's program with seed 1."""
import math, sys
from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run
from _things import *
g9_0 = 0
g9_1 = 1
class C9_0(Base):
    k = -5
    def __init__(self, a, *rest, b=8):
        super().__init__(a)
        self.b = b + len(rest)
    def m1(self, x):
        return super().m1(x) + 1
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value if name != 'c' else 8)
    def __gt__(self, other):
        return NotImplemented
    d = Descriptor()
    c = classmethod(lambda cls, x: x)
class C9_1:
    k = 5
    made = 0
    def __init__(self, a):
        self.a = a
        self.items = {}
        C9_1.made += 1
    def m0(self, x):
        self.items[x % 5] = x
        return len(self.items)
    def m1(self, x):
        try:
            return self.items[x % 5]
        except KeyError:
            return self.a
    def __getitem__(self, x):
        return self.items.get(x, 5)
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
            return 7
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
class C9_2(Base):
    k = 4
    def __init__(self, a, *rest, b=3):
        super().__init__(a)
        self.b = b + len(rest)
    def m1(self, x):
        return super().m1(x) + 1
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value if name != 'c' else 0)
    def __gt__(self, other):
        return NotImplemented
    d = Descriptor()
    c = classmethod(lambda cls, x: x)
def h9_0(a=-6, b=11):
    global g9_0, g9_1
    g9_1 = (g9_1 + 1) % 1000
    if a <= 0 or a > 12:
        return g9_1
    return h9_0(a - 1, b) + -5
def n9_0(n=3):
    global g9_0, g9_1
    i0, s0 = 0, 'a'
    try:
        while i0 < n:
            got = yield i0
            i0 += 1
            if got:
                note('got', got)
    except AttributeError as error:
        caught(error)
    finally:
        i0 += 1
        if i0 > 2**62:
            i0 = 0
        v1 = Tracer(1).start(sys._getframe())
        i0 += -1
        if i0 > 2**62:
            i0 = 2
        Monitor('BRANCH_LEFT BRANCH_RIGHT PY_UNWIND JUMP RAISE', False).start()
        v2 = 0
        while True:
            v2 += 1
            if v2 > 4:
                break
            try:
                for v3 in Countdown(2):
                    i0 = cut(i0 + v3)
            except Exception as error:
                caught(error)
        v1.stop()
    return s0
def case_9():
    global g9_0, g9_1
    i0 = 3; i1 = 294; i2 = 4
    f0 = 1.5; f1 = 1.5
    s0 = '\U0001f600' + '-'; s1 = '\U0001f600' + 'a'
    l0 = [-1, 6, 9]; l1 = l0
    d0 = {6: 8, 2: 2}
    t0 = (1, 'b')
    e0 = {11, 5, 6}
    x0 = 3; x1 = 9
    o0 = C9_1(8); o1 = C9_2(6); o2 = o0
    try:
        raise Custom(sum({v4: i0 for v4 in list(d0)}.values()))
    except Exception:
        note(sys.exc_info()[1], sys.exception().__traceback__.tb_lineno)
    for v5 in range(29):
        def v6(v7):
            return v7 if v7 <= 1 else v7 + v6(v7 - 1)
        i2 = cut(i2 + v6(v5 % 12))
        i0, i1 = i0, i2
    try:
        try:
            i2 += d0[i2] % 100
        except KeyError as error:
            caught(error)
            d0[4] = i1
    except Exception as error:
        caught(error)
    try:
        v8, (v9, v10) = i1, (len(e0), d0)
        i2 = cut(v8 + v9)
    except Exception as error:
        caught(error)
    try:
        d0[(f1 > f1) % 20] = d0.get(8, int(f1))
    except Exception as error:
        caught(error)
    try:
        v11 = Profiler().start()
        o2 = C9_1(t0[1])
        if i2 == 3:
            h9_0.__code__ = (lambda a=1, b=2, *c, **d: 10).__code__
        x0 = h9_0(sum(o1))
        v11.stop()
    except Exception as error:
        caught(error)
    try:
        s1 = ('é'.encode().decode('latin-1')[-3])[:20]
    except Exception as error:
        caught(error)
    try:
        if i2 == 6:
            o2.m1 = lambda x: x
        x1 = o0.m0(sum([v12 for v12 in []]))
    except Exception as error:
        caught(error)
    if i0 == 8:
        C9_1.__getattr__ = lambda self, name: len(name)
    try:
        note(o0.zzz)
    except AttributeError as error:
        caught(error)
    if '__getattr__' in C9_0.__dict__:
        del C9_0.__getattr__
    for v13 in (o0, o1, C9_0(12)):
        try:
            i2 = cut(i1 + v13.m0(i1))
        except TypeError as error:
            caught(error)
    try:
        x1 = (h9_0(*[]), 7.125, chr(97 + (f0 > f0) % 26)[1])[i0 % 3]
    except Exception as error:
        caught(error)
    try:
        if isinstance(x0, (str, list)):
            l1[(o0.m0(i2) if i1 % 5 == 2 else ((sys._getframe().f_lineno & 3) + int(f0))) % (len(l1) or 1)] = (2**31 + 1)
            o0.a += 1
            if i1 == 5:
                C9_2.k = (-x0)
            note(o0.k)
            C9_1.k = 101
        elif i1 % 4 == 1:
            try:
                def v14():
                    v15 = 0
                    def v16(v17):
                        nonlocal v15
                        v15 += v17
                        return v15
                    return v16
                v18 = v14()
                for v19 in range(4):
                    i1 += v18(v19)
            except Exception as error:
                caught(error)
        else:
            v20 = Monitor('BRANCH_LEFT BRANCH_RIGHT', True, [h9_0.__code__, case_9.__code__]).start()
            t0 = t0[1:] + (i2,)
            x1 = h9_0()
            v20.stop()
    except Exception as error:
        caught(error)
    return (d0, e0, f0, f1, i0, i1, i2, l0, l1, o0, o1, o2, s0, s1, t0, x0, x1)
run(case_9)
