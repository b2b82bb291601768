"""Case 2 of the fuzzer's program with seed 17."""
import math, sys
from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run
from _things import *
g2_0 = 0
g2_1 = 1
class C2_0:
    __slots__ = ('a', 'b', 'c')
    k = 197
    def __init__(self, a=11):
        self.a = a
        self.b = 10
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
    def s(x, y=116):
        return x * y
    @classmethod
    def c2(cls, x):
        return cls.k - x
def h2_0(a=8, b=None, /, c=2):
    global g2_0, g2_1
    i0, s0, x0 = -6, '0', b
    try:
        v1 = []
        for v2 in range(6):
            v1.append(lambda v3=v2: v3 + v2)
        i0 += sum([v4() for v4 in v1])
        return i0 + c
    except KeyError as error:
        return -1
    finally:
        note('left')
def n2_0(n=5):
    global g2_0, g2_1
    i0, i1, x0 = 186, 1, n
    for i in range(n):
        try:
            v5 = Monitor('PY_RETURN', True, [h2_0.__code__, case_2.__code__]).start()
            try:
                if i0 < 0:
                    x0 = sum([v6 for v6 in [v7 for v7 in [] if v7 > (sys._getframe().f_lineno & 3)]])
                elif i1 < 3:
                    x0 = (-(7.125 + i1))
                else:
                    x0 = 'a'
                x0 = IntLike(int(str(i0)))
                i1 = cut(x0 + i1)
            except Exception as error:
                caught(error)
            x0 = h2_0(*list(map(abs, [])))
            v5.stop()
        except Exception as error:
            caught(error)
        yield i0
def case_2():
    global g2_0, g2_1
    i0 = (2**64 - 29); i1 = 9; i2 = 1
    f0 = 1e10; f1 = 3.0
    s0 = '0' + '\U0001f600'; s1 = '-' + '12'
    l0 = [-4, 4, 11]; l1 = [2, 6, 10]
    d0 = {8: 0, 6: 4}
    t0 = (12, '\U0001f600')
    e0 = {1, 5, 0}
    x0 = 5; x1 = 9
    o0 = C2_0(8); o1 = C2_0(3); o2 = o0
    try:
        if i1 == 5:
            o0.m0 = lambda x: x
        x1 = o0.m1((f1 > f1))
    except Exception as error:
        caught(error)
    try:
        Tracer(1, 42, 'deaf').start(None)
        x0 = o2.missing_2
        o2.extra_0 = i0
        note(o2)
    except Exception as error:
        caught(error)
    try:
        async def v8():
            for v9 in range(3):
                yield v9
        async def v10():
            return [v11 async for v11 in keep(v8()) if v11 != 10]
        try:
            v10().send(None)
        except StopIteration as stop:
            x0 = stop.value
    except Exception as error:
        caught(error)
    try:
        if i0 == 5:
            x0 = x0[2]
    except Exception as error:
        caught(error)
    try:
        f1 += -0.0
    except Exception as error:
        caught(error)
    try:
        v12, *v13 = l0 or [10]
        i0 = cut(v12 + len(v13))
    except Exception as error:
        caught(error)
    try:
        f1 -= i1 * 0.125
    except Exception as error:
        caught(error)
    i0 = i0 * 3 + 8
    if i2.bit_length() > 66:
        i0 >>= 40
    try:
        o2 = C2_0((2**53 + 3))
    except Exception as error:
        caught(error)
    try:
        v14 = o2.m1
        x1 = v14(i2)
    except Exception as error:
        caught(error)
    try:
        if type(x1) is not int:
            x0 = i0
        x0 += 0
    except Exception as error:
        caught(error)
    try:
        i0 = cut(i0 + h2_0((o1.b % 3), b=d0.get(8, 11)))
    except Exception as error:
        caught(error)
    try:
        for v15 in range(20):
            try:
                i2 <<= 1
                if i2 > 2**64:
                    i2 ^= i1 >> 3
                    i2 %= 100003
                for v16 in (o1, 3, 'b', o1):
                    try:
                        note(v16.a)
                    except AttributeError as error:
                        caught(error)
                o0.a = cut(o2.a + o2.b)
                i2 += v15
            except Exception as error:
                caught(error)
            try:
                if v15 == 12:
                    C2_0.b = property(lambda self: 2)
                try:
                    note(o1.c)
                    o1.a = sum(e0)
                except AttributeError as error:
                    caught(error)
                if isinstance(C2_0.__dict__.get('d'), property):
                    del C2_0.a
                def v17():
                    return i0 + 10
                x0 = v17()
                for v18 in (7, (10**18 - 12), -2.25, '\U0001f600', None, 0)[:4]:
                    try:
                        x1 = cut(v18 + x0)
                    except TypeError as error:
                        caught(error)
                    g2_1 += 5
                    if v15 == 12:
                        C2_0.__getattr__ = lambda self, name: len(name)
                    try:
                        note(o2.zzz)
                    except AttributeError as error:
                        caught(error)
                    if '__getattr__' in C2_0.__dict__:
                        del C2_0.__getattr__
                l0[0] = t0[2]
            except Exception as error:
                caught(error)
    except Exception as error:
        caught(error)
    if i2 == 4:
        l0 = cut([(v19 := v20 + 11) for v20 in l1])
        i1 = len(l1)
    try:
        d0.pop(sum(keep(n2_0(3))), None)
    except Exception as error:
        caught(error)
    try:
        x0 = cut(x0 + (2**62 - 9))
    except TypeError as error:
        caught(error)
        x0 = 0
    x1 = ('%d/%s' % (i1, s1).count('12'), (f1 - round(f0, 2)), str(o2.b)[2])[i0 % 3]
    try:
        globals()['abs'] = lambda value: -1
        x1 = abs(d0.setdefault(2, (3 or i2)))
        del globals()['abs']
        x1 = abs(i2)
    except Exception as error:
        caught(error)
    note(peek('i0'), peek('x1'))
    i2 += 1
    try:
        o2.__class__ = C2_0
    except TypeError as error:
        caught(error)
    try:
        f1 -= i1 * 0.125
    except Exception as error:
        caught(error)
    try:
        try:
            x1 = h2_0(a=(o1 == o1), **{'c': (2**63 - 34)})
        except TypeError as error:
            caught(error)
    except Exception as error:
        caught(error)
    try:
        x0 = h2_0((int(str(i2)) % 223))
    except Exception as error:
        caught(error)
    try:
        v21 = 0
        while v21 < 43:
            v21 += 1
            try:
                try:
                    d0[o0] = g2_0
                    i0 = cut(i0 + d0[o0])
                    del d0[o0]
                except TypeError as error:
                    caught(error)
            except Exception as error:
                caught(error)
    except Exception as error:
        caught(error)
    try:
        i2 = len(s0.encode()) + i0 % 1000
    except Exception as error:
        caught(error)
    try:
        if i2 & 4:
            v22 = 7
            while v22 > 0:
                v22 -= 1
                if v22 % 5 == 0:
                    continue
                f0 = ((f0 + i1) % math.floor(0.5))
                if not -1e12 < f0 < 1e12:
                    f0 = 0.1
            else:
                note('done', v22)
    except Exception as error:
        caught(error)
    return (d0, e0, f0, f1, i0, i1, i2, l0, l1, o0, o1, o2, s0, s1, t0, x0, x1)
run(case_2)
