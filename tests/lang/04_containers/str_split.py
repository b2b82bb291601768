"""Splitting methods of str: split, rsplit, splitlines, partition."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "'a,b,c'.split(',')",
    "'a,b,c'.split(',', 1)",
    "' a  b '.split()",
    "' a  b '.split(' ')",
    "''.split()",
    "''.split(',')",
    "'a b c'.split(None, 1)",
    "'abc'.split('')",
    "'abc'.split(5)",
    "'a,b'.split(sep=',', maxsplit=0)",
    "' a b '.split(maxsplit=1)",
    "'a\\u2003b\\xa0c\\x1cd'.split()",
    "'a--b--c'.split('--')",
    "'abc'.split('abc')",
    "'a,b,c'.split(',', -1)",
    "'a b'.split(None, 'x')",
    "'a,b,c'.rsplit(',', 1)",
    "' a b c '.rsplit(None, 1)",
    "'aXXbXXc'.rsplit('XX', 1)",
    "'a\\nb\\r\\nc\\rd\\x0be\\x85f\\u2028g'.splitlines()",
    "'a\\n\\nb\\n'.splitlines()",
    "'a\\n\\nb\\n'.splitlines(True)",
    "''.splitlines()",
    "'\\n'.splitlines()",
    "'a\\r\\n'.splitlines(keepends=True)",
    "'a'.splitlines(1, 2)",
    "'a=b=c'.partition('=')",
    "'abc'.partition('=')",
    "'abc'.partition('')",
    "'a=b=c'.rpartition('=')",
    "'abc'.rpartition('=')",
    "'a'.partition(5)",
)
