"""Complex numbers: parsing, repr, arithmetic with signed zeros, comparison, formatting, cmath."""
import cmath


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


inf, nan = float("inf"), float("nan")
show("1j", "0j", "-0j", "1 + 2j", "1 - 2j", "-1j", "complex()", "complex(1)", "complex(1, 2)", "complex(1.5, -0.0)", "complex(-0.0, 0)", "complex(1j, 2)", "complex(1, 2j)", "complex(1j, 1j)", "complex('1+2j')", "complex('1-2j')", "complex(' 1+2j ')", "complex('(1+2j)')", "complex('1 + 2j')", "complex('j')", "complex('-j')", "complex('1e5j')", "complex('nan+infj')", "complex('-inf')", "complex('')", "complex('1+')", "complex('1j+1')", "complex('1+2j', 1)", "complex(1, '2')", "complex(None)", "complex(real=1, imag=2)", "complex('1_0+2_0j')", "complex(b'1')", "complex([])", "complex.from_number(3)", "complex.from_number('3')")
show("(1+2j) + (3-1j)", "(1+2j) - 1", "2 * (1+2j)", "(1+2j) * (3+4j)", "(1+2j) / (3+4j)", "1 / 1j", "1 / 0j", "0j / 0", "(1+2j) // 1", "(1+2j) % 2", "divmod(1j, 1)", "(1+2j) ** 2", "(1+2j) ** -1", "(1+2j) ** 0", "(1+2j) ** 0.5", "2 ** 1j", "0j ** 0", "0j ** 1j", "0j ** -1", "(1+1j) ** 100", "(1+1j) ** 10000", "pow(1j, 2, 3)", "-(1+2j)", "+(1+2j)", "~1j", "abs(3+4j)", "abs(complex(inf, nan))", "abs(1e308+1e308j)", "(1+2j).real", "(1+2j).imag", "(1+2j).conjugate()", "bool(0j)", "bool(1e-300j)", "1j == 1j", "1 + 0j == 1", "1j == 'a'", "1j < 2j", "1j < 1", "hash(1j)", "hash(1+0j) == hash(1)", "hash(1.5+2.5j)", "int(1j)", "float(1j)", "complex(True)", "1j and 2", "sum([1, 1j, 1.5])", "sum([1j, 2j], 0.0)", "round(1j)", "(1j).__complex__()", "max([1j])", "sorted([1j, 2j])", "1j.x", "1j + None", "complex(1, 2).__getnewargs__()")
show("0j * -1", "-1 * 0j", "complex(0, -0.0)", "-0.0 + 0j", "complex(-0.0, -0.0)", "1j * 1j", "complex(inf, 1) * 1j", "complex(nan, 1)", "complex(1, inf) / 2", "complex(1, inf) * complex(0, 1)", "-(0j)", "0j - 0", "1 - 0j", "complex('-0-0j')", "1.0 - 1j * 0", "complex(inf, inf) == complex(inf, inf)", "complex(nan, 0) == complex(nan, 0)")
show("format(1+2j, '')", "format(1+2j, '.2f')", "format(1+2j, '>20')", "format(1.5-2.25j, '+.1e')", "format(1+2j, 'd')", "format(1+2j, '=20')", "format(1+2j, '020')", "format(1234567+1j, ',')", "format(0j, '')", "format(-1j, '')", "f'{1+2j:.1f}'", "f'{3+4j:g}'", "'%s' % 1j", "'%f' % 1j", "format(complex(inf, nan), '.2f')", "format(1j, '%')", "str(complex(-0.0, 1))", "repr(1e16+1e-5j)", "repr(complex(nan, -inf))", "format(complex(0, -0.0), '')", "format(1+2j, '*^20.1f')", "format(1j, 'n')")
show("cmath.sqrt(-1)", "cmath.sqrt(-1 - 0j)", "cmath.sqrt(complex(-1, -0.0))", "cmath.exp(1j * cmath.pi)", "cmath.log(-1)", "cmath.log(0)", "cmath.log(8, 2)", "cmath.log10(100j)", "cmath.phase(-1)", "cmath.phase(complex(-1, -0.0))", "cmath.polar(1j)", "cmath.rect(2, 0.5)", "cmath.sin(1j)", "cmath.cos(1+1j)", "cmath.tan(1j)", "cmath.asin(2)", "cmath.acos(2)", "cmath.atan(1j)", "cmath.atanh(0.5)", "cmath.sinh(1)", "cmath.isclose(1j, 1j + 1e-12)", "cmath.isnan(nan)", "cmath.isinf(inf * 1j)", "cmath.isfinite(1)", "cmath.infj, cmath.nanj", "cmath.exp(1000)", "cmath.sqrt('a')", "cmath.exp(complex(inf, 0))")
print([complex(x, y) * 2 for x in (0.0, -0.0) for y in (0.0, -0.0)])


class C(complex):
    pass


c = C(1, 2)
print(c, type(c + 1).__name__, c == 1 + 2j, c.real, type(c.conjugate()).__name__)
z = 1
for _ in range(8):
    z *= (1 + 1j) / 2 ** 0.5
    print(f"{z:.3f}", end=" ")
print()
roots = [cmath.rect(1, 2 * cmath.pi * k / 5) for k in range(5)]
print(abs(sum(roots)) < 1e-12, [f"{r.real:.2f},{r.imag:.2f}" for r in roots])
print(complex(1, 2) in [1 + 2j], {1 + 0j: "one"}[1], {1: "int"}.get(1.0 + 0j))
