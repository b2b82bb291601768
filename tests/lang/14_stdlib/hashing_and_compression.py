"""hashlib, hmac, zlib, gzip, bz2, lzma: digests, streaming, errors, round trips."""
import bz2
import gzip
import hashlib
import hmac
import io
import lzma
import zipfile
import tarfile
import zlib


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


data = b"The quick brown fox jumps over the lazy dog"
for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "blake2b", "blake2s"):
    h = hashlib.new(name, data)
    print(name, h.hexdigest(), h.digest_size, h.block_size, h.name)
for name in ("shake_128", "shake_256"):
    print(name, hashlib.new(name, data).hexdigest(20))
h = hashlib.sha256()
for part in data.split():
    h.update(part)
copy = h.copy()
copy.update(b"more")
print(h.hexdigest() == hashlib.sha256(b"".join(data.split())).hexdigest(), copy.hexdigest() != h.hexdigest(), h.digest() == bytes.fromhex(h.hexdigest()))
show("hashlib.md5('text')", "hashlib.new('nothing')", "hashlib.sha256(5)", "hashlib.sha256(bytearray(b'a')).hexdigest()[:8]", "hashlib.sha256(memoryview(b'a')).hexdigest()[:8]", "hashlib.md5(usedforsecurity=False).hexdigest()", "hashlib.blake2b(b'a', digest_size=8, key=b'k', salt=b's', person=b'p').hexdigest()", "hashlib.blake2b(digest_size=100)", "hashlib.pbkdf2_hmac('sha256', b'pw', b'salt', 1000).hex()", "hashlib.scrypt(b'pw', salt=b's', n=16, r=1, p=1, dklen=16).hex()", "sorted(hashlib.algorithms_guaranteed)", "hashlib.file_digest(io.BytesIO(b'abc'), 'sha1').hexdigest()", "hashlib.sha256(b'').hexdigest()", "hashlib.sha512(b'x' * 10 ** 6).hexdigest()[:16]", "type(hashlib.sha1()).__name__ != ''")
show("hmac.new(b'key', data, 'sha256').hexdigest()", "hmac.digest(b'key', data, 'md5').hex()", "hmac.new(b'key', data)", "hmac.new('key', data, 'sha1')", "hmac.compare_digest('a', 'a')", "hmac.compare_digest(b'a', b'b')", "hmac.compare_digest('a', b'a')", "hmac.new(b'k' * 100, b'', hashlib.sha1).hexdigest()")
long = data * 100
show("zlib.decompress(zlib.compress(long)) == long", "zlib.crc32(data)", "zlib.adler32(data)", "zlib.crc32(b'b', zlib.crc32(b'a')) == zlib.crc32(b'ab')", "zlib.decompress(b'garbage')", "zlib.decompress(b'')", "zlib.decompress(zlib.compress(data)[:-3])", "zlib.compress('text')", "zlib.compress(data, 99)", "zlib.decompress(zlib.compress(long, 0)) == long", "zlib.decompress(zlib.compress(long, wbits=-15), wbits=-15) == long", "zlib.decompress(gzip.compress(data), 31) == data", "zlib.MAX_WBITS", "zlib.Z_BEST_COMPRESSION")
c = zlib.compressobj(9)
parts = [c.compress(chunk) for chunk in (long[:100], long[100:])] + [c.flush()]
d = zlib.decompressobj()
out = b"".join(d.decompress(p) for p in parts)
print(out == long, d.eof, d.unused_data, d.unconsumed_tail)
d = zlib.decompressobj()
print(d.decompress(zlib.compress(b"abc") + b"tail"), d.unused_data, d.eof)
d = zlib.decompressobj()
print(len(d.decompress(zlib.compress(long), 50)), len(d.decompress(d.unconsumed_tail, 50)), len(d.flush()) > 0)
dictionary = b"quick brown fox"
c = zlib.compressobj(zdict=dictionary)
packed = c.compress(data) + c.flush()
print(zlib.decompressobj(zdict=dictionary).decompress(packed) == data)
for module in (gzip, bz2, lzma):
    print(module.__name__, module.decompress(module.compress(long)) == long, len(module.compress(long)) < len(long))
    with module.open("file.bin", "wb") as f:
        f.write(data)
        f.write(b"\nsecond")
    with module.open("file.bin", "rt", encoding="ascii") as f:
        print(f.readline()[:9], f.read())
    with module.open("file.bin") as f:
        f.seek(4)
        print(f.read(5), f.tell(), f.readable())
show("gzip.decompress(b'not gzip')", "gzip.decompress(gzip.compress(b'a') + gzip.compress(b'b'))", "gzip.decompress(gzip.compress(data)[:-2])", "bz2.decompress(b'bad')", "bz2.decompress(bz2.compress(b'a') + bz2.compress(b'b'))", "bz2.BZ2Decompressor().decompress(bz2.compress(b'x'))", "lzma.decompress(b'bad')", "lzma.decompress(lzma.compress(data, format=lzma.FORMAT_ALONE)) == data", "lzma.LZMADecompressor().decompress(lzma.compress(b'x'))", "lzma.decompress(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)) == data", "lzma.is_check_supported(lzma.CHECK_CRC64)")
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a.txt", "alpha")
    z.writestr(zipfile.ZipInfo("dir/b.txt", (2026, 1, 2, 3, 4, 6)), b"beta")
    z.comment = b"comment"
with zipfile.ZipFile(buffer) as z:
    print(z.namelist(), z.read("a.txt"), z.getinfo("dir/b.txt").file_size, z.getinfo("dir/b.txt").date_time, z.comment, z.testzip(), zipfile.Path(z, "dir/").joinpath("b.txt").read_text())
    try:
        z.read("missing")
    except KeyError as e:
        print(e)
try:
    zipfile.ZipFile(io.BytesIO(b"not a zip"))
except zipfile.BadZipFile as e:
    print(e)
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode="w:gz") as t:
    info = tarfile.TarInfo("x/y.txt")
    info.size = 5
    t.addfile(info, io.BytesIO(b"hello"))
buffer.seek(0)
with tarfile.open(fileobj=buffer) as t:
    print(t.getnames(), t.extractfile("x/y.txt").read(), t.getmember("x/y.txt").isfile())
    t.extractall("out", filter="data")
print(open("out/x/y.txt").read())
