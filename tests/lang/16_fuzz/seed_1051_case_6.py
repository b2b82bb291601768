"""Case 6 of the fuzzer's program with seed 1051."""
import math, sys
from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run
from _things import *
g6_0 = 0
g6_1 = 1
class C6_0:
    k = 12
    def __init__(self, a, b=-8):
        self.a = a
        self.b = b
    def m0(self, x):
        return self.a + x
    def m1(self, x):
        self.b = x
        return self.b - 5
    @property
    def p(self):
        return self.b
    @p.setter
    def p(self, value):
        self.b = value
    @staticmethod
    def s(x):
        return x + 189
    @classmethod
    def c(cls, x):
        return cls.k + x
class C6_1(list):
    k = 11
    a = 12
    def __init__(self, a):
        list.__init__(self, [a, 0])
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
class C6_2(Base):
    k = 6
    def __init__(self, a, *rest, b=5):
        super().__init__(a)
        self.b = b + len(rest)
    def m1(self, x):
        return super().m1(x) + 1
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value if name != 'c' else 1)
    def __gt__(self, other):
        return NotImplemented
    d = Descriptor()
    c = classmethod(lambda cls, x: x)
def h6_0(a=11, *args, c=0, **keywords):
    global g6_0, g6_1
    i0, i1, x0 = 41, 6, a
    l0 = list(args)
    i0 += i1
    class v1(C6_1):
        def m0(self, x):
            return super().m1(x) + 127
        def other(self):
            return __class__.__name__
    v2 = v1(7)
    note(v2.m0(((0 <= x0 < 6) + (3 % 6))), v2.other())
    return cut(i0 + c + len(args) + len(keywords))
def h6_1(a=-3, b=12):
    global g6_0, g6_1
    i0, i1, x0 = 12, 3, a
    i0 = cut(i1 + (2**62 - 12))
    return i0
def h6_2(a=3, b=12, *, c=6):
    global g6_0, g6_1
    i0, i1, f0 = c, b, -2.25
    for n in range(6):
        if i0 == 0:
            sys.setprofile(None)
        f0 += 1e300
        v3 = 0
        while v3 < 3:
            v3 += 1
            i0 = ((f0 > f0)) % 65535
        if i0 == n:
            return a
    return i1
def n6_0(n=7):
    global g6_0, g6_1
    i0 = 9
    while n > 0:
        n -= 1
        i0 = cut(i0 * 3 + 1)
        yield i0
        if i0 % 6 == 0:
            return 4
def n6_1(n=3):
    global g6_0, g6_1
    if n > 0:
        x = yield from keep(n6_1(n - 2))
        yield n
    return n
def case_6():
    global g6_0, g6_1
    i0 = (10**18 + 1); i1 = 266; i2 = 10
    f0 = 3.0; f1 = 7.125
    s0 = '-' + '0'; s1 = 'b' + 'b'
    l0 = [12, 6, 7]; l1 = [10, 2, 3]
    d0 = {161: 9, 4: 2}
    t0 = (5, '-')
    e0 = {1, 3, 208}
    x0 = 12; x1 = 164
    o0 = C6_0(4); o1 = C6_0(5); o2 = C6_0(8)
    sys._getframe().f_locals['i2'] = 1
    i1 += 1
    try:
        f1 = ((-2.25 % o2.b) + (-2.25 // -2.25))
        if not -1e12 < f1 < 1e12:
            f1 = -0.0
    except Exception as error:
        caught(error)
    try:
        l1[1] = len('a'[4])
    except Exception as error:
        caught(error)
    try:
        i0 = cut(i2 + (-2**31 - 4))
    except Exception as error:
        caught(error)
    try:
        f0 = (f0 // math.copysign(f0, i0))
        if not -1e12 < f1 < 1e12:
            f1 = 1e300
    except Exception as error:
        caught(error)
    try:
        i2 += i1
    except Exception as error:
        caught(error)
    try:
        l1.append(o2.m1((o0 == o0)))
        if len(l1) > 20:
            del l1[3:15]
    except Exception as error:
        caught(error)
    try:
        l0.append(0.5 + i1)
        x0 = sum(l1)
        l0[-1] = 0
    except Exception as error:
        caught(error)
    try:
        with Suppress(Custom) as v4:
            v5 = Monitor('PY_RETURN', False, [h6_0.__code__, case_6.__code__]).start()
            if (v6 := sum([v7 for v7 in [*list(d0.values()), sum([v8 + v9 for v8 in range(3) for v9 in range(v8)])]])) > 12:
                i2 = v6 % 1000
            o1.p = len(o2)
            x0 = o1.p
            x0 = h6_2(i0)
            v5.stop()
            note(peek('i2'), peek('x1'))
            l0[int(f1) % (len(l1) or 1)] = i1
    except Exception as error:
        caught(error)
    try:
        o0.a += 1
    except Exception as error:
        caught(error)
    try:
        if o2.d > sum(keep(n6_0())):
            raise KeyError((sum(keep(n6_1(5))) if i1 != g6_1 else o1.d))
        v10 = Profiler().start()
        i0 = cut(i1 * 3)
        v10.stop()
    except KeyError as error:
        i1 += 1
        note(error)
    except Exception as error:
        caught(error)
    else:
        note(i0, divmod(ord(str(o0.d)[0]), 5)[0], i1)
    return (d0, e0, f0, f1, i0, i1, i2, l0, l1, o0, o1, o2, s0, s1, t0, x0, x1)
run(case_6)
