"""str.replace."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'abcabc'.replace('b', 'X')",
    "'abcabc'.replace('b', 'X', 1)",
    "'abc'.replace('', '-')",
    "'abc'.replace('', '-', 2)",
    "''.replace('', 'x')",
    "''.replace('a', 'b')",
    "'aaa'.replace('aa', 'b')",
    "'abc'.replace('b', '')",
    "'abc'.replace('b')",
    "'abc'.replace(5, 'x')",
    "'abc'.replace('a', 'b', count=0)",
    "'abc'.replace('a', 'b', -1)",
    "'aXbX'.replace('X', '\\U0001f600')",
)
