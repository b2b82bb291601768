"""print: sep, end, file, flush, objects that misbehave; input with an empty stdin; open of text and binary files."""
import io
import sys


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e)


print()
print(1, "a", None, 2.5, [1, "x"], sep=", ")
print("no newline", end="")
print("", end="|\n")
print(*"abc", sep="")
print("a", "b", sep=None, end=None)
print("a", "b", sep="\n")
print(end="only end\n")
buffer = io.StringIO()
print("to", "buffer", file=buffer, end="!", flush=True)
print(repr(buffer.getvalue()))
print("to stderr", file=sys.stderr)
print("default", file=None)


class Writer:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)

    def flush(self):
        self.parts.append("<flush>")


w = Writer()
print("x", 1, sep="-", file=w, flush=True)
print(w.parts)


class NoWrite:
    pass


class FailingWrite:
    def write(self, text):
        raise OSError("disk full")


class BadStr:
    def __str__(self):
        raise ValueError("no str")


class NotStr:
    def __str__(self):
        return 5


attempt(lambda: print("x", file=NoWrite()))
attempt(lambda: print("x", file=FailingWrite()))
attempt(lambda: print(BadStr()))
attempt(lambda: print("before", BadStr(), "after"))
attempt(lambda: print(NotStr()))
attempt(lambda: print("a", sep=1))
attempt(lambda: print("a", end=1))
attempt(lambda: print("a", nothing=1))
attempt(lambda: print("a", sep="-", sep2="x"))
attempt(lambda: print("\ud800"))
attempt(lambda: input())
attempt(lambda: input("prompt "))
attempt(lambda: input(1, 2))
old = sys.stdin
sys.stdin = io.StringIO("line one\nline two\nno newline")
print(repr(input()), repr(input("ask> ")), repr(input()))
attempt(lambda: input())
sys.stdin = old
saved = sys.stdout
sys.stdout = io.StringIO()
print("captured")
captured, sys.stdout = sys.stdout.getvalue(), saved
print(repr(captured))
with open("file.txt", "w", encoding="utf-8") as f:
    print("line", 1, file=f)
    print("é中😀", file=f)
    print(f.write("three\n"), f.writelines(["four\n", "five"]), f.tell() > 0, f.name, f.mode, f.encoding, f.closed)
print(f.closed)
with open("file.txt", encoding="utf-8") as f:
    print(f.read(3), repr(f.readline()), f.readlines(), repr(f.read()), f.seek(0), next(f), list(f))
with open("file.txt", "rb") as f:
    print(f.read(6), f.tell(), f.seek(-4, 2), f.read(), f.readable(), f.writable(), f.seekable(), type(f).__name__)
with open("file.txt", "ab") as f:
    print(f.write(b"!\r\nsix"), f.tell())
for newline in (None, "", "\n", "\r\n"):
    with open("file.txt", newline=newline, encoding="utf-8") as f:
        print(repr(newline), [line[-4:] for line in f][-2:])
with open("file.txt", "r+", encoding="utf-8") as f:
    f.write("LINE")
    f.seek(0)
    print(f.readline(), end="")
    f.truncate(0)
print(open("file.txt").read() == "")
with open("file.txt", "w+b") as f:
    f.write(bytes(range(10)))
    f.seek(3)
    print(f.read(2), f.readinto(bytearray(3)), f.peek(1)[:1] if hasattr(f, "peek") else None)
attempt(lambda: open("file.txt", "x"))
attempt(lambda: open("missing.txt"))
attempt(lambda: open("missing/deep.txt", "w"))
attempt(lambda: open("/", "w"))
attempt(lambda: open("file.txt", "q"))
attempt(lambda: open("file.txt", "rw"))
attempt(lambda: open("file.txt", "rbt"))
attempt(lambda: open("file.txt", "rb", encoding="utf-8"))
attempt(lambda: open("file.txt", "rb", newline="\n"))
attempt(lambda: open("file.txt", newline="x"))
attempt(lambda: open("file.txt", encoding="nonsense"))
attempt(lambda: open("file.txt", "r", 0))
attempt(lambda: open(1.5))
attempt(lambda: open("a\0b"))
attempt(lambda: open(-1))
attempt(lambda: f.read())
with open("file.txt", "w") as f:
    attempt(lambda: f.read())
    attempt(lambda: f.write(b"bytes"))
with open("file.txt") as f:
    attempt(lambda: f.write("x"))
with open("file.txt", "wb") as f:
    attempt(lambda: f.write("text"))
    f.write(b"\xff\xfe\x80ok")

with open("file.txt", encoding="utf-8") as f:
    attempt(lambda: f.read())
with open("file.txt", encoding="utf-8", errors="replace") as f:
    print(ascii(f.read()))
with open("file.txt", encoding="ascii", errors="surrogateescape") as f:
    print(ascii(f.read()))
