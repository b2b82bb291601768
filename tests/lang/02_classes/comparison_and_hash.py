"""Rich comparison: reflection, NotImplemented, identity fallback, hash and equality, chained and container use."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Logged:
    def __init__(self, name, result=NotImplemented):
        self.name = name
        self.result = result

    def _op(self, symbol, other):
        print(f"{self.name} {symbol} {getattr(other, 'name', other)}")
        return self.result

    def __lt__(self, other):
        return self._op("<", other)

    def __le__(self, other):
        return self._op("<=", other)

    def __gt__(self, other):
        return self._op(">", other)

    def __ge__(self, other):
        return self._op(">=", other)

    def __eq__(self, other):
        return self._op("==", other)

    def __ne__(self, other):
        return self._op("!=", other)

    __hash__ = None


class SubLogged(Logged):
    pass


a, b = Logged("a"), Logged("b")
sub = SubLogged("sub", "sub result")
print(a == b)
print(a != b)
attempt(lambda: a < b)
attempt(lambda: a >= 5)
attempt(lambda: 5 > a)
print(a == sub)
print(a < sub)
print(sub < a)
print(1 == a)
print(Logged("c", "truthy") == 1, bool(Logged("d", "") == 1))
attempt(lambda: hash(a))
attempt(lambda: {a: 1})
attempt(lambda: {a})
print(a in [a])
print(b in [a])
print([a] == [a])
print((1, a) < (1, sub))


class EqOnly:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return isinstance(other, EqOnly) and self.v == other.v


print(EqOnly(1) == EqOnly(1), EqOnly(1) != EqOnly(1), EqOnly(1) != EqOnly(2), EqOnly.__hash__)
attempt(lambda: hash(EqOnly(1)))


class EqHash(EqOnly):
    def __hash__(self):
        return hash(self.v)


print(EqHash(1) in {EqHash(1)}, {EqHash(1): "x"}[EqHash(1)], len({EqHash(1), EqHash(1), EqHash(2)}))


class SubEq(EqHash):
    def __eq__(self, other):
        return False


print(SubEq.__hash__)


class KeepHash(EqHash):
    def __eq__(self, other):
        return super().__eq__(other)

    __hash__ = EqHash.__hash__


print(hash(KeepHash(7)) == hash(7))


class BigHash:
    def __hash__(self):
        return 2 ** 61 - 1 + 5


print(hash(BigHash()), hash(2 ** 61 - 1 + 5))
attempt(lambda: hash(type("H", (), {"__hash__": lambda s: 1.5})()))
print(hash(type("H", (), {"__hash__": lambda s: -1})()), hash(type("H", (), {"__hash__": lambda s: True})()))

for left, right in [(1, "a"), (None, 1), ([], ()), ({}, {}), (1j, 2j), ({1}, [1]), (object, int), (b"", "")]:
    attempt(lambda: left < right)
    print(left == right, left != right)

print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, [] is not None is not False)
o = object()
print(o == o, o != o, o == object(), object.__eq__(o, o), object.__eq__(o, 1), object.__ne__(o, 1), object.__lt__(o, o))
print((1).__eq__(1.0), (1).__eq__("a"), (1).__lt__(2.5), (1.0).__eq__(1), "a".__eq__(1), [].__eq__(()), (1).__ne__(2))


class Reflected:
    def __gt__(self, other):
        return f"reflected gt {other}"

    def __le__(self, other):
        return f"reflected le {other}"


print(5 < Reflected(), 5 >= Reflected())


class FalseContains:
    def __contains__(self, item):
        return []


print(1 in FalseContains(), 1 not in FalseContains())


class IterContains:
    def __iter__(self):
        print("iterating")
        yield 1
        yield 2


print(2 in IterContains(), 5 in IterContains())


class GetItemContains:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * 10


print(20 in GetItemContains(), 5 in GetItemContains(), list(GetItemContains()))
attempt(lambda: 1 in 5)
attempt(lambda: 1 in object())
attempt(lambda: "a" in type("N", (), {"__contains__": None, "__iter__": lambda s: iter("a")})())
nan = float("nan")
print(nan in [nan], [nan] == [nan], nan == nan, {nan: 1}.get(nan), (nan,) == (nan,), [nan].index(nan), [nan].count(nan))


class RaisingEq:
    def __eq__(self, other):
        raise ValueError("eq failed")

    def __hash__(self):
        return 1


attempt(lambda: RaisingEq() in [1])
attempt(lambda: {RaisingEq(): 1, RaisingEq(): 2})
attempt(lambda: [RaisingEq()].index(3))
attempt(lambda: (RaisingEq(),) == (1,))
r = RaisingEq()
print([r] == [r], r in [r], {r: 1}[r])
print(sorted([3, 1, 2], reverse=True), sorted([(1, "b"), (1, "a"), (0, "z")]))
attempt(lambda: sorted([1, "a"]))
attempt(lambda: max([1, None]))


class OnlyLt:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return self.v < other.v


print([x.v for x in sorted([OnlyLt(3), OnlyLt(1), OnlyLt(2)])], max([OnlyLt(1), OnlyLt(5)], key=lambda x: x.v).v)
