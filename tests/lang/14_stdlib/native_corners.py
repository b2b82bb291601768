"""Corners of native modules: arguments whose conversion changes the object, refused padding, released buffers."""

import _opcode
import array
import ast
import binascii
import bz2
import configparser
import dis
import hashlib
import mmap
import pickle
import types
import warnings


def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Trap:
    def __init__(self, spring):
        self.spring = spring

    def __index__(self):
        self.spring()
        return 1


items = array.array("i", range(9))
print(attempt(items.__setitem__, 5, Trap(items.clear)), items)

for name, args in ("read", ()), ("find", (b"a",)), ("rfind", (b"a",)), ("__getitem__", ()):
    block = mmap.mmap(-1, 4096)
    print(name, attempt(getattr(block, name), *args, Trap(block.close)))
block = mmap.mmap(-1, 4096)
print(attempt(block.__setitem__, 5, Trap(block.close)))

for text in b"ab==c=", b"ab==cd", b"abc=d", b"ab=c=", b"ab===", b"abcd=", b"=", b"a=b=", b"ab==\n", b"ab", b"a":
    print(text, attempt(binascii.a2b_base64, text), attempt(binascii.a2b_base64, text, strict_mode=True))
print(attempt(binascii.a2b_uu, b""))

broken = bytes.fromhex("425a6839314159265359000000000000007fffff" + "00" * 31 + "e037" + "00" * 30 + "83f3")
decompressor = bz2.BZ2Decompressor()
for data in broken, b"a":
    print(attempt(decompressor.decompress, data), decompressor.needs_input, decompressor.eof)

print(attempt(hashlib.blake2b, b"", data=b"", _=1), attempt(hashlib.blake2s, b"", string=b""))
print(attempt(hashlib.blake2b, string=b"", _=1))
print(_opcode.stack_effect(dis.opmap["POP_TOP"], 0), sum([], False), sum([True], False), sum([], True))


class Shown:
    __dict__ = property(lambda self: {"a": 2})


print(Shown().__dict__, vars(Shown()))


def plain():
    pass


def generator():
    yield


print(attempt(delattr, plain, "__dict__"))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    plain.__code__ = generator.__code__
print([str(warning.message) for warning in caught], type(plain()) is types.GeneratorType)

buffers = []
data = bytearray(b"abc")
packed = pickle.dumps(pickle.PickleBuffer(data), protocol=5, buffer_callback=buffers.append)
print(packed, [bytes(buffer) for buffer in buffers], bytes(pickle.loads(packed, buffers=buffers)))
wrapped = pickle.PickleBuffer(data)
print(wrapped.raw().tolist(), attempt(pickle.dumps, wrapped, 4))
wrapped.release()
print(attempt(wrapped.raw), attempt(memoryview, wrapped))

parser = configparser.ConfigParser(delimiters=(" ",))
parser.read_string("[a]\nfoo bar baz\n")
print(dict(parser["a"]))

for text in "-1", "1 - 2j", "{-1: _}", "[-0.5, 'a']":
    print(ast.dump(ast.parse(f"match x:\n case {text}: pass", optimize=1).body[0].cases[0].pattern))
for text in "'a%%%s-%5r%.2a' % (x, y, z)", "'%d' % (x,)", "'%s' % (x, y)", "'%s' % (*x,)":
    print(ast.dump(ast.parse(text, optimize=1).body[0].value))
for text in "def x(): pass", "import a as x", "try: pass\nexcept A as x: pass", "class x: pass":
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if value == "x":
                setattr(node, field, "None")
    print(attempt(compile, tree, "f", "exec"))
print(attempt(ast.parse, ast.Constant(1)))

block = mmap.mmap(-1, 2 * mmap.PAGESIZE)
print(attempt(block.resize, mmap.PAGESIZE), attempt(block.resize, 4 * mmap.PAGESIZE), attempt(block.size))
block = mmap.mmap(-1, mmap.PAGESIZE, trackfd=False)
print(attempt(block.resize, 5), attempt(block.size))


class NoLength:
    def __len__(self):
        raise RuntimeError("no length")

    def __iter__(self):
        return iter(b"ab")


print(attempt(bytearray().extend, NoLength()))
with warnings.catch_warnings():
    warnings.simplefilter("error")
    print(attempt(eval, r"'\z'"), attempt(eval, r"b'\407'"))
