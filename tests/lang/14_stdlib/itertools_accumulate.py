"""itertools.accumulate."""
import itertools as it
import operator


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
    "it.accumulate([1, 2, 3])",
    "it.accumulate([1, 2, 3], operator.mul)",
    "it.accumulate([1, 2], initial=10)",
    "it.accumulate([])",
    "it.accumulate([], initial=1)",
    "it.accumulate('abc')",
    "it.accumulate([3, 1, 4], max)",
    "it.accumulate([1, 'a'])",
    "it.accumulate([1], func=None)",
    "it.accumulate(5)",
)
