# A list that is written to and read under two names, where machine code may have taken them for two lists.


def both(a, b, n):
    total = 0
    for i in range(n):
        a.append(i)
        b.append(-i)
        total += len(a) + len(b) + b[-1] + a[0]
        a.pop()
        total += len(b)
        b.pop()
    return total


def swap(a, b, n):
    for i in range(n):
        a[i % 3] = i
        if b[i % 3] != i:
            b[0] = a[1]
    return a, b


x, y = [1], [2]
print(both(x, y, 400), both(x, x, 400), both(y, x, 400), x, y)
pairs = [(x, y)] * 200 + [(x, x), (y, x)] * 50 + [(y, y)] * 50
print(sum(both(a, b, 3) for a, b in pairs), x, y)
print(swap([0, 0, 0], [0, 0, 0], 500))
z = [0, 0, 0]
print(swap(z, z, 500))


class Stack:
    def __init__(self, items):
        self.items = items

    def push(self, x):
        self.items.append((x, len(self.items)))

    def pull(self):
        return self.items.pop()


def stacks(s, t, n):
    out = 0
    for i in range(n):
        s.push(i)
        t.push(-i)
        a, depth = s.pull()
        out += a * depth
        b, depth = t.pull()
        out += b * depth + len(t.items)
    return out


one, two = Stack([]), Stack([None])
print(stacks(one, two, 500), stacks(one, one, 500), stacks(two, one, 500), one.items, two.items)
same = Stack(one.items)
print(stacks(one, same, 500), stacks(same, two, 500))


def changed(f, n):
    total = 0
    for i in range(n):
        total += f(i)
        if i == n // 2:
            f.__code__ = (lambda x, y=0: 2 * x + y).__code__
            f.__defaults__ = (7,)
        if i == n // 2 + 100:
            f.__defaults__ = (1000,)
    return total


print(changed(lambda x, y=5: x + y, 1000))
