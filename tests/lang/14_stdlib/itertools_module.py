"""itertools: every function, with its corners."""
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


def gen(*values):
    yield from values


show("it.count()", "it.count(5, 2)", "it.count(1.5, 0.5)", "it.count(10, -3)", "it.count('a')", "it.count(2 ** 63 - 2)", "repr(it.count(3))", "repr(it.count(3, 2))", "it.count(step=2)", "it.cycle('ab')", "it.cycle([])", "it.cycle(5)", "it.repeat(1, 3)", "it.repeat('x', 0)", "it.repeat(1, -1)", "repr(it.repeat(1, 2))", "it.repeat(1, 'a')", "list(it.repeat(5, times=2))", "it.repeat(1, 3).__length_hint__()")
show("it.accumulate([1, 2, 3])", "it.accumulate([1, 2, 3], operator.mul)", "it.accumulate([1, 2], initial=10)", "it.accumulate([])", "it.accumulate([], initial=1)", "it.accumulate('abc')", "it.accumulate([3, 1, 4], max)", "it.accumulate([1, 'a'])", "it.accumulate([1], func=None)", "it.accumulate(5)")
show("it.chain('ab', [1])", "it.chain()", "it.chain.from_iterable(['ab', 'c'])", "it.chain.from_iterable([1])", "it.chain([1], 5)", "it.compress('abcd', [1, 0, 1])", "it.compress('ab', it.cycle([0, 1]))", "it.dropwhile(lambda x: x < 3, [1, 3, 2])", "it.takewhile(lambda x: x < 3, [1, 3, 2])", "it.filterfalse(None, [0, 1, ''])", "it.filterfalse(lambda x: x % 2, range(4))", "it.starmap(pow, [(2, 3), (3, 2)])", "it.starmap(max, ['ab'])", "it.starmap(pow, [5])", "it.pairwise('abcd')", "it.pairwise('a')", "it.batched('abcde', 2)", "it.batched('abcd', 2, strict=True)", "it.batched('abcde', 2, strict=True)", "it.batched('a', 0)", "it.zip_longest('ab', 'c')", "it.zip_longest('ab', 'c', [1, 2, 3], fillvalue='-')", "it.zip_longest()", "it.zip_longest('a', 5)", "it.zip_longest('a', bad=1)")
show("it.islice('abcdef', 3)", "it.islice('abcdef', 2, 4)", "it.islice('abcdef', 1, None, 2)", "it.islice('abc', None)", "it.islice('abc', -1)", "it.islice('abc', 0, -1)", "it.islice('abc', 0, 3, 0)", "it.islice('abc', 'x')", "it.islice('abc')", "it.islice(5, 1)", "it.islice('abc', 10, 20)", "it.islice(it.count(), 3, 10, 3)")
show("it.product('ab', [1, 2])", "it.product('ab', repeat=2)", "it.product()", "it.product('ab', [])", "it.product('a', repeat=0)", "it.product('ab', repeat=-1)", "it.product(5)", "it.permutations('abc', 2)", "it.permutations('ab')", "it.permutations('ab', 3)", "it.permutations('abc', 0)", "it.permutations('ab', -1)", "it.permutations('ab', 1.0)", "it.combinations('abcd', 2)", "it.combinations('ab', 3)", "it.combinations('ab', 0)", "it.combinations('ab', -1)", "it.combinations_with_replacement('ab', 2)", "it.combinations_with_replacement('', 1)", "it.combinations_with_replacement('ab', 0)", "len(list(it.permutations(range(6))))", "sum(1 for _ in it.combinations(range(15), 5))", "len(list(it.product(range(5), repeat=4)))")
print([(k, list(g)) for k, g in it.groupby("aabbca")], [(k, len(list(g))) for k, g in it.groupby([1, 1, 2, 3, 3], key=lambda n: n > 1)])
groups = it.groupby("aab")
k, first = next(groups)
next(groups)
print(k, list(first))
show("it.groupby(5)", "[(k, len(list(g))) for k, g in it.groupby([])]", "[k for k, g in it.groupby([1, 1.0, True, 2])]", "list(it.groupby([1], key=5))")
a, b = it.tee([1, 2, 3])
print(next(a), next(a), list(b), list(a), it.tee([1], 0), len(it.tee("ab", 4)))
a, b = it.tee(gen(1, 2, 3))
c = a.__copy__()
print(next(a), list(c), list(b), list(a))
show("it.tee(5)", "it.tee([1], -1)", "it.tee([1], 'a')")
log = []
source = (log.append(n) or n for n in range(5))
print(list(it.islice(source, 2)), log, next(source))
print(list(it.takewhile(lambda n: n < 10, it.accumulate(it.repeat(2), operator.mul, initial=1))))
print(list(it.zip_longest(*[iter("abcdefg")] * 3, fillvalue="x")))


def primes():
    sieve = {}
    for n in it.count(2):
        if n in sieve:
            for p in sieve.pop(n):
                sieve.setdefault(n + p, []).append(p)
        else:
            yield n
            sieve[n * n] = [n]


print(list(it.islice(primes(), 15)), next(it.dropwhile(lambda p: p < 1000, primes())))
print(list(map(operator.itemgetter(1), it.filterfalse(lambda kv: kv[0], enumerate("ab")))), "".join(it.chain.from_iterable(it.repeat(c, n) for c, n in [("a", 2), ("b", 3)])))


class Stops:
    def __iter__(self):
        return self

    def __next__(self):
        raise ValueError("in the source")


for make in (it.cycle, it.pairwise, lambda s: it.islice(s, 3), it.chain, lambda s: it.compress(s, [1]), lambda s: it.zip_longest(s), it.accumulate, it.groupby, lambda s: it.batched(s, 2)):
    try:
        next(make(Stops()))
    except ValueError as e:
        print(e, end="; ")
print()
for bad in (lambda: it.product(gen(1), foo=2), lambda: it.chain.from_iterable(), lambda: it.count(1, 2, 3), lambda: it.cycle(), lambda: it.islice(), lambda: it.permutations()):
    try:
        bad()
    except TypeError as e:
        print(e)
print(operator.attrgetter("real", "imag")(5), operator.methodcaller("split", ",")("a,b"), operator.itemgetter(1, 0)("ab"), operator.length_hint(it.repeat(1, 7)), operator.countOf("abca", "a"), operator.indexOf("abc", "c"), operator.concat([1], [2]), operator.truth([]), operator.is_not(1, None), operator.iadd([1], [2]), operator.call(max, 1, 2), operator.matmul.__name__)
