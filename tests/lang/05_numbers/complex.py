"""Complex numbers with signed zeros, infinities and not-a-number; subclasses; whole programs."""
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
show("0j * -1", "-1 * 0j", "complex(0, -0.0)", "-0.0 + 0j", "complex(-0.0, -0.0)", "1j * 1j", "complex(inf, 1) * 1j", "complex(nan, 1)", "complex(1, inf) / 2", "complex(1, inf) * complex(0, 1)", "-(0j)", "0j - 0", "1 - 0j", "complex('-0-0j')", "1.0 - 1j * 0", "complex(inf, inf) == complex(inf, inf)", "complex(nan, 0) == complex(nan, 0)")
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
