"""Loops long enough to be compiled, whose values change type, size or class in mid-loop."""


def int_to_float(n):
    total = 0
    for i in range(n):
        if i == n // 2:
            total += 0.5
        total += i
    return total


def int_to_big(n):
    x = 1
    seen = []
    for i in range(n):
        x = x * 3 + 1
        if i % 500 == 0:
            seen.append(x % 1000003)
            x %= 10 ** 25
    return seen


def overflow_both_ways(n):
    x = 2 ** 62 - n // 2
    flips = 0
    previous = x
    for i in range(n):
        x += 1
        flips += (x > 2 ** 62) != (previous > 2 ** 62)
        previous = x
    for i in range(2 * n):
        x -= 1
    return x == 2 ** 62 - n // 2 - n, flips


def none_until_late(n):
    found = None
    for i in range(n):
        if found is None and i * i > n * 10:
            found = i
        elif found is not None:
            found += 1
    return found


def polymorphic(n):
    values = [1, 2.5, "s", [1], (2,), None, True, 10 ** 30]
    counts = {}
    for i in range(n):
        v = values[i % len(values)]
        name = type(v).__name__
        counts[name] = counts.get(name, 0) + 1
        if isinstance(v, (int, float)) and v is not None:
            counts["sum"] = counts.get("sum", 0) + v
    return counts


def add_anything(items):
    total = items[0]
    for x in items[1:]:
        total = total + x
    return total


class A:
    def value(self):
        return 1


class B:
    def value(self):
        return 2.5


class C(A):
    def value(self):
        return super().value() + 10


def dispatch(n):
    objects = [A(), A(), A()]
    total = 0
    for i in range(n):
        if i == n // 3:
            objects = [A(), B(), C()]
        total += objects[i % 3].value()
    return total


def string_builder(n):
    s = ""
    parts = []
    for i in range(n):
        s += chr(97 + i % 26)
        if i == n // 2:
            s += "é中😀"
        if len(s) > 100:
            parts.append(len(s))
            s = s[-3:]
    return ascii(s), len(parts), sum(parts)


def bool_arithmetic(n):
    count = 0
    flag = True
    for i in range(n):
        count += flag
        flag = not flag if i % 3 else i % 2 == 0
    return count, flag


def division_kinds(n):
    acc = 0
    for i in range(1, n):
        acc += i // 3 - -i // 3 + i % 7 - -i % 7
        if i % 100 == 0:
            acc += (i / 3) // 1
    return acc


def shifting(n):
    x = 1
    for i in range(n):
        x = (x << 1) ^ (x >> 3) ^ i
        x &= (1 << 70) - 1 if i % 1000 > 500 else (1 << 60) - 1
    return x


def compare_mixed(n):
    count = 0
    for i in range(n):
        x = i if i % 2 else float(i)
        y = i + 0.5 if i % 3 else i
        count += (x < y) + (x == y) * 2 + (x != i) * 4
    return count


print(int_to_float(5000), int_to_big(5000))
print(overflow_both_ways(3000), none_until_late(5000))
print(polymorphic(4000))
print(add_anything(list(range(3000))), add_anything([0.5] * 3000), len(add_anything(["ab"] * 3000)), add_anything([[1]] * 50), add_anything([1] * 2000 + [0.5] + [2] * 2000 + [1j] + [1] * 100))
print(dispatch(3000), string_builder(5000), bool_arithmetic(5000))
print(division_kinds(5000), shifting(5000), compare_mixed(5000))
for kind in (1, 1.5, 10 ** 20, True, 1, "x", 1):
    total = kind
    try:
        for i in range(2000):
            total = total + kind if not isinstance(kind, str) or i < 5 else total
        print(type(total).__name__, str(total)[:30])
    except TypeError as e:
        print(e)
