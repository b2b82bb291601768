"""Padding methods of str: center, ljust, rjust, zfill, expandtabs."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'ab'.center(6)",
    "'ab'.center(5, '*')",
    "'abc'.center(6, '*')",
    "'ab'.center(1)",
    "'ab'.center(6, 'xy')",
    "'ab'.ljust(5, '.')",
    "'ab'.rjust(5)",
    "'42'.zfill(5)",
    "'-42'.zfill(5)",
    "'+4'.zfill(4)",
    "'abc'.zfill(2)",
    "''.zfill(3)",
    "'--1'.zfill(5)",
    "'a\\tb'.expandtabs()",
    "'a\\tb'.expandtabs(4)",
    "'\\t\\ta'.expandtabs(2)",
    "'ab\\tc\\n\\td'.expandtabs(3)",
    "'a\\tb'.expandtabs(0)",
    "'a\\tb'.expandtabs(tabsize=1)",
    "'a'.ljust('x')",
)
