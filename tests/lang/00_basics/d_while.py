# Loops of `while`: break, continue, else, nesting.
i = 0
while i < 5:
    print(i)
    i += 1
print("end", i)

i = 0
while True:
    i += 1
    if i == 3:
        continue
    if i == 6:
        break
    print("i", i)

i = 0
while i < 3:
    i += 1
else:
    print("else runs", i)

while i < 10:
    i += 1
    if i == 5:
        print("break skips else")
        break
else:
    print("unreached")

i = 0
total = 0
while i < 10:
    j = 0
    while j < 10:
        j += 1
        if j > i:
            break
        total += i * j
    i += 1
print(total)

while 0:
    print("unreached")
else:
    print("else of a loop that never ran")


def f():
    return 1


i = 100000
while i:
    i -= f()
print(i)

# Collatz, with the longest chain below 300.
best = 0
best_n = 0
n = 1
while n < 300:
    steps = 0
    m = n
    while m != 1:
        if m % 2:
            m = 3 * m + 1
        else:
            m //= 2
        steps += 1
    if steps > best:
        best = steps
        best_n = n
    n += 1
print(best_n, best)
