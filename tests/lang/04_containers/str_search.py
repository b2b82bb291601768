"""Searching methods of str: find, rfind, index, count."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'hello'.find('l')",
    "'hello'.find('l', 3)",
    "'hello'.find('l', 4)",
    "'hello'.find('')",
    "'hello'.find('', 5)",
    "'hello'.find('', 6)",
    "'hello'.find('z')",
    "'hello'.find('l', -2)",
    "'hello'.find('lo', 0, 4)",
    "'hello'.find(5)",
    "'hello'.find()",
    "'hello'.find('l', None, None)",
    "'hello'.find('l', 'a')",
    "'hello'.rfind('l')",
    "'hello'.rfind('')",
    "'hello'.rfind('l', 0, 3)",
    "'hello'.index('l')",
    "'hello'.index('z')",
    "'hello'.rindex('l')",
    "'hello'.rindex('z')",
    "'hello'.count('l')",
    "'hello'.count('')",
    "'aaa'.count('aa')",
    "'hello'.count('l', 3)",
    "''.count('')",
    "'abc'.count('', 1, 2)",
    "'aaa'.find('aa', 1)",
    "'a\\U0001f600b'.find('b')",
)
