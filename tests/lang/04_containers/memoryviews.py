"""memoryview: formats, slices, shapes, casts, writes, comparison, release, error messages."""
import array


def show(*sources, **scope):
    for source in sources:
        try:
            try:
                code = compile(source, "<s>", "eval")
            except SyntaxError:
                code = compile(source, "<s>", "exec")
            result = eval(code, globals(), scope)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


m = memoryview(b"abcdef")
show("m[0]", "m[-1]", "m[6]", "bytes(m[1:3])", "bytes(m[::2])", "bytes(m[::-1])", "m[1:3].tolist()", "len(m)", "m.format", "m.itemsize", "m.ndim", "m.shape", "m.strides", "m.suboffsets", "m.readonly", "m.nbytes", "m.contiguous", "m[::2].contiguous", "m[::2].strides", "m.obj", "m.tobytes()", "m.hex()", "m.hex(':')", "list(m)", "97 in m")
show("m == b'abcdef'", "m == bytearray(b'abcdef')", "m == 'abcdef'", "m < b'z'", "hash(m) == hash(b'abcdef')", "m[0] = 1", "del m[0]", "m['a']", "m[1.5]", "m[None]", "m[...] is m", "m[0, 0]", "m[1:2, 0]", "memoryview('str')", "memoryview([1])", "memoryview(5)", "memoryview()", "memoryview(m) == m", "m.toreadonly()[0]", "m.index(99)", "m.index(1)", "m.count(97)", "next(reversed(m))", "memoryview(b'') == b''", "len(m[10:])", "m.x", "m + m", "bool(memoryview(b''))")
b = bytearray(b"0123456789")
w = memoryview(b)
show("w.readonly", "w[0] = 65", "w[1:3] = b'BC'", "w[1:3] = b'BCD'", "w[1:3] = 'BC'", "w[0] = 256", "w[0] = -1", "w[0] = 'a'", "w[0] = b'a'", "w[99] = 1", "w[::2] = b'vwxyz'", "w[1:3] = w[3:5]", "b", "w[:5] = w[5:]", "w[2:7] = w[:5]", "b", "hash(w)", "w.toreadonly()[0] = 1", "bytes(w[::-1])", "w.tobytes('A')", "w.tobytes('Q')", "w == w[:]", "w[1:] == w[:-1]")
a = array.array("i", [1, -2, 300000])
v = memoryview(a)
show("v.format, v.itemsize, v.nbytes, len(v)", "v.tolist()", "v[1]", "v[2] = 7", "a", "v[0] = 2 ** 40", "v[0] = 1.5", "v.cast('B').nbytes", "v.cast('B')[0]", "len(v.cast('b'))", "v.cast('h')", "v[::-1].tolist()", "v[1:] == array.array('i', [-2, 7])", "v == array.array('d', [1.0, -2.0, 7.0])", "v.cast('B').cast('i').tolist()", "v[::2].cast('B')", "hash(v)", "300000 in v", "a.append(1)")
c = memoryview(bytes(range(12)))
show("c.cast('B', [3, 4]).tolist()", "c.cast('B', [3, 4]).shape", "c.cast('B', [3, 4]).strides", "c.cast('B', [3, 4])[1, 2]", "c.cast('B', [3, 4])[1]", "c.cast('B', [2, 2, 3]).tolist()", "c.cast('B', [5, 5])", "c.cast('B', (3, 4))[-1, -1]", "c.cast('B', (3, 4))[3, 0]", "c.cast('B', (3, 4))[0, 0, 0]", "len(c.cast('B', (3, 4)))", "c.cast('B', (3, 4)).tobytes() == bytes(range(12))", "c.cast('I').tolist()", "c.cast('H')[1]", "c.cast('q')", "c.cast('d')[0] < 1", "c.cast('z')", "c.cast('c')[0]", "c.cast('?')[1]", "c.cast('B', [])", "c.cast('B', [3, 4]).cast('B')[5]", "c.cast('B', [3, -4])", "c.cast('I', [3]).tolist()", "c.cast('f').format", "c.cast('@i').format", "c.cast('<i')", "c.cast('B', [12]) == c")
d = memoryview(array.array("d", [1.5, float("nan")]))
show("d[0]", "d.tolist()", "d == d", "d[:1] == d[:1]", "d.format", "d[0] = 2", "d[0] = 'x'", "d[0]")
with memoryview(b"context") as cm:
    print(cm[0], cm.obj)
show("cm[0]", "cm.tobytes()", "cm.release()", "len(cm)", "repr(cm).split(' at ')[0]", "repr(m).split(' at ')[0]", "cm.format", "memoryview(cm)")
owner = bytearray(b"shared")
one, two = memoryview(owner), memoryview(owner)[2:]
two[0] = 33
print(owner, one.tobytes(), two.obj is owner)
one.release()
try:
    owner.append(1)
except BufferError as e:
    print(e)
two.release()
owner.append(1)
print(owner)
print(bytes(memoryview(b"abc")), bytearray(memoryview(b"abc")), b"".join([memoryview(b"a"), b"b"]), int.from_bytes(memoryview(b"\x01\x00")), str(memoryview(b"xyz"), "ascii"))


class Exporter:
    def __init__(self):
        self.data = bytearray(b"exported")
        self.log = []

    def __buffer__(self, flags):
        self.log.append("buffer")
        return memoryview(self.data)

    def __release_buffer__(self, view):
        self.log.append("release")
        view.release()


x = Exporter()
with memoryview(x) as view:
    view[0] = 69
    print(bytes(view), x.log)
print(x.log, x.data, bytes(x))
