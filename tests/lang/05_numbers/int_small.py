"""Integer arithmetic in a word and across its borders; parsing of int text in several bases; bool arithmetic."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


values = [0, 1, -1, 2, -2, 7, -7, 10, -10, 255, -256, 2 ** 31 - 1, -2 ** 31, 2 ** 62 - 1, 2 ** 62, -2 ** 62, -2 ** 62 - 1, 2 ** 63 - 1, -2 ** 63, 2 ** 63, 2 ** 64]
for a in values:
    row = []
    for b in values:
        row.append((a + b) ^ (a - b) ^ (a * b))
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a and (r == 0 or (r < 0) == (b < 0)), (a, b)
            row.append(q - r)
    print(a, sum(row), hash(tuple(row)))
for a in values:
    print(a, a & 0xFF, a | 1, a ^ -1, ~a, a >> 1, a << 3, abs(a), -a, a.bit_length(), a.bit_count(), bool(a), a == float(a), int(str(a)) == a, hash(a))
for a, b in [(7, 2), (-7, 2), (7, -2), (-7, -2), (0, 5), (6, 3), (-6, 3), (1, 10 ** 20), (-1, 10 ** 20), (10 ** 20, 7), (-10 ** 20, 7)]:
    print(a, b, a // b, a % b, divmod(a, b), a / b)
show("1 // 0", "1 % 0", "1 / 0", "divmod(1, 0)", "0 ** -1", "2 ** -1", "(-8) ** 0.5", "(-2) ** -3", "0 ** 0", "1 << -1", "1 >> -1", "1 << 2 ** 70", "0 << 2 ** 70", "1 >> 2 ** 70", "-1 >> 2 ** 70", "1 + 'a'", "1 & 1.0", "~1.5", "1 @ 2", "5 .real", "(5).imag", "(5).numerator", "(5).denominator", "(5).conjugate()")
for text in ["1_000", "0x_ff", "0b1010", "0o17", "1__0", "_1", "1_", "0x", "", " 12 ", "1 2", "+5", "-5", "--5", "+-5", "1e5", "1.0", "٣", "１２", "0777", "0_7", "ff", "\n5\t", "5\0", "a", "²"]:
    for base in (10, 0, 16):
        try:
            print(repr(text), base, int(text, base))
        except ValueError as e:
            print(repr(text), base, e)
print(True + True, True * 5, True / 2, -True, ~True & 0xFF, True << 3, True & 1, True & True, True | False, True ^ True, type(True & 1).__name__, type(True & True).__name__)
print(1 < True + 1, sum([True, False, True]), [10, 20][True], True == 1, hash(True), str(True), int(True), f"{True} {True:d} {True!r}", "%d" % True, isinstance(True, int))
x = 5
print(x.real is x, (10).__hash__(), 5 .__class__, 1 if 1 is not None else 2, 0xDEAD_BEEF, 0b1111_0000, 0o777, 1_0)
