"""Operators and methods of complex."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


inf, nan = float("inf"), float("nan")


show(
    "(1+2j) + (3-1j)",
    "(1+2j) - 1",
    "2 * (1+2j)",
    "(1+2j) * (3+4j)",
    "(1+2j) / (3+4j)",
    "1 / 1j",
    "1 / 0j",
    "0j / 0",
    "(1+2j) // 1",
    "(1+2j) % 2",
    "divmod(1j, 1)",
    "(1+2j) ** 2",
    "(1+2j) ** -1",
    "(1+2j) ** 0",
    "(1+2j) ** 0.5",
    "2 ** 1j",
    "0j ** 0",
    "0j ** 1j",
    "0j ** -1",
    "(1+1j) ** 100",
    "(1+1j) ** 10000",
    "pow(1j, 2, 3)",
    "-(1+2j)",
    "+(1+2j)",
    "~1j",
    "abs(3+4j)",
    "abs(complex(inf, nan))",
    "abs(1e308+1e308j)",
    "(1+2j).real",
    "(1+2j).imag",
    "(1+2j).conjugate()",
    "bool(0j)",
    "bool(1e-300j)",
    "1j == 1j",
    "1 + 0j == 1",
    "1j == 'a'",
    "1j < 2j",
    "1j < 1",
    "hash(1j)",
    "hash(1+0j) == hash(1)",
    "hash(1.5+2.5j)",
    "int(1j)",
    "float(1j)",
    "complex(True)",
    "1j and 2",
    "sum([1, 1j, 1.5])",
    "sum([1j, 2j], 0.0)",
    "round(1j)",
    "(1j).__complex__()",
    "max([1j])",
    "sorted([1j, 2j])",
    "1j.x",
    "1j + None",
    "complex(1, 2).__getnewargs__()",
)
