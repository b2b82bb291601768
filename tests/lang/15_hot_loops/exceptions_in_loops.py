"""Hot loops that raise, catch, finally, break out of nested loops, and leave through generators and context managers."""


def rare_exception(n):
    caught = 0
    total = 0
    for i in range(n):
        try:
            if i % 997 == 5:
                raise ValueError(i)
            total += i
        except ValueError as e:
            caught += e.args[0]
    return total, caught


def constant_exception(n):
    d = {}
    misses = 0
    for i in range(n):
        try:
            d[i % 50 if i > n // 2 else -1]
        except KeyError:
            misses += 1
            d[i % 50] = i
    return misses, len(d)


def finally_counts(n):
    log = [0, 0, 0]
    for i in range(n):
        try:
            if i % 3 == 0:
                continue
            log[0] += 1
            if i == n - 5:
                break
        finally:
            log[1] += 1
    else:
        log[2] = 1
    return log


def deep_raise(n):
    def level(k, i):
        if k == 0:
            if i % 10 == 0:
                raise LookupError(i)
            return i
        return level(k - 1, i) + 1

    total = 0
    for i in range(n):
        try:
            total += level(5, i)
        except LookupError as e:
            tb = e.__traceback__
            depth = 0
            while tb:
                depth += 1
                tb = tb.tb_next
            total += depth * 1000
    return total


class Manager:
    entered = exited = 0

    def __init__(self, swallow):
        self.swallow = swallow

    def __enter__(self):
        Manager.entered += 1
        return self

    def __exit__(self, kind, value, tb):
        Manager.exited += 1
        return self.swallow and kind is ZeroDivisionError


def with_loop(n):
    bad = 0
    for i in range(n):
        try:
            with Manager(i % 2 == 0):
                1 / (i % 5)
        except ZeroDivisionError:
            bad += 1
    return bad, Manager.entered, Manager.exited


def nested_breaks(n):
    hits = []
    for i in range(n):
        for j in range(n):
            if j > i:
                break
            if i * j == 120 and i > j:
                hits.append((i, j))
        else:
            hits.append(i)
    return len(hits), hits[-3:]


def index_errors(n):
    items = list(range(100))
    errors = total = 0
    for i in range(n):
        try:
            total += items[i % 130]
        except IndexError:
            errors += 1
    return total, errors


def type_errors(n):
    values = [1] * 50 + ["x"]
    total = errors = 0
    for i in range(n):
        try:
            total += values[i % 51]
        except TypeError as e:
            errors += len(str(e))
    return total, errors


def stop_iteration(n):
    it = iter([])
    restarts = total = 0
    for i in range(n):
        try:
            total += next(it)
        except StopIteration:
            it = iter(range(i % 7 + 1))
            restarts += 1
    return restarts, total


def generator_errors(n):
    def g():
        k = 0
        while True:
            try:
                k += yield k
            except ValueError:
                k = 0

    it = g()
    next(it)
    seen = 0
    for i in range(n):
        seen += it.throw(ValueError()) if i % 100 == 99 else it.send(i % 3)
    return seen


def reraise_chain(n):
    contexts = 0
    for i in range(n):
        try:
            try:
                {}[i]
            except KeyError as e:
                raise ValueError("second") from (e if i % 2 else None)
        except ValueError as e:
            contexts += (e.__cause__ is not None) + 10 * (e.__context__ is not None)
    return contexts


def recursion_errors(n):
    def forever():
        return forever()

    count = 0
    for i in range(n):
        try:
            forever()
        except RecursionError:
            count += 1
    return count


def unwinding_locals(n):
    out = []
    x = 0
    for i in range(n):
        try:
            x += 1
            y = 10 // (i % 4)
            x += y
        except ZeroDivisionError:
            x += 1000
        if i % 1000 == 0:
            out.append((i, x))
    return out


def assert_loop(n):
    failed = 0
    for i in range(n):
        try:
            assert i % 11, f"multiple of eleven {i}"
        except AssertionError as e:
            failed += int(str(e).split()[-1])
    return failed


for f in (rare_exception, constant_exception, finally_counts, deep_raise, with_loop, index_errors, type_errors, stop_iteration, generator_errors, reraise_chain, unwinding_locals, assert_loop):
    print(f.__name__, f(4000))
print(nested_breaks(150), recursion_errors(20))
