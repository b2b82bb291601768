"""Conversions: `__index__`, `__int__`, `__float__`, `__trunc__`; the numbers ABCs; fractions; statistics of exactness."""
import fractions
import numbers
import operator


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Index:
    def __index__(self):
        return 5


class IntOnly:
    def __int__(self):
        return 7


class FloatOnly:
    def __float__(self):
        return 2.5


class TruncOnly:
    def __trunc__(self):
        return 9


class SubInt(int):
    pass


class ReturnsSub:
    def __index__(self):
        return SubInt(3)

    def __int__(self):
        return SubInt(4)


class ReturnsBool:
    def __int__(self):
        return True

    def __index__(self):
        return True


i, n, f, t = Index(), IntOnly(), FloatOnly(), TruncOnly()
show("int(i)", "float(i)", "complex(i)", "hex(i)", "bin(i)", "oct(i)", "chr(i)", "range(i)", "'a' * i", "[0] * i", "list(range(9))[i]", "list(range(9))[:i]", "round(1.234567, i)", "bytes(i)", "operator.index(i)", "1 << i", "pow(2, i)", "'%d' % i", "'%x' % i", "'%c' % i", "format(i, 'd')", "f'{i:d}'", "i + 1", "math_floor(i)", "divmod(i, 2)", "sum([i])", "i == 5", "max(i, 3)", "'abcdef'[i]", "(1, 2, 3, 4, 5, 6)[i]", "slice(i).indices(10)", "range(10)[i]", "b'abcdef'[i]", "'abcabc'.find('c', i)", "'a-b'.split('-', i)", "'x'.center(i)", "[1, 2].insert(i, 3)", "(255).to_bytes(i)", "int('11', i)", "abs(i)")
show("int(n)", "float(n)", "hex(n)", "range(n)", "[0][n]", "'%d' % n", "'%x' % n", "operator.index(n)", "round(1.5, n)", "chr(n)", "int(f)", "float(f)", "'%d' % f", "'%f' % f", "'%.1f' % f", "range(f)", "complex(f)", "int(t)", "float(t)", "round(t)", "'%d' % t", "operator.index(1.0)", "operator.index('a')")
show("int(ReturnsSub())", "type(int(ReturnsSub()))", "operator.index(ReturnsSub())", "type(operator.index(ReturnsSub())).__name__", "[1, 2, 3, 4][ReturnsSub()]", "int(ReturnsBool())", "type(int(ReturnsBool()))", "operator.index(ReturnsBool())", "[1, 2][ReturnsBool()]", "int(SubInt(5))", "type(int(SubInt(5)))", "type(SubInt(5) + 1)", "type(+SubInt(5))", "type(abs(SubInt(-5)))", "type(operator.index(SubInt(5))).__name__", "int('5', ReturnsBool())")


def math_floor(x):
    import math
    return math.floor(x)


show("math_floor(i)", "math_floor(f)", "math_floor(n)")
for value in (1, 1.5, 1j, True, fractions.Fraction(1, 2), "1", None):
    print(value, [isinstance(value, a) for a in (numbers.Number, numbers.Complex, numbers.Real, numbers.Rational, numbers.Integral)])
F = fractions.Fraction
show("F(1, 3)", "F('3/4')", "F('0.125')", "F('1e-3')", "F(0.1)", "F(1.5)", "F(6, 4)", "F(1, -3)", "F(1, 0)", "F('x')", "F(1.5, 2)", "F(1, 3) + F(1, 6)", "F(1, 3) + 1", "F(1, 3) + 0.5", "F(1, 3) * 3 == 1", "F(7, 2) // 1", "F(7, 2) % 2", "divmod(F(7, 2), F(2, 3))", "F(2, 3) ** 2", "F(2, 3) ** -2", "F(4) ** F(1, 2)", "2 ** F(3)", "-F(1, 2)", "abs(F(-1, 2))", "round(F(7, 3))", "round(F(7, 3), 2)", "int(F(-7, 3))", "float(F(1, 3))", "F(1, 2) < 0.75", "F(1, 2) == 0.5", "hash(F(1, 2)) == hash(0.5)", "F(0.1).limit_denominator(100)", "str(F(1, 2))", "f'{F(1, 3):.3f}'", "F(3).numerator, F(3).denominator", "F(1, 2).as_integer_ratio()", "sum([F(1, n) for n in range(1, 6)])", "sorted([F(1, 2), 0.3, 1])", "F(5, 3).__floor__()", "F(5, 3).__ceil__()", "F(1, 2) + 'a'", "F(1, 2).is_integer()", "complex(F(1, 2))", "f'{F(22, 7):d}'", "F.from_float(0.25)")


class Meters(float):
    def __new__(cls, v):
        return super().__new__(cls, v)

    def __add__(self, other):
        return Meters(float(self) + other)

    def __repr__(self):
        return f"{float(self)}m"


print(Meters(1.5) + 2, Meters(1) * 2, sum([Meters(1), Meters(2)], Meters(0)), [Meters(3)], f"{Meters(2.5):.2f}", round(Meters(2.7)))
