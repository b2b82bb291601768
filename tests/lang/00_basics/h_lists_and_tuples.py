# Lists and tuples at the level every later test relies on.
a = []
print(a, len(a), not a)
a.append(1)
a.append("two")
a.append([3])
print(a, len(a))
print(a[0], a[-1], a[1:], a[:1], a[::-1])
a[0] = 100
print(a)
a.extend([4, 5])
a.insert(1, "in")
print(a)
print(a.pop(), a.pop(0), a)
a.remove("in")
print(a, a.index([3]), a.count(4))
a.reverse()
print(a)
del a[0]
print(a)
b = [3, 1, 2]
b.sort()
print(b, sorted(b, reverse=True), sum(b), min(b), max(b))
print(b + [9], b * 2, [0] * 3, 2 in b, 7 in b)
b += [7, 8]
print(b)
b[1:3] = ["x", "y", "z"]
print(b)
b[::2] = [0, 0, 0]
print(b)
del b[1:3]
print(b)
b.clear()
print(b)
c = b
c.append(1)
print(b, b is c, b == [1], b is [1])
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], [2] > [1, 9], [1] == (1,))
t = (1, 2, 3)
print(t, t[0], t[-1], t[1:], len(t), (), (1,), 1 in t)
print(t + (4,), t * 2, t == (1, 2, 3), t < (1, 3))
x, y, z = t
print(x, y, z)
x, y = y, x
print(x, y)
first, *rest = [1, 2, 3, 4]
print(first, rest)
*start, last = "abc"
print(start, last)
[p, [q, r]] = [1, (2, 3)]
print(p, q, r)
print([i * i for i in range(6)], [i for i in range(10) if i % 3 == 0])
print([(i, j) for i in range(2) for j in range(2)])
print(list(range(4)), tuple("ab"), list((1, 2)), list("xyz"))
grid = [[0] * 3 for _ in range(2)]
grid[0][1] = 5
print(grid)
shared = [[]] * 2
shared[0].append(1)
print(shared)
loop = [1]
loop.append(loop)
print(loop)
print(list(zip([1, 2], "ab")), list(map(str, [1, 2])), list(filter(None, [0, 1, 2])))
print(any([0, 1]), all([1, 0]), list(reversed([1, 2, 3])), list(enumerate("ab", 1)))
