# Powers of floats: the usual ones, which machine code makes by itself, among those that raise or are complex.
def powers(xs, y):
    t = []
    for x in xs:
        try:
            t.append(x ** y)
        except (OverflowError, ZeroDivisionError) as e:
            t.append(type(e).__name__)
    return t
def squares(n):
    s = 0.0
    for i in range(n):
        x = i / 7 + 0.5
        s += x ** 2 + 2.0 ** -x + x ** 0.5 + 2 ** (x / 100)
    return s
usual = [0.5 + i for i in range(200)]
odd = [0.0, -0.0, 1e300, 1e-300, -2.0, -2.5, float("inf"), float("-inf"), float("nan"), True, 3, 10**30]
for k in range(3):
    print(repr(squares(2000)))
    for y in (0.5, -1.5, 2, 2.0, -3, 0, float("inf"), float("nan"), 1e6):
        print(y, powers(usual, y)[-2:], powers(usual + odd + usual, y)[200:212])
