"""Integer arithmetic in a word and across its borders; every operator with mixed signs; errors."""


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
show("pow(2, 10)", "pow(2, 10, 7)", "pow(2, -1, 7)", "pow(2, -1, 4)", "pow(2, 3, 0)", "pow(2, 3, -5)", "pow(-3, 3, 5)", "pow(3, 10 ** 30, 97)", "pow(2, 0.5)", "pow(2, 3, 1.0)", "pow(0, 0, 1)", "pow(5, 0, 1)", "pow(10, -2)", "pow(2, True)", "pow(base=2, exp=3, mod=5)", "pow(38, -1, mod=97)")
show("round(5)", "round(1234, -2)", "round(1250, -2)", "round(1350, -2)", "round(-1250, -2)", "round(5, 2)", "round(5, -1)", "round(15, -1)", "round(25, -1)", "round(10 ** 30 + 5 * 10 ** 9, -10)", "round(5, None)", "round(5, 'a')", "(5).__round__()", "(7).__floor__()", "(7).__trunc__()", "(5).__ceil__()")
show("(5).is_integer()", "(10).as_integer_ratio()", "(255).to_bytes()", "(255).to_bytes(2)", "(256).to_bytes(1)", "(-1).to_bytes(2)", "(-1).to_bytes(2, signed=True)", "(1).to_bytes(2, 'little')", "(1).to_bytes(2, 'middle')", "(0).to_bytes(0)", "(1).to_bytes(-1)", "(-129).to_bytes(1, 'big', signed=True)", "int.from_bytes(b'\\xff\\x00')", "int.from_bytes(b'\\xff\\x00', 'little')", "int.from_bytes(b'\\xff', signed=True)", "int.from_bytes([1, 2])", "int.from_bytes(b'')", "int.from_bytes('ab')", "int.from_bytes([256])", "(2 ** 100).to_bytes(13, 'big')", "int.from_bytes(b'\\x80' + bytes(12), signed=True)")
show("bin(10)", "bin(-10)", "oct(8)", "hex(255)", "hex(-255)", "hex(2 ** 70)", "bin(0)", "hex(1.5)", "bin('a')", "format(255, 'x')", "format(255, '#X')", "format(-5, '+d')", "format(5, ' d')", "format(1234567, ',')", "format(1234567, '_')", "format(0xffff, '_x')", "format(5, '05')", "format(5, '<5')", "format(5, '^5')", "format(5, '=+5')", "format(5, '*>5')", "format(65, 'c')", "format(5, 'e')", "format(5, '.2f')", "format(5, '%')", "format(5, 's')", "format(5, '.2d')", "format(5, 'q')", "format(-1, 'c')", "format(True, 'd')", "format(10 ** 20, ',d')")
for text in ["1_000", "0x_ff", "0b1010", "0o17", "1__0", "_1", "1_", "0x", "", " 12 ", "1 2", "+5", "-5", "--5", "+-5", "1e5", "1.0", "٣", "１２", "0777", "0_7", "ff", "\n5\t", "5\0", "a", "²"]:
    for base in (10, 0, 16):
        try:
            print(repr(text), base, int(text, base))
        except ValueError as e:
            print(repr(text), base, e)
show("int()", "int(1.9)", "int(-1.9)", "int('12', 3)", "int('z', 36)", "int('z', 37)", "int('1', 1)", "int(1, 2)", "int(b'12')", "int(bytearray(b'ff'), 16)", "int(None)", "int([])", "int(float('nan'))", "int(float('inf'))", "int(1e30)", "int(True)", "int('1', base='a')", "int(base=10)", "int(x=5)", "int('9' * 30)", "int('-0')", "int(1j)", "int(memoryview(b'5'))", "int(b'\\xff')", "int('١٢٣')")
print(True + True, True * 5, True / 2, -True, ~True & 0xFF, True << 3, True & 1, True & True, True | False, True ^ True, type(True & 1).__name__, type(True & True).__name__)
print(1 < True + 1, sum([True, False, True]), [10, 20][True], True == 1, hash(True), str(True), int(True), f"{True} {True:d} {True!r}", "%d" % True, isinstance(True, int))
x = 5
print(x.real is x, (10).__hash__(), 5 .__class__, 1 if 1 is not None else 2, 0xDEAD_BEEF, 0b1111_0000, 0o777, 1_0)
