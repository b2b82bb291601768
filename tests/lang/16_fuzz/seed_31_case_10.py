"""Case 10 of the fuzzer's program with seed 31."""
import math, sys
from _fuzz import Monitor, Profiler, Tracer, caught, cut, keep, note, run
from _things import *
g10_0 = 0
g10_1 = 1
class C10_0:
    k = 1
    made = 0
    def __init__(self, a):
        self.a = a
        self.items = {}
        C10_0.made += 1
    def m0(self, x):
        self.items[x % 5] = x
        return len(self.items)
    def m1(self, x):
        try:
            return self.items[x % 5]
        except KeyError:
            return self.a
    def __getitem__(self, x):
        return self.items.get(x, 10)
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
            return 11
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
class C10_1(Base):
    k = 11
    def __init__(self, a, *rest, b=10):
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
class C10_2(list):
    k = 7
    a = 6
    def __init__(self, a):
        list.__init__(self, [a, 8])
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
def h10_0(a=8, b=-5):
    global g10_0, g10_1
    return a + b
def h10_1(a=3, b=12):
    global g10_0, g10_1
    if a > -4:
        return a - b
    for n in range(a % 3):
        if n == 1:
            return n
    return b
def n10_0(n=5):
    global g10_0, g10_1
    i0 = 5
    while n > 0:
        n -= 1
        i0 = cut(i0 * 3 + 1)
        yield i0
        if i0 % 3 == 0:
            return 9
def n10_1(n=4):
    global g10_0, g10_1
    for i in range(n):
        yield i
def case_10():
    global g10_0, g10_1
    i0 = 268; i1 = (2**53 - 37); i2 = 5
    f0 = 1e10; f1 = -0.0
    s0 = 'é' + '\U0001f600'; s1 = '\U0001f600' + 'b'
    l0 = [1, 2, -7]; l1 = l0
    d0 = {6: 1, 6: 4}
    t0 = (1, '12')
    e0 = {5, 3, 10}
    x0 = 2; x1 = 152
    o0 = C10_1(8); o1 = C10_1(2); o2 = o0
    if type(x1) is not int:
        x0 = i1
    x0 += 9
    try:
        i2 = cut(i1 + o1.m1(d0.setdefault(10, C10_0.c((sys._getframe().f_lineno & 3)))))
    except Exception as error:
        caught(error)
    d0 = {v1 % 10: [v2 for v2 in range(6)][-1] for v1 in [*keep(n10_1(5)), getattr(o2, 'a', i1)]}
    try:
        v3 = 9
        while v3 > 0:
            v3 -= 1
            if v3 % 2 == 2:
                continue
            try:
                x0 = l1.count(d0.get(1, i2)) - o2
            except TypeError as error:
                caught(error)
            def v4(v5):
                nonlocal i0
                i1 += 1
                return v5 + i1
            x1 = [v4(v6) for v6 in range(6)]
            if i0 == 6:
                Tracer(1).start()
            if i2 == 0:
                sys.settrace(None)
            for v7 in s0[:2]:
                i1 += ord(v7)
        else:
            note('done', v3)
    except Exception as error:
        caught(error)
    f0 = f1 * 0.5 + i1
    try:
        o0.extra_0 = i1
        note(o1)
    except Exception as error:
        caught(error)
    try:
        f0 += 0.5
    except Exception as error:
        caught(error)
    try:
        g10_0 += 3
    except Exception as error:
        caught(error)
    try:
        try:
            with Suppress(LookupError) as v8:
                i1 += v8.count
                d0[g10_1]
                i1 = cut(i1 + (10**18 - 7))
        except Exception as error:
            caught(error)
    except Exception as error:
        caught(error)
    try:
        if isinstance(x1, int):
            l0 = cut(list(d0.values()))
    except Exception as error:
        caught(error)
    try:
        v9 = Tracer(0).start(sys._getframe())
        for v10, v11 in zip(list(keep(n10_0(4))), list(keep(n10_0(2)))):
            i1 = cut(i1 + v10 * v11)
        if i2 == 5:
            C10_0.k = True
        note(o1.k)
        C10_2.k = 250
        i2 = ((len(str(x1)) // (hash(i1) >> (int(str(i0)) & 31)))) & 1009
        v9.stop()
    except Exception as error:
        caught(error)
    x1 = i1
    if i1 > 8:
        x1 += -2.25
    f1 += cut(x1)
    try:
        if i2 == 0:
            C10_0.m0 = lambda self, x: x - 1
        i2 = cut(i0 + o1.m1(C10_1.c(int(f1))))
    except Exception as error:
        caught(error)
    try:
        for v12 in Countdown(4):
            i1 = cut(i2 + v12)
    except Exception as error:
        caught(error)
    try:
        l0 = cut(list(keep(n10_1())))
    except Exception as error:
        caught(error)
    l1[1] = min(((o1 == o2) % 2), (sys._getframe().f_lineno & 3))
    try:
        d0.update({(f1 > f0) % 9: 8})
    except Exception as error:
        caught(error)
    try:
        i2 = (d0[12]) % 65535
    except Exception as error:
        caught(error)
    try:
        i2 += i0
    except Exception as error:
        caught(error)
    try:
        for v13 in range(2, 0, -1):
            try:
                l0[1:-4] = l0
                del l1[20:]
                v14 = Monitor('LINE BRANCH_LEFT BRANCH_RIGHT PY_START', True).start()
                v15 = [lambda: v16 for v16 in range(4)]
                note([v17() for v17 in v15])
                x1 = h10_1((l0[-1] ^ l0[-1]), int(f1))
                v14.stop()
                try:
                    i1 += d0[(len((s0 + s0)) in o2)] % 100
                except KeyError as error:
                    caught(error)
                    d0[49] = i2
                match d0[257] % 5:
                    case 0 | 1:
                        v18 = h10_0
                        x0 = v18(C10_0.k)
                    case 2:
                        i2 = i2 - 1
                    case v19:
                        i2 = cut(i0 + v19)
            except Exception as error:
                caught(error)
    except Exception as error:
        caught(error)
    return (d0, e0, f0, f1, i0, i1, i2, l0, l1, o0, o1, o2, s0, s1, t0, x0, x1)
run(case_10)
