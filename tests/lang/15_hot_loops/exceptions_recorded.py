"""Exceptions that are raised and handled within hot loops: neither they nor their tracebacks need exist."""
import sys

def one(n):
    c = 0
    for i in range(n):
        try:
            raise ValueError(i)
        except ValueError:
            c += 1
    return c
print(one(3000))
def two(n):
    d = {}
    c = 0
    for i in range(n):
        try:
            d[i % 7]
        except KeyError as e:
            c += e.args[0]
            if i % 50 == 0: d[i % 7] = 1
            if len(d) > 3: d.clear()
    return c
print(two(3000))
def f(x):
    if x % 3 == 0:
        raise KeyError(x)
    return x
def g(x):
    try:
        return f(x)
    finally:
        pass
def three(n):
    c = 0
    for i in range(n):
        try:
            c += g(i)
        except (IndexError, KeyError) as e:
            c -= e.args[0]
            tb = e.__traceback__
            k = 0
            while tb: 
                k += 1; tb = tb.tb_next
            c += k
        else:
            c += 1
    return c
print(three(3000))
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
def four(n):
    t = 0
    for i in range(n):
        for x in It(i % 5):
            t += x
    return t
print(four(2000))
class CM:
    def __enter__(self): return 1
    def __exit__(self, t, v, tb):
        return t is ValueError
def five(n):
    t = 0
    for i in range(n):
        with CM() as x:
            t += x
            if i % 2:
                raise ValueError
            t += 10
    return t
print(five(2000))
class D:
    def __getattr__(self, n):
        if n == 'a': return 3
        raise AttributeError(n)
def six(n):
    t = 0
    d = D()
    for i in range(n):
        t += d.a
        t += getattr(d, 'b', 5)
        t += hasattr(d, 'zz')
        try:
            d.q
        except AttributeError:
            t += 1
    return t
print(six(2000))
def seven(n):
    last = None
    for i in range(n):
        try:
            try:
                int("x")
            except ValueError as e:
                raise KeyError(i) from e
        except KeyError as e:
            last = e
            assert e.__context__ is e.__cause__
    return repr(last), repr(last.__cause__), last.__traceback__.tb_lineno - seven.__code__.co_firstlineno, last.__traceback__.tb_frame.f_locals['i']
print(seven(2000))
def eight(n):
    import sys
    out = set()
    for i in range(n):
        try:
            raise IndexError
        except IndexError:
            out.add(type(sys.exception()).__name__)
            try:
                raise OSError
            except OSError as e:
                out.add(type(e.__context__).__name__)
            out.add(type(sys.exception()).__name__)
        out.add(type(sys.exception()).__name__)
    return sorted(out)
print(eight(2000))


# User classes: without and with methods of their own, changed while the loop runs.
class Plain(Exception):
    pass


class Own(ValueError):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Counted(Exception):
    made = 0

    def __new__(cls, *args):
        cls.made += 1
        return super().__new__(cls, *args)


def classes(n):
    seen = {}
    for i in range(n):
        try:
            if i % 4 == 0:
                raise Plain(i, "x")
            elif i % 4 == 1:
                raise Own(i, "text")
            elif i % 4 == 2:
                raise Counted(i)
            raise Plain
        except Own as e:
            key = "own", e.args, type(e.code).__name__
        except (Plain, Counted) as e:
            key = type(e).__name__, len(e.args)
        seen[key] = seen.get(key, 0) + 1
    return seen, Counted.made


print(classes(2000))


def changing(n):
    seen = {}
    for i in range(n):
        try:
            raise Plain(i)
        except Plain as e:
            key = len(e.args), str(e) == str(i)
        if i == n - 5:
            Plain.__init__ = lambda self, *a: None
            Plain.__str__ = lambda self: "changed"
        seen[key] = seen.get(key, 0) + 1
    del Plain.__init__, Plain.__str__
    return seen


print(changing(1000))


# Who keeps an exception sees its traceback, its frames and its context.
def inner(i):
    local = i * 2
    raise LookupError(local)


def middle(i):
    try:
        inner(i)
    finally:
        i += 1


