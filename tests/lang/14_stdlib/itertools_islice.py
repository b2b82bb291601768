"""itertools.islice."""
import itertools as it


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
            if hasattr(result, "__next__"):
                result = list(it.islice(result, 12))
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show(
    "it.islice('abcdef', 3)",
    "it.islice('abcdef', 2, 4)",
    "it.islice('abcdef', 1, None, 2)",
    "it.islice('abc', None)",
    "it.islice('abc', -1)",
    "it.islice('abc', 0, -1)",
    "it.islice('abc', 0, 3, 0)",
    "it.islice('abc', 'x')",
    "it.islice('abc')",
    "it.islice(5, 1)",
    "it.islice('abc', 10, 20)",
    "it.islice(it.count(), 3, 10, 3)",
)
