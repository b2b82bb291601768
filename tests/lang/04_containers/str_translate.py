"""str.translate and str.maketrans."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'abc'.translate({97: 'X', 98: None})",
    "'abc'.translate({97: 0x20ac})",
    "'abc'.translate(str.maketrans('ab', 'xy'))",
    "str.maketrans('ab', 'xy', 'c')",
    "str.maketrans({'a': 1, 98: 'z'})",
    "str.maketrans('ab', 'x')",
    "str.maketrans({'ab': 1})",
    "str.maketrans(5)",
    "str.maketrans('a', 'b', 5)",
    "'abc'.translate({97: 'long', 99: ''})",
    "'abc'.translate({97: 1.5})",
    "'abc'.translate({97: -1})",
    "'abc'.translate('xyz')",
    "'abc'.translate([None] * 100)",
    "'ab'.translate({97: 0x110000})",
)
