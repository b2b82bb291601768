# Floats: printing, arithmetic, mixing with ints.
print(1.0, 0.5, -2.25, 1e10, 1e16, 1e15, 1e-4, 1e-5, 123456789.123)
print(0.1 + 0.2, 1 / 3, 2 / 3, 10 / 4, 1e308 * 10, -1e308 * 10)
print(7.5 // 2, 7.5 % 2, -7.5 // 2, -7.5 % 2, 2.0 ** 0.5, 2 ** -1)
print(1 + 1.0, 3 * 0.5, 5 - 0.25, 1 == 1.0, 1 < 1.5, 2 ** 53 == float(2 ** 53))
print(int(3.9), int(-3.9), float(3), float("1.5"), float("-inf"), float("nan"))
print(round(2.5), round(3.5), round(2.675, 2), round(1234.5, -2), round(-0.5))
print(abs(-1.5), max(1, 2.5), min(1, 0.5), sum([0.1] * 10))
print(0.0, -0.0, 0.0 == -0.0, str(-0.0))
nan = float("nan")
inf = float("inf")
print(nan == nan, nan != nan, nan < 1, inf > 1e308, inf - inf, inf * 0, -inf)
print(divmod(7, 2), divmod(-7, 2), divmod(7.5, 2), pow(2, 10), pow(2, 10, 1000))
print(True + 1.5, not 0.0, bool(0.1))
x = 0.0
for i in range(10):
    x += 0.1
print(x, x == 1.0, abs(x - 1.0) < 1e-9)
total = 0.0
n = 1
while n < 1000:
    total += 1.0 / (n * n)
    n += 1
print(total)
guess = 1.0
for _ in range(20):
    guess = (guess + 2 / guess) / 2
print(guess)
print(1e22, 1e23, 123456789012345678.0, 5e-324, 1.7976931348623157e308)
print("%.3f %e %g" % (3.14159, 31415.9, 0.00001), f"{3.14159:.2f} {2.0:8.3f}|{1e6:,.1f}")