def kept(n):
    kept = []
    for i in range(n):
        try:
            middle(i)
        except LookupError as e:
            if i % 500 == 499:
                kept.append(e)
    for e in kept:
        tb = e.__traceback__
        while tb:
            f = tb.tb_frame
            print(f.f_code.co_name, tb.tb_lineno - f.f_code.co_firstlineno, sorted(f.f_locals.items(), key=str)[:1])
            tb = tb.tb_next
    return [e.args for e in kept], kept[0].__traceback__.tb_frame is sys._getframe()


print(kept(1000))


def contexts(n):
    out = {}
    for i in range(n):
        try:
            try:
                {}[i]
            except KeyError:
                [][i]
        except IndexError as e:
            chain = [type(e).__name__]
            while e.__context__ is not None:
                e = e.__context__
                chain.append(type(e).__name__)
            out[tuple(chain)] = out.get(tuple(chain), 0) + 1
        assert sys.exception() is None
    try:
        raise OSError
    except OSError:
        for i in range(n):
            try:
                raise Plain
            except Plain as e:
                key = type(e.__context__).__name__
                out[key] = out.get(key, 0) + 1
            assert type(sys.exception()) is OSError
    return out


print(contexts(900))


def unhandled_here(n):
    for i in range(n):
        try:
            if i == n - 1:
                raise Plain(i)
        except Own:
            print("never")


try:
    unhandled_here(1000)
except Plain as e:
    print(e.args, e.__traceback__.tb_next.tb_lineno - unhandled_here.__code__.co_firstlineno)


def natives(n):
    out = {}
    for i in range(n):
        for f in (int, float, iter, len):
            try:
                f("12x" if i % 3 else i)
            except (ValueError, TypeError) as e:
                out[str(e)] = out.get(str(e), 0) + 1
        try:
            1 // (i % 2)
        except ZeroDivisionError as e:
            out[e.args] = out.get(e.args, 0) + 1
    return sorted(out.items(), key=str)


for line in natives(600):
    print(line)


class Nested:
    def __enter__(self):
        return self

    def __exit__(self, kind, e, tb):
        if kind is KeyError:
            return True
        if kind is Plain:
            raise Own(1, "from exit")


def managers(n):
    out = {}
    for i in range(n):
        try:
            with Nested() as a, Nested():
                if i % 3 == 0:
                    raise KeyError(i)
                if i % 3 == 1:
                    raise Plain
                key = "through"
            key = "suppressed" if i % 3 == 0 else key
        except Own as e:
            key = type(e.__context__).__name__, e.args
        finally:
            out[key] = out.get(key, 0) + 1
    return out


print(managers(900))


def groups(n):
    total = 0
    for i in range(n):
        try:
            raise ExceptionGroup("g", [ValueError(1), TypeError(i)])
        except* ValueError as e:
            total += e.exceptions[0].args[0]
        except* TypeError as e:
            total += e.exceptions[0].args[0]
    return total


print(groups(500))


def generators(n):
    def body(i):
        try:
            yield i
            raise Plain(i)
        except Plain as e:
            yield e.args[0], type(sys.exception()).__name__
        yield sys.exception()

    out = {}
    for i in range(n):
        for x in body(i % 2):
            out[x] = out.get(x, 0) + 1
    return sorted(out.items(), key=str)


print(generators(600))


def observed(n):
    events = {}

    def tracer(frame, event, arg):
        key = event, frame.f_lineno - frame.f_code.co_firstlineno
        events[key] = events.get(key, 0) + 1
        return tracer

    def work():
        for i in range(n):
            try:
                raise Plain
            except Plain:
                pass
            if i == n - 4:
                sys.settrace(tracer)
                sys._getframe().f_trace = tracer

    work()
    sys.settrace(None)
    return sorted(events.items())


print(observed(800))


def warm(n, f):
    for i in range(n):
        f()


def raising():
    raise RuntimeError("at the end")


def stops_at(n):
    for i in range(n):
        try:
            if i == n - 1:
                raising()
            raise Plain
        except Plain:
            pass


import traceback

try:
    stops_at(1000)
except RuntimeError:
    print(traceback.format_exc().count("\n"), traceback.format_exc().splitlines()[-1])
