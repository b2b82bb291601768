"""Streams that are dropped without being closed: what was written arrives, and outer objects are finalized first."""

import gc
import io
import os
import tempfile
import warnings

warnings.simplefilter("ignore", ResourceWarning)
name = os.path.join(tempfile.mkdtemp(), "file")


def forget(mode, data, **options):
    stream = open(name, mode, **options)
    stream.write(data)
    del stream
    gc.collect()
    with open(name, "rb") as f:
        print(mode, options, f.read())


for size in (3, 5000):
    forget("w", "é" * size if size == 3 else "x", encoding="utf-8")
forget("wb", b"bytes")
forget("ab", b" more", buffering=16)
forget("w", "lines\nand more", newline="\r\n")


class Part:
    def __init__(self, label, inner=None):
        self.label = label
        self.inner = inner

    def __del__(self):
        print("finalized", self.label, "which has", self.inner and self.inner.label)


def chain():
    inner = Part("inner")
    middle = Part("middle", inner)
    return Part("outer", middle)


outer = chain()
del outer
gc.collect()


class Raw(io.RawIOBase):
    def __init__(self):
        self.chunks = []

    def writable(self):
        return True

    def write(self, b):
        print("raw write", bytes(b))
        return len(b)

    def close(self):
        if not self.closed:
            print("raw close")
        super().close()


text = io.TextIOWrapper(io.BufferedWriter(Raw()), encoding="ascii")
text.write("through all layers")
del text
gc.collect()
print("end")
