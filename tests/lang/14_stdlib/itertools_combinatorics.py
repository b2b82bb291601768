"""itertools: product, permutations, combinations."""
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
    "it.product('ab', [1, 2])",
    "it.product('ab', repeat=2)",
    "it.product()",
    "it.product('ab', [])",
    "it.product('a', repeat=0)",
    "it.product('ab', repeat=-1)",
    "it.product(5)",
    "it.permutations('abc', 2)",
    "it.permutations('ab')",
    "it.permutations('ab', 3)",
    "it.permutations('abc', 0)",
    "it.permutations('ab', -1)",
    "it.permutations('ab', 1.0)",
    "it.combinations('abcd', 2)",
    "it.combinations('ab', 3)",
    "it.combinations('ab', 0)",
    "it.combinations('ab', -1)",
    "it.combinations_with_replacement('ab', 2)",
    "it.combinations_with_replacement('', 1)",
    "it.combinations_with_replacement('ab', 0)",
    "len(list(it.permutations(range(6))))",
    "sum(1 for _ in it.combinations(range(15), 5))",
    "len(list(it.product(range(5), repeat=4)))",
)
