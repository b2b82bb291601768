"""io: StringIO, BytesIO, TextIOWrapper, buffered readers and writers, newline handling, seeking, detaching, errors."""
import io


def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


s = io.StringIO("line one\nline two\r\nthree")
print(s.read(4), s.tell(), s.readline(), s.readlines(), s.read(), s.seek(0), next(s), s.getvalue() == "line one\nline two\r\nthree")
s.seek(0, 2)
print(s.write(" more"), s.tell(), s.seek(3), s.truncate(), s.getvalue(), s.readable(), s.writable(), s.seekable(), s.closed, s.isatty(), s.line_buffering)
s.seek(10)
s.write("x")
print(repr(s.getvalue()))
attempt(lambda: s.write(b"bytes"))
attempt(lambda: s.seek(-1))
attempt(lambda: s.seek(1, 1))
attempt(lambda: s.read("x"))
attempt(lambda: s.fileno())
s.close()
attempt(lambda: s.read())
attempt(lambda: s.getvalue())
for newline in (None, "", "\n", "\r\n", "\r"):
    n = io.StringIO("a\nb\r\nc\rd", newline=newline)
    print(repr(newline), n.readlines(), repr(n.getvalue()), n.newlines)
b = io.BytesIO(b"abcdef")
print(b.read(2), b.read1(1), b.peek if hasattr(b, "peek") else "no peek", b.tell(), b.readinto(bytearray(2)), b.read(), b.seek(-2, 2), b.read(), b.getvalue(), b.write(b"gh"), b.getvalue(), bytes(b.getbuffer()[:3]))
view = b.getbuffer()
attempt(lambda: b.write(b"x" * 100))
attempt(lambda: b.close())
view[0] = 65
view.release()
print(b.getvalue(), b.truncate(2), b.getvalue(), b.seek(5), b.write(b"!"), b.getvalue())
attempt(lambda: b.write("text"))
attempt(lambda: b.seek(-1))
attempt(lambda: io.BytesIO("text"))
attempt(lambda: io.StringIO(b"x"))
attempt(lambda: list(io.BytesIO(b"a\nb\n")))
attempt(lambda: io.BytesIO(b"a\nb").readlines(1))
raw = io.BytesIO()
w = io.TextIOWrapper(raw, encoding="utf-8", newline="\r\n", write_through=True)
print(w.write("é\nx"), raw.getvalue(), w.encoding, w.errors, w.newlines, w.buffer is raw)
w.reconfigure(errors="replace", newline="\n")
w.write("\ud800\n")
w.flush()
print(raw.getvalue(), w.detach() is raw)
attempt(lambda: w.write("x"))
r = io.TextIOWrapper(io.BytesIO("aé中\nsecond\r\nthird".encode()), encoding="utf-8")
print(r.read(2), r.tell() > 0, r.readline(), r.newlines)
position = r.tell()
first = r.readline()
r.seek(position)
print(first == r.readline(), r.read(), r.read(), r.newlines)
attempt(lambda: r.seek(5, 1))
attempt(lambda: io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="utf-8").read())
attempt(lambda: io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="utf-8", errors="replace").read())
attempt(lambda: io.TextIOWrapper(io.BytesIO(b"a"), encoding="nothing"))
attempt(lambda: io.TextIOWrapper(io.BytesIO(b"a"), newline="x"))
attempt(lambda: io.TextIOWrapper(5))
attempt(lambda: io.TextIOWrapper(io.BytesIO("\ufeffbom".encode("utf-8")), encoding="utf-8-sig").read())
attempt(lambda: io.TextIOWrapper(io.BytesIO("x\ny".encode("utf-16")), encoding="utf-16").readlines())


class Raw(io.RawIOBase):
    def __init__(self, data=b""):
        self.data = data
        self.written = []
        self.log = []

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, buffer):
        self.log.append(len(buffer))
        n = min(3, len(buffer), len(self.data))
        buffer[:n] = self.data[:n]
        self.data = self.data[n:]
        return n

    def write(self, data):
        self.written.append(bytes(data))
        return len(data)


raw = Raw(b"abcdefghij")
br = io.BufferedReader(raw, 4)
print(br.read(2), br.peek(1), br.read1(5), br.read(4), br.readline(), br.read(), raw.log)
raw = Raw(b"line\nnext\n")
print(list(io.BufferedReader(raw)), Raw(b"xyz").read(2), Raw(b"xyzw").readall(), Raw(b"a\nb").readlines())
raw = Raw()
bw = io.BufferedWriter(raw, 4)
for chunk in (b"ab", b"cd", b"e", b"fghijkl"):
    bw.write(chunk)
bw.flush()
print(b"".join(raw.written), bw.raw is raw, bw.writable(), bw.readable())
attempt(lambda: bw.read())
attempt(lambda: io.BufferedReader(raw, 0))
attempt(lambda: io.BufferedReader(5))
attempt(lambda: io.BufferedRWPair(Raw(b"in"), Raw()).read())
rnd = io.BufferedRandom(io.BytesIO(b"0123456789"))
rnd.seek(3)
rnd.write(b"XY")
print(rnd.read(2), rnd.seek(0), rnd.read(6))


class Closes(io.StringIO):
    def close(self):
        print("closing")
        super().close()


with Closes("x") as c:
    pass
attempt(lambda: c.__enter__())
with open("t.bin", "wb", buffering=0) as f:
    print(type(f).__name__, f.write(b"raw"), f.name, f.mode, f.closefd)
with open("t.bin", "r+b") as f:
    print(type(f).__name__, f.read(), f.write(b"more"), f.seek(0), f.read(), f.raw.__class__.__name__)
with open("t.bin", "rb") as f, open(f.fileno(), "rb", closefd=False) as g:
    print(g.read(2), f.fileno() == g.fileno())
attempt(lambda: open(10 ** 6))
attempt(lambda: io.FileIO("t.bin", "q"))
attempt(lambda: io.open("t.bin", "w", buffering=0))
with open("t.txt", "w", buffering=1) as f:
    f.write("line\n")
    print(open("t.txt").read(), f.line_buffering)
with open("t.txt", "w", opener=lambda path, flags: __import__("os").open(path, flags)) as f:
    f.write("via opener")
print(open("t.txt").read(), io.DEFAULT_BUFFER_SIZE, io.SEEK_END, issubclass(io.UnsupportedOperation, OSError), issubclass(io.UnsupportedOperation, ValueError), io.BlockingIOError is BlockingIOError)
attempt(lambda: io.IOBase().read())
attempt(lambda: io.RawIOBase().read(1))
attempt(lambda: io.TextIOBase().read())
attempt(lambda: io.text_encoding(None))
decoder = io.IncrementalNewlineDecoder(None, True)
print([decoder.decode(x) for x in ("a\r", "\nb", "\r", "c")], decoder.newlines)
big = io.StringIO()
for i in range(5000):
    big.write(f"{i}\n")
big.seek(0)
print(sum(int(line) for line in big), len(big.getvalue()))
