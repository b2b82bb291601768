"""Every method of list, with its error messages."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


def after(setup, *statements):
    scope = {}
    exec(setup, scope)
    for statement in statements:
        try:
            result = eval(statement, scope) if not statement.startswith(("del ", "for ")) and "=" not in statement.replace("==", "").split("(")[0] else exec(statement, scope)
        except Exception as e:
            print(f"{statement} !! {type(e).__name__}: {e} | {scope['x']}")
        else:
            print(f"{statement} -> {result!r} | {scope['x']}")


after("x = [1, 2, 3]", "x.append(4)", "x.append([5])", "x.extend('ab')", "x.extend(5)", "x.extend(x[:1])", "x.extend(x)", "x.clear()")
after("x = [1, 2, 3]", "x.insert(0, 'a')", "x.insert(-1, 'b')", "x.insert(100, 'c')", "x.insert(-100, 'd')", "x.insert('1', 2)",
      "x.insert(1.0, 2)", "x.insert(1)", "x.insert(True, 't')")
after("x = [1, 2, 3, 2, 1]", "x.remove(2)", "x.remove(9)", "x.pop()", "x.pop(0)", "x.pop(-1)", "x.pop(5)", "x.pop('a')", "x.pop(0)", "x.pop()", "x.pop(0)")
after("x = [3, 1, 2]", "x.sort()", "x.sort(reverse=True)", "x.sort(key=lambda v: -v)", "x.sort(key=5)", "x.sort(reverse='yes')", "x.sort(reverse=None)",
      "x.sort(1)", "x.reverse()", "x.copy()", "x.copy() is x", "x.sort(key=None, reverse=False)")
after("x = [1, 'a', None]", "x.sort()", "x.index('a')", "x.index('z')", "x.index(None, 2)", "x.index(1, 1)", "x.index(1, 0, 1)", "x.index(None, -1)",
      "x.index(1, -100, 100)", "x.count(1)", "x.count(True)", "x.count('z')", "x.index()", "x.index(1, 'a')", "x.index(1, None)")
after("x = list(range(10))", "x[2:5]", "x[::-1]", "x[5:2]", "x[-3:]", "x[:-3]", "x[::3]", "x[8:2:-2]", "x[100:]", "x[-100:3]", "x[::0]", "x['a':]", "x[1.0:]", "x[None:None:None]",
      "x[True:3]", "x[2 ** 100:]", "x[:-(2 ** 100)]", "x[10]", "x[-11]", "x['a']", "x[1.0]", "x[None]", "x[2 ** 100]", "x[True]")
after("x = list(range(6))", "x[1:3] = 'abc'", "x[0:0] = [9, 9]", "x[:] = range(6)", "x[::2] = 'abc'", "x[::2] = 'ab'", "x[1:2] = []", "x[4:1] = 'z'", "x[100:] = 'q'", "x[1:2] = 5",
      "x[::-1] = x[:]", "x[0] = x", "x[0] = None", "x[99] = 1", "x['a'] = 1", "x[::0] = []", "x[1:3] = x")
after("x = list(range(10))", "del x[0]", "del x[-1]", "del x[::2]", "del x[10:]", "del x[99]", "del x['a']", "del x[1:3]", "del x[::-1]", "del x[:]", "del x[0]")
after("x = [1, 2]", "x += [3]", "x += (4,)", "x += 'ab'", "x += 5", "x *= 2", "x *= 0", "x *= 1.5", "x += x", "x *= -1")
show("[1] + [2]", "[1] + (2,)", "(1,) + [2]", "[1] * 2", "2 * [1]", "[1] * 'a'", "[1] * 1.5", "[1] * -5", "[] * 10 ** 18", "[0] * 2 ** 62", "[1] - [1]", "[1] == [1.0]", "[1] != (1,)", "[1, 2] < [1, 3]",
     "[1, 'a'] < [1, 2]", "[1, 'a'] < [2, 2]", "[] < [0]", "[1, 2, 3] > [1, 2]", "[1] < (2,)", "[[1], [2]] == [[1], [2]]", "list()", "list('abc')", "list(5)", "list({'a': 1})", "list(range(3))",
     "list([1], [2])", "list(sequence=[1])", "len([1, 2])", "bool([])", "bool([0])", "1 in [1.0]", "'a' in ['ab']", "[1, 2].__len__()", "[1, 2].__getitem__(1)", "[1].__contains__(1)", "hash([])",
     "[].__sizeof__() > 0", "[3, 1].__reversed__().__next__()", "[1, 2].__iadd__([3])", "[1].__eq__([1])", "[1].__lt__(5)", "[1].__mul__('a')", "list.__new__(list, 5)", "[1].__class_getitem__(int)",
     "min([3, 1])", "max([])", "sum([1, 2.5])", "sum([[1], [2]], [])", "sum(['a'])", "sorted([3, 1, 2])", "[*range(3), *'ab']", "[[]] * 2", "repr([1, 'a', [None, 2.0]])", "str([b'x'])")


def mutating_sort():
    x = [3, 1, 2]

    def key(v):
        x.append(v)
        return v

    try:
        x.sort(key=key)
    except ValueError as e:
        print(e, x)


def failing_sort():
    x = [3, 1, 2]
    try:
        x.sort(key=lambda v: 1 / (v - 1))
    except ZeroDivisionError:
        print(sorted(x))


def stable_sort():
    pairs = [(n % 3, n) for n in range(12)]
    print(sorted(pairs, key=lambda p: p[0]))
    print(sorted(pairs, key=lambda p: p[0], reverse=True))


def grow_while_iterating():
    x = [1]
    for v in x:
        if v < 5:
            x.append(v + 1)
    it = iter(x)
    x.clear()
    print(list(it), x)
    y = [1, 2, 3, 4]
    for v in y:
        y.remove(v)
    print(y)
    it = iter([1])
    print(next(it), next(it, "end"), next(it, "end"), it.__length_hint__())
    x = [1, 2]
    it = iter(x)
    print(list(it))
    x.append(3)
    print(list(it))


mutating_sort()
failing_sort()
stable_sort()
grow_while_iterating()
big = list(range(1000))
big.sort(key=lambda v: (v * 7919) % 1009)
print(big[:10], sum(big))
