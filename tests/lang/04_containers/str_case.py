"""Case methods of str."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'abc'.upper()",
    "'ABC'.lower()",
    "'hello world'.title()",
    "'hELLO'.capitalize()",
    "'aB'.swapcase()",
    "'Straße'.upper()",
    "'Straße'.casefold()",
    "'ǆ'.title()",
    "'İ'.lower()",
    "'ﬁ'.upper()",
    "'they\\'re bill\\'s'.title()",
    "'ΑΣ'.lower()",
    "'Σ'.lower()",
    "''.capitalize()",
)
