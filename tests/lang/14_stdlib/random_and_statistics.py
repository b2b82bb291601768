"""random with fixed seeds (the generator's exact stream), statistics, secrets-free helpers, heapq, bisect."""
import bisect
import heapq
import random
import statistics


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


for seed in (0, 1, -5, 42, 2 ** 100, 1.5, "text", b"bytes", bytearray(b"ba")):
    random.seed(seed)
    print(repr(seed), random.random(), random.getrandbits(40), random.randrange(1000), random.random())
for bad in ([], (1, 2), {}):
    try:
        random.seed(bad)
    except TypeError as e:
        print(e)
random.seed(12345)
print([random.randint(1, 6) for _ in range(10)], [random.randrange(0, 100, 7) for _ in range(5)], random.randrange(10 ** 30), random.choice("abcdef"), random.choices("ab", k=5), random.choices("abc", [1, 2, 10], k=6), random.choices("ab", cum_weights=[1, 3], k=3), random.sample(range(100), 5), random.sample("aab", 2, counts=[2, 1, 1]), random.uniform(1, 10), random.getrandbits(0), random.randbytes(5))
items = list(range(10))
random.shuffle(items)
print(items, random.sample(items, 10))
random.seed(7)
print([round(f(), 10) for f in (lambda: random.gauss(0, 1), lambda: random.gauss(), lambda: random.normalvariate(5, 2), lambda: random.expovariate(2), lambda: random.triangular(0, 1, 0.3), lambda: random.betavariate(2, 3), lambda: random.gammavariate(2, 1), lambda: random.lognormvariate(0, 1), lambda: random.vonmisesvariate(0, 4), lambda: random.paretovariate(3), lambda: random.weibullvariate(1, 1.5))], random.binomialvariate(100, 0.3))
state = random.getstate()
first = [random.random() for _ in range(3)]
random.setstate(state)
print(first == [random.random() for _ in range(3)], state[0], len(state[1]))
r = random.Random(99)
other = random.Random(99)
print(r.random() == other.random(), r.getrandbits(100), r.sample(range(10 ** 9), 3), random.Random(3).random())
total = 0
big = random.Random(2026)
for _ in range(10000):
    total += big.getrandbits(32)
print(total, sum(big.random() for _ in range(1000)))
show("random.randrange(0)", "random.randrange(5, 5)", "random.randrange(1, 10, 0)", "random.randrange(1.5)", "random.randint(5, 1)", "random.choice([])", "random.sample([1], 2)", "random.sample([1, 2], -1)", "random.sample({1, 2}, 1)", "random.choices([], k=1)", "random.choices('ab', weights=[1])", "random.choices('ab', weights=[0, 0])", "random.getrandbits(-1)", "random.shuffle((1, 2))", "random.choices('ab', weights=[1, 1], cum_weights=[1, 2])", "random.setstate((1,))", "random.Random(5, 6)", "0 <= random.SystemRandom().random() < 1", "random.SystemRandom().getstate()")
data = [1, 2, 2, 3, 5, 8, 13.5]
show("statistics.mean(data)", "statistics.fmean(data)", "statistics.median(data)", "statistics.median_low([1, 2, 3, 4])", "statistics.median_high([1, 2, 3, 4])", "statistics.median_grouped([1, 2, 2, 3])", "statistics.mode('aabbb')", "statistics.multimode('aabb')", "statistics.stdev(data)", "statistics.pstdev(data)", "statistics.variance(data)", "statistics.pvariance([1, 2, 3])", "statistics.mean([])", "statistics.stdev([1])", "statistics.geometric_mean([1, 4, 16])", "statistics.harmonic_mean([40, 60])", "statistics.quantiles(data, n=4)", "statistics.quantiles(range(1, 11), n=10, method='inclusive')", "statistics.covariance([1, 2, 3], [1, 5, 7])", "statistics.correlation([1, 2, 3], [1, 5, 7])", "statistics.linear_regression([1, 2, 3], [2, 4, 6.5])", "statistics.NormalDist(10, 2).cdf(12)", "statistics.NormalDist.from_samples(data)", "statistics.NormalDist(0, 1) + 5", "statistics.fmean([1, 2], [3, 1])", "statistics.kde([1, 2])(1.5)")
h = []
for v in [5, 1, 8, 3, 9, 2]:
    heapq.heappush(h, v)
print(h, [heapq.heappop(h) for _ in range(3)], heapq.heappushpop(h, 1), heapq.heapreplace(h, 7), h)
x = [9, 7, 5, 3, 1]
heapq.heapify(x)
print(x, heapq.nlargest(2, x), heapq.nsmallest(2, ["bb", "a"], key=len), list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge("ca", "b", reverse=True)), heapq.nlargest(0, x), heapq.nsmallest(10, x))
m = [3, 1, 2]
heapq.heapify_max(m)
heapq.heappush_max(m, 10)
print(m, heapq.heappop_max(m))
show("heapq.heappop([])", "heapq.heapreplace([], 1)", "heapq.heappushpop([], 1)", "heapq.heapify(5)", "heapq.heappush((), 1)", "heapq.heapify([1, 'a'])")
s = [1, 3, 3, 5]
print(bisect.bisect(s, 3), bisect.bisect_left(s, 3), bisect.bisect_right(s, 0), bisect.bisect(s, 4, key=lambda v: v * 2), bisect.bisect_left(s, 3, 2, 3), bisect.bisect(s, 9))
bisect.insort(s, 4)
bisect.insort_left(s, 3)
bisect.insort(s, 2, key=lambda v: -v)
print(s)
show("bisect.bisect([1], 'a')", "bisect.bisect([1], 1, -1)", "bisect.bisect(5, 1)")
