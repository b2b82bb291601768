"""itertools: count, cycle, repeat."""
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
    "it.count()",
    "it.count(5, 2)",
    "it.count(1.5, 0.5)",
    "it.count(10, -3)",
    "it.count('a')",
    "it.count(2 ** 63 - 2)",
    "repr(it.count(3))",
    "repr(it.count(3, 2))",
    "it.count(step=2)",
    "it.cycle('ab')",
    "it.cycle([])",
    "it.cycle(5)",
    "it.repeat(1, 3)",
    "it.repeat('x', 0)",
    "it.repeat(1, -1)",
    "repr(it.repeat(1, 2))",
    "it.repeat(1, 'a')",
    "list(it.repeat(5, times=2))",
    "it.repeat(1, 3).__length_hint__()",
)
