"""Float repr is the shortest that reads back; parsing is exact; formats of every presentation type."""
import math


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


for value in [0.1, 1 / 3, 2 / 3, 1e16, 1e15, 123456789012345680.0, 9007199254740993.0, 1e22, 1e23, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.0001, 0.00001, 1e-7, 1.5e300, 4.35, 0.3, 2.675, 1e100, 123456.789, 9.5, 1e21, 100.0, 1e5, 12345678.0, 0.5e-10, 3.14159265358979, 2 ** 0.5, math.pi * 1e20, -0.0]:
    print(repr(value), str(value), float(repr(value)) == value, value.hex(), float.fromhex(value.hex()) == value, value.as_integer_ratio(), hash(value))
for text in ["1", "1.", ".5", "1e5", "1E-5", "+1.5", "-1.5", " 1.5 ", "1_000.5", "1__0", "_1", "1_", "1._5", "1e1_0", "inf", "-Infinity", "INF", "nan", "-nan", "+NaN", "infinit", "", " ", ".", "e5", "1e", "1e+", "0x1p3", "1.5.5", "1,5", "١.٥", "1\0", "1e400", "-1e400", "1e-400", "9007199254740993", "0.1e0", "1" * 400, "0." + "0" * 330 + "1", "2.2250738585072011e-308", "1.00000000000000011102230246251565404236316680908203125", "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880", "8.5e-323", "1e23", "3" + "0" * 50 + "e-50"]:
    try:
        print(text[:40], len(text), repr(float(text)))
    except ValueError as e:
        print(text[:40], len(text), e)
specs = ["", "f", ".0f", ".1f", ".3f", ".10f", "e", ".0e", ".3e", "E", "g", ".0g", ".3g", ".17g", "G", "%", ".1%", "n", "+", " ", "010.2f", ",.2f", "_.1f", "<10.1f", "^10.1f", "*>+10.1f", "=+10.1f", "#.0f", "#g", ".0", ".3", "z.1f", "10", "F", "#.0e", "08.3e"]
for value in [0.0, -0.0, 1.0, -1.5, 0.5, 2.5, 1234567.891, 1e-5, 1e16, 123.456e10, float("inf"), float("-inf"), float("nan"), 0.05, -0.04, 1e300, 9.995]:
    print(value, [format(value, s) for s in specs])
show("format(1.5, 'd')", "format(1.5, 'x')", "format(1.5, 's')", "format(1.5, 'q')", "format(1.5, '.')", "format(1.5, ',_')", "format(1.5, '10.2.3')", "format(1.5, '.-1f')", "format(1.5, '.99999999999999f')", "'%5.1f|%-8.2e|%+g|%#.0f|%08.3f' % (1.25, 1.5, 2.0, 3.0, -1.5)", "'%f' % 'a'", "'%.3f' % 2", "'%r' % 1.0", "'%s' % 1e16", "'%g' % 1e-5", "'%.0f' % 0.5", "'%.0f' % 1.5", "'%.2f' % 1e20", "'%a' % 0.1", "'%G' % 1e-10", "'%e' % 0", "'%F' % float('inf')", "'%5.1f' % float('nan')", "'%.*f' % (2, 1.005)", "format(1.1, '.25f')", "format(0.1, '.55f')", "'%.60f' % 0.1", "format(2 ** 0.5, '.30e')", "format(1.7976931348623157e308, '.1f')[:30]", "format(123456.789, '.3')", "format(1e15, '')", "format(1.0, '.1')", "format(12345.6789, 'n')")
show("round(2.5)", "round(3.5)", "round(-2.5)", "round(0.5)", "round(2.675, 2)", "round(1.005, 2)", "round(1e20)", "round(1e20, 2)", "round(123.456, -1)", "round(123.456, -3)", "round(1.5, 400)", "round(1.5, -400)", "round(float('nan'))", "round(float('inf'))", "round(float('nan'), 2)", "round(0.1 + 0.2, 15)", "round(5e-324, 323)", "round(1.7976931348623157e308, -308)", "round(2.5, None)", "round(1.5, 1.5)", "round(-0.4)", "round(0.15, 1)", "round(0.25, 1)", "round(0.35, 1)", "round(1e16 + 1)", "round(9007199254740993.0)", "round(10.5, 0)", "round(-1.5, 0)")
show("float.fromhex('0x1.8p1')", "float.fromhex('1.8')", "float.fromhex('-0x.8')", "float.fromhex('inf')", "float.fromhex('0x1p-1074')", "float.fromhex('0x1p-1075')", "float.fromhex('0x1p1024')", "float.fromhex('xyz')", "float.fromhex('')", "float.fromhex('0x1.fffffffffffff8p0')", "(1.5).hex()", "(-0.0).hex()", "float('nan').hex()", "float('inf').hex()", "(5e-324).hex()", "float('inf').as_integer_ratio()", "float('nan').as_integer_ratio()", "(0.1).as_integer_ratio()", "(1e300).is_integer()", "(1.5).is_integer()", "float('inf').is_integer()", "float.from_number(3)", "float.from_number('3')", "(1.5).conjugate()", "(1.5).real, (1.5).imag", "float.__getformat__('double')", "float(b'1.5')", "float(None)", "float([])", "float(1j)", "float('1', 2)", "float()", "float(x=1)", "float(10 ** 309)", "float(True)", "float(bytearray(b'2'))", "(1.5).__trunc__(), (1.5).__floor__(), (1.5).__ceil__()", "(1.5).__round__(0)")
