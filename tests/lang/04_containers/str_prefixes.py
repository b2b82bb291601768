"""str.startswith and str.endswith."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'hello'.startswith('he')",
    "'hello'.startswith(('x', 'h'))",
    "'hello'.startswith('')",
    "'hello'.startswith('l', 2)",
    "'hello'.startswith('hel', 0, 2)",
    "'hello'.startswith(5)",
    "'hello'.startswith((5,))",
    "'hello'.startswith(())",
    "'hello'.endswith('lo')",
    "'hello'.endswith('l', 0, 4)",
    "'hello'.endswith(['o'])",
    "''.startswith('')",
    "'abc'.startswith('', 5)",
)
