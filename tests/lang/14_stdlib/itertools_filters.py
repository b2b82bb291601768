"""itertools: chain, compress, dropwhile, starmap, pairwise, batched, zip_longest."""
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
    "it.chain('ab', [1])",
    "it.chain()",
    "it.chain.from_iterable(['ab', 'c'])",
    "it.chain.from_iterable([1])",
    "it.chain([1], 5)",
    "it.compress('abcd', [1, 0, 1])",
    "it.compress('ab', it.cycle([0, 1]))",
    "it.dropwhile(lambda x: x < 3, [1, 3, 2])",
    "it.takewhile(lambda x: x < 3, [1, 3, 2])",
    "it.filterfalse(None, [0, 1, ''])",
    "it.filterfalse(lambda x: x % 2, range(4))",
    "it.starmap(pow, [(2, 3), (3, 2)])",
    "it.starmap(max, ['ab'])",
    "it.starmap(pow, [5])",
    "it.pairwise('abcd')",
    "it.pairwise('a')",
    "it.batched('abcde', 2)",
    "it.batched('abcd', 2, strict=True)",
    "it.batched('abcde', 2, strict=True)",
    "it.batched('a', 0)",
    "it.zip_longest('ab', 'c')",
    "it.zip_longest('ab', 'c', [1, 2, 3], fillvalue='-')",
    "it.zip_longest()",
    "it.zip_longest('a', 5)",
    "it.zip_longest('a', bad=1)",
)
