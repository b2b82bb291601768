"""itertools: groupby, tee, laziness, recipes, errors of the source; the module operator."""
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
