"""Every method of dict, with its error messages and its order."""


def show(*sources, **scope):
    for source in sources:
        try:
            result = eval(source, globals(), scope)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}" + (f" | {scope['d']}" if "d" in scope else ""))


show("dict()", "dict(a=1)", "dict([(1, 2)])", "dict([[1, 2], 'ab'])", "dict({1: 2}, b=3)", "dict([(1, 2, 3)])", "dict([1])", "dict(['abc'])", "dict(5)", "dict({}, {})", "dict(**{'x': 1})", "dict(None)",
     "dict(zip('ab', (1, 2)))", "dict([('a', 1), ('a', 2)])", "dict.fromkeys('ab')", "dict.fromkeys([1, 2], 0)", "dict.fromkeys(5)", "dict.fromkeys()", "dict({'a': 1}.items())", "dict(((), ()))", "dict(self=1)", "dict(iterable=1)")
d = {"a": 1, "b": 2}
show("d['a']", "d['z']", "d[[]]", "d.get('a')", "d.get('z')", "d.get('z', 5)", "d.get([])", "d.get()", "d.get(1, 2, 3)", "d.setdefault('a', 9)", "d.setdefault('c')", "d.setdefault('d', [])", "d.setdefault({})",
     "d.pop('c')", "d.pop('zz')", "d.pop('zz', None)", "d.pop()", "d.pop([])", "d.popitem()", "d.update()", "d.update(e=5)", "d.update({'a': 10})", "d.update([('f', 6)])", "d.update({'g': 7}, h=8)", "d.update(5)",
     "d.update([1])", "d.update([(1,)])", "d.update({}, {})", "d.copy()", "d.copy() is d", "list(d)", "list(d.keys())", "list(d.values())", "list(d.items())", "len(d)", "'a' in d", "'zz' in d", "[] in d", "d.clear()", "d.popitem()", "bool(d)", d=d)
show("{1: 'a', 1.0: 'b', True: 'c'}", "{1: 2} == {1.0: 2.0}", "{1: 2} != {}", "{1: 2} < {}", "{'a': 1} | {'b': 2}", "{'a': 1, 'b': 1} | {'a': 2}", "{} | []", "[] | {}", "{} | None", "{'a': 1} + {}", "hash({})", "{[]: 1}", "{{}: 1}", "{{1}: 1}",
     "{1: 2, **{3: 4}, 1: 5}", "{**5}", "{**{'a': 1}, 'a': 2}", "{**[(1, 2)]}", "repr({'a': {'b': [1]}})", "{1: 2}.__contains__(1)", "{}.__len__()", "{1: 2}.__getitem__(1)", "{1: 2}.__eq__({1: 2})", "{1: 2}.__lt__({})", "{1: 2}.__or__({3: 4})", "{1: 2}.__or__(5)",
     "{1: 2}.__ror__({3: 4})", "dict.__class_getitem__((int, str))", "list(reversed({1: 2, 3: 4}))", "min({3: 1, 2: 5})", "sorted({'b': 1, 'a': 2})", "max({'a': 3, 'b': 9}, key={'a': 3, 'b': 9}.get)", "{k: v for k, v in [(1, 2), (1, 3)]}", "{}['k']", "{}[1, 2]", "{}[None]")
d = {"x": 1}
for statement in ["d |= {'y': 2}", "d |= [('z', 3)]", "d |= 5", "del d['x']", "del d['nope']", "del d[[]]", "d[[]] = 1", "d['y'] += 10", "d['new'] += 1", "d['n'], d['m'] = 1, 2", "for d['loop'] in range(3): pass", "d[d['n']] = 'nested'"]:
    try:
        exec(statement)
    except Exception as e:
        print(f"{statement} !! {type(e).__name__}: {e}", d)
    else:
        print(statement, d)

order = {}
for n in (5, 1, 9, 3):
    order[n] = str(n)
order[1] = "one"
del order[5]
order[5] = "again"
print(order, list(reversed(order)), list(reversed(order.items())), list(reversed(order.values())))
print(next(iter(order)), order.popitem(), order.popitem(), order)


def mutate(action):
    d = {n: n for n in range(5)}
    seen = []
    try:
        for k in d:
            seen.append(k)
            action(d, k)
            if len(seen) > 20:
                break
    except RuntimeError as e:
        print(type(e).__name__, e, seen)
    else:
        print("no error", seen, d)


mutate(lambda d, k: d.pop(k))
mutate(lambda d, k: d.update({k + 100: 1}))
mutate(lambda d, k: d.update({k: k * 10}))
mutate(lambda d, k: d.clear())
mutate(lambda d, k: (d.pop(k), d.update({k + 100: 1})) if k == 4 else None)
for view in ("values", "items"):
    d = {1: 1, 2: 2}
    try:
        for _ in getattr(d, view)():
            d[3] = 3
    except RuntimeError as e:
        print(view, e)
it = iter({1: 1, 2: 2})
print(it.__length_hint__(), next(it), it.__length_hint__(), list(it), list(it))


class CountHash:
    hashed = 0

    def __hash__(self):
        CountHash.hashed += 1
        return 7

    def __eq__(self, other):
        return self is other


keys = [CountHash() for _ in range(5)]
collide = {k: i for i, k in enumerate(keys)}
print([collide[k] for k in keys], CountHash.hashed)
del collide[keys[2]]
print(keys[2] in collide, [collide.get(k) for k in keys])
big = {}
for i in range(10000):
    big[i * 2 ** 20] = i
print(len(big), big[9999 * 2 ** 20], sum(big.values()))
for i in range(0, 10000, 3):
    del big[i * 2 ** 20]
print(len(big), list(big)[:3])
strings = {f"key{i}": i for i in range(1000)}
print(all(strings["key" + str(i)] == i for i in range(1000)))
mixed = {1: "int", "1": "str", 1.5: "float", (1,): "tuple", None: "none", b"1": "bytes", frozenset([1]): "frozen", int: "type"}
print([mixed[k] for k in (1, "1", 1.5, (1,), None, b"1", frozenset([1]), int, True)])
