"""Construction and parsing of complex numbers."""


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
    "1j",
    "0j",
    "-0j",
    "1 + 2j",
    "1 - 2j",
    "-1j",
    "complex()",
    "complex(1)",
    "complex(1, 2)",
    "complex(1.5, -0.0)",
    "complex(-0.0, 0)",
    "complex(1j, 2)",
    "complex(1, 2j)",
    "complex(1j, 1j)",
    "complex('1+2j')",
    "complex('1-2j')",
    "complex(' 1+2j ')",
    "complex('(1+2j)')",
    "complex('1 + 2j')",
    "complex('j')",
    "complex('-j')",
    "complex('1e5j')",
    "complex('nan+infj')",
    "complex('-inf')",
    "complex('')",
    "complex('1+')",
    "complex('1j+1')",
    "complex('1+2j', 1)",
    "complex(1, '2')",
    "complex(None)",
    "complex(real=1, imag=2)",
    "complex('1_0+2_0j')",
    "complex(b'1')",
    "complex([])",
    "complex.from_number(3)",
    "complex.from_number('3')",
)
