"""struct, array, binascii and base64: formats, byte orders, padding, errors."""
import array
import base64
import binascii
import struct


def show(*sources, **scope):
    for source in sources:
        try:
            result = eval(source, globals(), scope)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}" + (f" | {scope['a']}" if "a" in scope else ""))


show("struct.pack('>i', 1)", "struct.pack('<i', 1)", "struct.pack('<bBhHiIqQ', -1, 255, -2, 65535, -3, 4, -5, 6)", "struct.pack('>fd', 1.5, -2.5)", "struct.pack('<e', 1.5)", "struct.pack('4s', b'ab')", "struct.pack('2s', b'abc')", "struct.pack('s', b'')", "struct.pack('5p', b'ab')", "struct.pack('c', b'x')", "struct.pack('?', [])", "struct.pack('<3xB', 1)", "struct.pack('@bi', 1, 2)", "struct.pack('=bi', 1, 2)", "struct.pack('>2h', 1, 2)", "struct.pack('')", "struct.pack('<0i')", "struct.calcsize('@bi')", "struct.calcsize('<bi')", "struct.calcsize('@ib0i')", "struct.calcsize('bhiq')", "struct.calcsize('3s2x')", "struct.calcsize('z')", "struct.calcsize('<n')", "struct.calcsize('P') in (4, 8)", "struct.pack('b', 128)", "struct.pack('B', -1)", "struct.pack('i', 2 ** 31)", "struct.pack('Q', -1)", "struct.pack('Q', 2 ** 64)", "struct.pack('i', 1.5)", "struct.pack('i', 'a')", "struct.pack('f', 'a')", "struct.pack('f', 1e100)", "struct.pack('e', 70000.0)", "struct.pack('c', b'ab')", "struct.pack('c', 'a')", "struct.pack('s', 'a')", "struct.pack('i')", "struct.pack('i', 1, 2)", "struct.pack('<Q', 2 ** 64 - 1)", "struct.pack('i', type('I', (), {'__index__': lambda s: 7})())", "struct.pack('d', 5)", "struct.pack('<F', 1j)", "struct.pack('< i', 1)", "struct.pack('99999999999999999999i')", "struct.pack(b'>h', 1)", "struct.pack('é', 1)", "struct.pack(5)")
show("struct.unpack('>i', b'\\x00\\x00\\x00\\x01')", "struct.unpack('<bB', b'\\xff\\xff')", "struct.unpack('<3s1p', b'abcd')", "struct.unpack('5p', b'\\x02abcd')", "struct.unpack('??', b'\\x00\\x05')", "struct.unpack('<d', b'\\x00' * 8)", "struct.unpack('<e', b'\\x00\\x7c')", "struct.unpack('>f', b'\\x7f\\xc0\\x00\\x00')", "struct.unpack('i', b'abc')", "struct.unpack('', b'')", "struct.unpack('<xB', b'\\x00\\x05')", "struct.unpack('c', b'x')", "struct.unpack('i', 'abcd')", "struct.unpack_from('<h', b'\\x00\\x01\\x02\\x03', 1)", "struct.unpack_from('<h', b'\\x00', 0)", "struct.unpack_from('<h', b'abc', -2)", "struct.unpack_from('<h', b'abc', 5)", "list(struct.iter_unpack('<h', b'\\x01\\x00\\x02\\x00'))", "list(struct.iter_unpack('<h', b'abc'))", "struct.Struct('<hI').size", "struct.Struct('<h').pack(5)", "struct.Struct('<h').format", "repr(struct.Struct('<h'))", "struct.Struct('<2h').unpack(b'\\x01\\x00\\x02\\x00')")
buffer = bytearray(8)
struct.pack_into("<hh", buffer, 2, 1, -1)
print(buffer)
for offset in (7, -4, 100):
    try:
        struct.pack_into("<h", buffer, offset, 1)
        print(buffer)
    except struct.error as e:
        print(e)
