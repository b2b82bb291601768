"""Every method of set and frozenset, with operators, in-place forms and error messages."""


def canonical(value):
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}{sorted(value, key=repr)}"
    return repr(value)


def show(*sources, **scope):
    for source in sources:
        try:
            result = eval(source, globals(), scope)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {canonical(result)}" + (f" | {canonical(scope['s'])}" if "s" in scope else ""))


a, b = {1, 2, 3}, {3, 4}
fa, fb = frozenset(a), frozenset(b)
show("set()", "set('aab')", "set([1, 1.0, True])", "set(5)", "set([[]])", "set([{}])", "set(1, 2)", "frozenset()", "frozenset([1, 2])", "frozenset(fa) is fa", "repr(set())", "repr(frozenset())", "repr({1})", "repr(frozenset({1}))", "{1, 1.0, True}", "{[]}", "{{1}}", "{frozenset()}",
     "a | b", "a & b", "a - b", "a ^ b", "a | [4]", "a & (1,)", "a - 'x'", "a ^ 5", "a | fb", "fa | b", "fa & fb", "a.union([4], 'x')", "a.union()", "a.union(5)", "a.intersection(b, [3])", "a.intersection()", "a.intersection([[]])", "a.difference(b, [1])", "a.difference(5)", "a.symmetric_difference(b)",
     "a.symmetric_difference([9])", "a.symmetric_difference()", "a.issubset([1, 2, 3, 4])", "a.issubset(b)", "a.issuperset([1])", "a.issuperset(5)", "a.isdisjoint([7])", "a.isdisjoint(b)", "a <= a", "a < a", "a < {1, 2, 3, 4}", "a >= {1}", "a > {1}", "a < [1]", "a == fa", "a != b", "a == [1, 2, 3]",
     "fa == {1, 2, 3}", "hash(fa) == hash(frozenset([3, 2, 1]))", "hash(a)", "{fa: 1}[frozenset([1, 2, 3])]", "len(a)", "1 in a", "[] in a", "{1} in {frozenset([1])}", "{9} in a", "'x' in a", "a.copy()", "a.copy() is a", "fa.copy() is fa", "type(a | fb).__name__", "type(fa | b).__name__",
     "a.__contains__(1)", "a.__or__([1])", "a.__and__(b)", "fa.add(1)", "a + b", "a[0]", "min(a)", "sum(a)", "sorted(a, reverse=True)", "{*a, *b}", "{x % 2 for x in a}", "bool(set())", "set.union(a, b)", "set.union(fa, b)", "set.__class_getitem__(int)", "hash(frozenset())", "hash(frozenset([0]))", "hash(frozenset([1, 2]))")
s = {1, 2, 3}
show("s.add(4)", "s.add(4)", "s.add([])", "s.add()", "s.remove(4)", "s.remove(9)", "s.remove([])", "s.remove({9})", "s.discard(9)", "s.discard([])", "s.discard(1)", "s.update([7], (8,))", "s.update()", "s.update(5)", "s.intersection_update([2, 7])", "s.difference_update([7])", "s.symmetric_difference_update([2, 5])",
     "s.pop()", "s.pop()", "s.clear()", s=s)
for statement in ["s |= {1, 2}", "s |= [3]", "s &= {2, 3}", "s -= {3}", "s ^= {2, 9}", "s |= s", "s -= s", "s &= 5", "s += {1}", "f = frozenset([1]); g = f; f |= {2}"]:
    try:
        exec(statement)
    except Exception as e:
        print(f"{statement} !! {type(e).__name__}: {e}", canonical(s))
    else:
        print(statement, canonical(s))
f = g = frozenset([1])
f |= {2}
print(canonical(f), canonical(g))
s = set(range(5))
try:
    for x in s:
        s.add(x + 100)
except RuntimeError as e:
    print(e)
s = set(range(1000))
for n in range(0, 1000, 2):
    s.discard(n)
print(len(s), 1 in s, 2 in s, sum(s))
print(set(range(10)) == set(reversed(range(10))), {1, 2} in [{2, 1}])
print(sorted(map(sorted, {frozenset([1, 2]), frozenset([2, 1]), frozenset([3])})))


class Eq:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return self.v == other.v

    def __hash__(self):
        return 1


s = {Eq(n % 3) for n in range(9)}
print(sorted(x.v for x in s), Eq(1) in s)
s.remove(Eq(0))
print(len(s))
first = Eq(5)
t = {first}
t.add(Eq(5))
print(next(iter(t)) is first)


class SubSet(set):
    def __init__(self, it=(), tag=None):
        super().__init__(it)
        self.tag = tag


x = SubSet([1], tag="t")
print(repr(x), x.tag, type(x | {2}).__name__, type(x.copy()).__name__, type({2} | x).__name__, x == {1})
print(repr(type("F", (frozenset,), {})([1])))
it = iter({1})
print(next(it), next(it, "end"), type(it).__name__, iter({1, 2}).__length_hint__())
print(frozenset([1, 2]) < {1, 2, 3}, {1} < frozenset([1, 2]), {(1, 2), "a"} == {"a", (1, 2)})
print(canonical({1, 2, 3} - {2} | {5} & {5, 6} ^ {7}))
powerset = [set()]
for n in (1, 2, 3):
    powerset += [p | {n} for p in powerset]
print(sorted(map(sorted, powerset)))
recursive = frozenset([frozenset([frozenset()])])
print(recursive)
nan = float("nan")
print(len({nan, nan}), len({nan, float("nan")}), nan in {nan}, float("nan") in {nan})
