"""Predicates of str: isalpha, isdigit and their family."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'abc'.isalpha()",
    "'ab1'.isalpha()",
    "''.isalpha()",
    "'é中'.isalpha()",
    "'12'.isdigit()",
    "'²'.isdigit()",
    "'²'.isdecimal()",
    "'½'.isnumeric()",
    "'½'.isdigit()",
    "'١٢'.isdecimal()",
    "'ab1'.isalnum()",
    "' \\t\\n'.isspace()",
    "''.isspace()",
    "'\\x1c'.isspace()",
    "'abc'.islower()",
    "'aBc'.islower()",
    "'1a'.islower()",
    "'1'.islower()",
    "'ABC'.isupper()",
    "'Hello World'.istitle()",
    "'Hello world'.istitle()",
    "''.istitle()",
    "'abc'.isidentifier()",
    "'1a'.isidentifier()",
    "'é'.isidentifier()",
    "'class'.isidentifier()",
    "''.isidentifier()",
    "'a b'.isidentifier()",
    "'abc'.isprintable()",
    "'a\\n'.isprintable()",
    "''.isprintable()",
    "'\\xad'.isprintable()",
    "'abc'.isascii()",
    "'é'.isascii()",
    "''.isascii()",
    "'ª'.islower()",
    "'ⅷ'.islower()",
)