for value in (0.0, -0.0, 1.5, 65504.0, 6e-8, float("inf"), 1e-40, 3.14159):
    print(value, struct.pack("<f", value).hex() if abs(value) < 1e38 or value == float("inf") else "-", struct.pack(">d", value).hex(), struct.pack("<e", value).hex() if abs(value) <= 65504 or value == float("inf") else "-")
a = array.array("i", [3, 1, 2])
show("a.append(4)", "a.extend([5, 6])", "a.extend(array.array('i', [7]))", "a.extend(array.array('d', [7]))", "a.insert(0, 9)", "a.pop()", "a.pop(0)", "a.remove(1)", "a.remove(99)", "a.reverse()", "a.index(2)", "a.index(99)", "a.count(3)", "a[0]", "a[1:3]", "a[99]", "a + array.array('i', [1])", "a + [1]", "a * 2", "a == array.array('i', a)", "a == array.array('d', a)", "a < array.array('i', [100])", "a == list(a)", "a.tolist()", "a.tobytes().hex()", "a.frombytes(b'\\x01\\x00\\x00\\x00')", "a.frombytes(b'abc')", "a.fromlist([8, 9])", "a.fromlist([1, 'x'])", "a.byteswap()", "a.itemsize, a.typecode", "a.buffer_info()[1]", "a.append('x')", "a.append(2 ** 40)", "a.append(1.5)", "len(a)", "3 in a", "a.clear()", "a.pop()", "bool(a)", a=a)
show("array.array('z')", "array.array('i', 5)", "array.array('b', [200])", "array.array('B', b'ab')", "array.array('u', 'aé')", "array.array('w', 'a😀')", "array.array('w', 'ab').tounicode()", "array.array('d', [1, 2.5])", "array.array('f', [0.1])[0]", "array.array('i', 'abc')", "array.array('q', range(3))", "array.typecodes", "repr(array.array('i'))", "array.array('Q', [2 ** 64 - 1])", "memoryview(array.array('h', [1, 2])).format", "hash(array.array('i'))", "array.array('i', [1])[0:1] == array.array('i', [1])", "array.array('i', [1, 2, 3])[::-1]", "bytes(array.array('h', [1]))", "sum(array.array('d', [0.5] * 4))", "sorted(array.array('b', [3, -1]))")
show("binascii.hexlify(b'ab')", "binascii.hexlify(b'abc', '-')", "binascii.unhexlify('6162')", "binascii.unhexlify('6')", "binascii.unhexlify('zz')", "binascii.b2a_base64(b'abc')", "binascii.b2a_base64(b'abc', newline=False)", "binascii.a2b_base64('YWJj')", "binascii.a2b_base64('YWJ')", "binascii.a2b_base64('Y!W=J')", "binascii.a2b_base64('YQ==x', strict_mode=True)", "binascii.crc32(b'hello')", "binascii.crc32(b'lo', binascii.crc32(b'hel'))", "binascii.crc_hqx(b'hello', 0)", "binascii.b2a_qp(b'a=b \\xe9')", "binascii.a2b_qp('a=3Db')", "binascii.b2a_uu(b'abc')", "binascii.a2b_uu('#86)C')")
show("base64.b64encode(b'\\xfb\\xff')", "base64.urlsafe_b64encode(b'\\xfb\\xff')", "base64.b64decode('+/8=')", "base64.b64decode('a')", "base64.b64decode('YW\\nJj')", "base64.b64decode('YW*Jj', validate=True)", "base64.b64encode('str')", "base64.b32encode(b'abc')", "base64.b32decode('MFRGG===')", "base64.b32decode('m')", "base64.b16encode(b'\\xab')", "base64.b16decode('ab')", "base64.b16decode('ab', casefold=True)", "base64.b85encode(b'hello')", "base64.b85decode('Xk~0{Zv')", "base64.a85encode(b'hello')", "base64.a85decode('BOu!rDZ')", "base64.z85encode(b'hell')", "base64.b32hexencode(b'ab')", "base64.encodebytes(b'x' * 60)")
