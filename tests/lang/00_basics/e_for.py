# Loops of `for` over ranges, strings, tuples and lists.
for i in range(5):
    print(i)
for i in range(2, 5):
    print(i)
for i in range(10, 0, -3):
    print(i)
for c in "abc":
    print(c)
for x in (1, "two", None):
    print(x)
for x in [10, 20, 30]:
    print(x)
for a, b in ((1, 2), (3, 4)):
    print(a, b, a + b)
for a, (b, c) in ((1, (2, 3)), (4, (5, 6))):
    print(a, b, c)
for i in range(0):
    print("unreached")
else:
    print("else", i)
for i in range(5):
    if i == 2:
        continue
    if i == 4:
        break
    print("body", i)
else:
    print("unreached")
print("i after the loop", i)

items = [1, 2, 3]
for x in items:
    if x < 3:
        items.append(x + 10)
print(items)

for i in range(3):
    for j in range(3):
        if j == i:
            break
        print(i, j)
    else:
        print("no break for", i)

for i in range(3):
    print("before", i)
    i = 100
    print("after", i)


def find(needle, haystack):
    for position, straw in enumerate(haystack):
        if straw == needle:
            return position
    return -1


print(find("c", "abcd"), find("z", "abcd"))

total = 0
for i in range(100000):
    total += i
print(total)

count = 0
for n in range(2, 1000):
    for d in range(2, n):
        if d * d > n:
            count += 1
            break
        if n % d == 0:
            break
print("primes below 1000:", count + 1)
