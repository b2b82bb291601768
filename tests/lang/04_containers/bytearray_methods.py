"""bytearray: the mutating methods, slice assignment, exports that forbid resizing, error messages."""


def run(setup, *statements):
    scope = {}
    exec(setup, scope)
    for statement in statements:
        try:
            try:
                code = compile(statement, "<s>", "eval")
            except SyntaxError:
                code = compile(statement, "<s>", "exec")
            result = eval(code, scope)
        except Exception as e:
            print(f"{statement} !! {type(e).__name__}: {e} | {scope['b']}")
        else:
            print(f"{statement} -> {result!r} | {scope['b']}")


run("b = bytearray(b'abc')", "b.append(100)", "b.append(256)", "b.append(-1)", "b.append('a')", "b.append(b'a')", "b.extend(b'ef')", "b.extend([103, 104])", "b.extend('ij')", "b.extend([300])", "b.extend(5)", "b.extend(b)", "b.insert(0, 65)", "b.insert(-1, 66)", "b.insert(99, 67)", "b.insert(0, 'x')",
    "b.pop()", "b.pop(0)", "b.pop(99)", "b.pop('a')", "b.remove(98)", "b.remove(1)", "b.remove('a')", "b.reverse()", "b.copy()", "b.copy() is b", "b.clear()", "b.pop()", "b.remove(1)")
run("b = bytearray(b'abcdef')", "b[0]", "b[-1]", "b[9]", "b[0] = 65", "b[0] = 256", "b[0] = b'x'", "b[0] = 'x'", "b[9] = 1", "b['a'] = 1", "b[1:3] = b'XYZ'", "b[1:3] = [1, 2, 3, 4]", "b[1:3] = 'str'", "b[::2] = b'1234'", "b[::2] = b'1'", "b[:0] = b'>>'", "b[-1:] = b''", "b[2:1] = b'mid'", "b[:] = b'reset'", "b[1:2] = 5", "b[1:4] = b", "b[1:3] = memoryview(b'mv')",
    "del b[0]", "del b[1:3]", "del b[::2]", "del b[99]", "del b['a']", "del b[:]")
run("b = bytearray(b'ab')", "b += b'c'", "b += [1]", "b += 'x'", "b += memoryview(b'z')", "b *= 2", "b *= 0", "b *= 1.5", "b += bytearray(b'end')", "b += b", "b + 5", "b == b'endend'", "b < b'z'", "hash(b)", "101 in b", "b'nd' in b", "b.upper()", "type(b.upper()).__name__", "b.split(b'n')", "type(b[1:]).__name__", "b.join([b'1', b'2'])", "b.decode()", "b.hex()", "repr(b)", "str(b)", "len(b)", "list(b[:2])", "b % ()", "b.find(b'd')", "b.isalpha()", "bytearray(b'%d') % 5", "b.translate(None, b'e')", "b.partition(b'd')", "b.strip(b'e')", "b.replace(b'e', b'E')", "b.center(10, b'*')", "b.__alloc__() >= len(b)", "b.resize(3)", "b.resize(5)", "b.resize(-1)", "b.resize('a')", "b.resize(0)")
run("b = bytearray()", "bytearray(3)", "bytearray(b'x')", "bytearray('é', 'utf-8')", "bytearray('x')", "bytearray([1, 2])", "bytearray([256])", "bytearray(-1)", "bytearray(1.5)", "bytearray.fromhex('6162')", "bytearray.maketrans(b'a', b'b')[97]", "b.__init__(b'again')", "b.__init__(2)", "b.__reduce__()[1]", "bytearray(range(3))", "bytearray(bytearray(b'q'))")
run("b = bytearray(b'abcdef')\nm = memoryview(b)", "m[0] = 88", "b.append(1)", "b.pop()", "b.extend(b'x')", "b.extend(b'')", "b.clear()", "b[0:1] = b'Y'", "b[0:1] = b'YY'", "del b[0]", "b += b'x'", "b *= 2", "b.reverse()", "b.resize(2)", "m.release()", "b.append(1)", "m[0]")


class BA(bytearray):
    def __init__(self, data, tag):
        super().__init__(data)
        self.tag = tag


x = BA(b"sub", "t")
x.append(33)
print(x, x.tag, type(x + b"").__name__, type(x[:]).__name__, type(x.copy()).__name__, x == b"sub!", repr(x))
queue = bytearray()
for i in range(2000):
    queue.append(i % 256)
    if i % 3 == 0:
        del queue[0]
print(len(queue), queue[0], queue[-1], sum(queue))
sieve = bytearray(b"\x01") * 100
sieve[0:2] = b"\x00\x00"
for i in range(2, 10):
    if sieve[i]:
        sieve[i * i::i] = bytes(len(range(i * i, 100, i)))
print([i for i in range(100) if sieve[i]])
it = iter(bytearray(b"abc"))
print(next(it), list(it), it.__length_hint__())
b = bytearray(b"abc")
seen = []
for c in b:
    seen.append(c)
    if len(b) < 6:
        b.append(c + 10)
print(seen, b)
print(bytearray(b"a") is not bytearray(b"a"), bytearray(b"x") == b"x" == memoryview(b"x"), bytearray(b"b") > b"a")
print(b"".join([bytearray(b"mix"), b"ed"]), bytes(bytearray(5)), bytearray(b"a,b").split(b","))
print(memoryview(bytearray(b"abc")).tobytes(), bytearray(memoryview(b"abc")[::2]))
