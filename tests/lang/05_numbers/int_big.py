"""Arbitrary precision: multiplication, division, shifts, conversion both ways, bit operations on negative numbers."""


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def digit_sum(n):
    return sum(map(int, str(abs(n))))


print(factorial(30), factorial(100))
print(digit_sum(factorial(1000)), len(str(factorial(1000))))
print(2 ** 200, 3 ** 150, (-5) ** 75, 7 ** 0)
a, b = 0, 1
for _ in range(300):
    a, b = b, a + b
print(a)
x = 123456789012345678901234567890
y = 987654321098765432109876543210987
print(x + y, x - y, x * y, y // x, y % x, -y // x, -y % x, y // -x, y % -x)
print(divmod(y, x), divmod(-y, x), divmod(y, -x), divmod(-y, -x), divmod(x, y), divmod(-x, y))
print(x & y, x | y, x ^ y, ~x, x & -y, x | -y, x ^ -y, -x & -y, -x | -y, -x ^ -y)
for shift in (0, 1, 31, 32, 63, 64, 65, 100, 200):
    print(shift, x << shift, x >> shift, -x << shift, -x >> shift, 1 << shift, -1 >> shift)
print(x == x + 0, x == float(x), x < y, x > -y, x == 123456789012345678901234567890.0, 2 ** 100 == 2.0 ** 100, 2 ** 100 + 1 == 2.0 ** 100, 2 ** 100 + 1 > 2.0 ** 100)
print(10 ** 400 > 1e308, -(10 ** 400) < -1e308, 10 ** 400 == float("inf"), 10 ** 400 < float("inf"), 2 ** 53 + 1 == float(2 ** 53), 2 ** 53 + 1 > float(2 ** 53))
print(x / y, y / x, 10 ** 400 / 10 ** 399, (2 ** 1000 + 1) / 2 ** 1000, 1 / 10 ** 320, (10 ** 23) / 1, float(10 ** 23), float(2 ** 53 + 1), float(2 ** 53 + 3))
for source in ["float(10 ** 400)", "10 ** 400 / 3", "10 ** 400 * 1.0", "1e308 + 10 ** 400", "int(1e308) % 7", "10 ** 400 // 1.0", "'a' * 10 ** 30", "[0] * 10 ** 30", "range(10 ** 30)[10 ** 29]", "divmod(10 ** 30, 0)", "(10 ** 30) % 0", "10 ** 30 / 0", "1 << 10 ** 30"]:
    try:
        print(source, eval(source))
    except Exception as e:
        print(source, type(e).__name__, e)
print(pow(3, 10 ** 50, 10 ** 20), pow(x, y, 10 ** 18 + 9), pow(x, -1, 10 ** 18 + 9) * x % (10 ** 18 + 9))
print(hash(2 ** 61 - 1), hash(2 ** 61), hash(-(2 ** 61)), hash(x), hash(-x), hash(2 ** 1000), hash(-1), hash(-2), hash(2 ** 61 - 2))
print(x.bit_length(), (-x).bit_length(), (2 ** 200 - 1).bit_count(), (-(2 ** 200)).bit_count(), (2 ** 64).bit_length(), (2 ** 64 - 1).bit_length())
for base in (2, 8, 16):
    text = {2: bin, 8: oct, 16: hex}[base](x)
    print(text, int(text, base) == x, int(text, 0) == x)
for base in (3, 7, 11, 36):
    digits = ""
    n = x
    while n:
        n, d = divmod(n, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[d] + digits
    print(base, digits, int(digits, base) == x)
print(int("9" * 100) + 1 == 10 ** 100, int("-" + "1" * 60), int("1" + "0" * 50) == 10 ** 50)
n = 3 ** 5000
print(len(str(n)), str(n)[:30], str(n)[-30:], int(str(n)) == n, int(hex(n), 16) == n)
big = 7 ** 20000
other = 11 ** 15000
product = big * other
print(product % 1000000007, product // other == big, product % big, (product + 12345) % big, hash(product))
q, r = divmod(product + 99, big + 1)
print(q * (big + 1) + r == product + 99, 0 <= r <= big)
print((big << 1000) >> 1000 == big, (big - other) + other == big, big * 0, big ** 0, (-big) % 13, big % -13)


def isqrt(n):
    x = 1 << ((n.bit_length() + 1) // 2)
    while True:
        y = (x + n // x) // 2
        if y >= x:
            return x
        x = y


import math

print(isqrt(10 ** 60), math.isqrt(10 ** 60), math.isqrt(2 * 10 ** 80), math.gcd(factorial(30), 2 ** 100), math.lcm(*range(1, 50)), math.comb(200, 100), math.perm(30, 12), math.factorial(50))
print(format(x, ","), format(x, "_d"), format(-x, "+,"), f"{x:x}", f"{x:#_b}"[:40], f"{x:e}", f"{x:.3g}", f"{x:>40}|", "%d" % x, "%x" % x, "%o" % -x, "%.40d" % x)
total = 0
for i in range(1000):
    total += i ** 10
    total ^= i << (i % 90)
print(total)
print(sum(10 ** i for i in range(40)), sum([2 ** 62, 2 ** 62, 2 ** 62]), sum([2 ** 63 - 1, 1, 0.5]), sum([-2 ** 63, -1]))
i = 2 ** 62 - 3
for _ in range(6):
    i += 1
    print(i, end=" ")
print()
i = -2 ** 63 + 2
for _ in range(5):
    i -= 1
    print(i, end=" ")
print()
