"""Encoding and decoding: codecs, error handlers, incremental use, user handlers, error objects."""
import codecs


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {ascii(str(e))}")
        else:
            print(f"{source} -> {ascii(result)}")


text = "aé中😀"
for encoding in ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig", "utf-7", "unicode_escape", "raw_unicode_escape", "punycode"]:
    data = text.encode(encoding)
    print(encoding, data, data.decode(encoding) == text)
for encoding in ["ascii", "latin-1", "cp1252", "iso8859-15", "cp437", "koi8-r", "mac-roman", "cp1251", "idna"]:
    for errors in ["strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace"]:
        try:
            print(encoding, errors, "aé€".encode(encoding, errors))
        except UnicodeError as e:
            print(encoding, errors, type(e).__name__, ascii(str(e)))
for data in [b"ok", b"\xff", b"a\x80b", b"\xc3", b"\xc3\x28", b"\xe4\xb8", b"\xe4\xb8a", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xf5\x80\x80\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xef\xbb\xbfbom", b"a\xe2\x82b\xffc", b"\xe0\x80\x80"]:
    row = []
    for errors in ["strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass"]:
        try:
            row.append(ascii(data.decode("utf-8", errors)))
        except UnicodeDecodeError as e:
            row.append(f"{e.start}-{e.end} {e.reason}")
    print(data, row)
show("'\\ud800'.encode('utf-8')", "'a\\udc80b'.encode('ascii', 'surrogateescape')", "'\\ud800'.encode('utf-16-le', 'surrogatepass')", "b'\\x00\\xd8'.decode('utf-16-le')", "b'\\x00\\xd8'.decode('utf-16-le', 'surrogatepass')", "b'a'.decode('utf-16')", "b'\\xff\\xfea\\x00'.decode('utf-16')", "b'\\xfe\\xff\\x00a'.decode('utf-16')", "b'\\x00\\x00\\x11\\x00'.decode('utf-32-le')", "b'abc'.decode('utf-32')", "'é'.encode('ascii')", "'aéb中'.encode('latin-1')", "'\\u20ac'.encode('cp1252')", "b'\\x81'.decode('cp1252')", "'x'.encode('nonsense')", "b'x'.decode('nonsense')", "'x'.encode('utf-8', 'nonsense')", "'\\ud800'.encode('utf-8', 'nonsense')", "'é'.encode('ascii', 'nonsense')", "'x'.encode('hex')", "b'x'.decode('hex')", "'x'.encode(5)", "'x'.encode('utf\\x008')", "codecs.encode('abc', 'rot13')", "codecs.decode(b'6162', 'hex')", "codecs.encode(b'ab', 'base64')", "codecs.decode(b'YWI=\\n', 'base64')", "codecs.encode(b'ab', 'hex')", "'x'.encode('UTF_8')", "'x'.encode('U8')", "'x'.encode('latin1')", "'x'.encode('ISO-8859-1')", "codecs.lookup('utf8').name", "codecs.lookup('L1').name", "codecs.lookup('nothing')", "codecs.encode('a\\nb', 'unicode_escape')", "codecs.decode('a\\\\nb\\\\x41\\\\u20ac', 'unicode_escape')", "codecs.decode(b'\\\\x4', 'unicode_escape')", "codecs.decode(b'\\\\N{DIGIT ONE}', 'unicode_escape')", "codecs.escape_decode(b'a\\\\x41\\\\n')", "codecs.escape_encode(b'a\\x01\\n\\'')", "codecs.BOM_UTF8", "codecs.lookup('ascii').encode('ab')", "codecs.getencoder('utf-16-be')('a')", "codecs.charmap_encode('ab', 'strict', {97: 1, 98: b'xy'})", "codecs.charmap_decode(b'\\x00\\x01', 'strict', 'ab')", "codecs.charmap_decode(b'\\x05', 'strict', 'ab')", "codecs.ascii_encode('é', 'ignore')", "codecs.utf_8_decode(b'a\\xc3', 'strict', False)", "codecs.utf_8_decode(b'a\\xc3', 'strict', True)", "codecs.utf_16_ex_decode(b'\\xff\\xfea\\x00')", "'ἀ'.encode('idna')", "'münchen.de'.encode('idna')", "b'xn--mnchen-3ya.de'.decode('idna')")


def handler(error):
    print("handler", type(error).__name__, ascii(error.object[error.start:error.end]), error.start, error.end, error.encoding, error.reason)
    if isinstance(error, UnicodeEncodeError):
        return "<%x>" % ord(error.object[error.start]), error.start + 1
    return "?" * (error.end - error.start), error.end


codecs.register_error("mine", handler)
print("aé中b".encode("ascii", "mine"), "中".encode("latin-1", "mine"), ascii(b"a\xff\xfeb\xe4".decode("utf-8", "mine")), "é€".encode("cp1251", "mine"))
codecs.register_error("bytes", lambda e: (b"\x80", e.end))
print("é".encode("ascii", "bytes"), "éx".encode("utf-8", "bytes"))
codecs.register_error("back", lambda e: ("x", e.start + 2))
show("'éab'.encode('ascii', 'back')", "'é'.encode('ascii', 'back')")
codecs.register_error("bad", lambda e: 5)
show("'é'.encode('ascii', 'bad')", "b'\\xff'.decode('utf-8', 'bad')", "codecs.lookup_error('mine') is handler", "codecs.lookup_error('none')", "codecs.strict_errors(ValueError('x'))", "codecs.register_error(5, handler)", "codecs.register_error('x', 5)", "codecs.replace_errors(UnicodeEncodeError('a', 'bc', 0, 2, 'r'))", "codecs.backslashreplace_errors(UnicodeDecodeError('a', b'\\xff', 0, 1, 'r'))", "codecs.xmlcharrefreplace_errors(UnicodeEncodeError('a', 'é', 0, 1, 'r'))", "codecs.namereplace_errors(UnicodeEncodeError('a', 'é', 0, 1, 'r'))")
decoder = codecs.getincrementaldecoder("utf-8")()
print([ascii(decoder.decode(bytes([b]))) for b in text.encode()], decoder.decode(b"", True) == "")
decoder = codecs.getincrementaldecoder("utf-16")()
print([ascii(decoder.decode(bytes([b]))) for b in "aé".encode("utf-16")], decoder.getstate()[0])
encoder = codecs.getincrementalencoder("utf-8-sig")()
print(encoder.encode("a"), encoder.encode("b"))
try:
    codecs.getincrementaldecoder("utf-8")().decode(b"\xc3", True)
except UnicodeDecodeError as e:
    print(e)
print(list(codecs.iterdecode([b"a\xc3", b"\xa9b"], "utf-8")), list(codecs.iterencode(["a", "é"], "latin-1")))


def search(name):
    if name == "reverse":
        return codecs.CodecInfo(lambda s, errors="strict": (s[::-1].encode(), len(s)), lambda b, errors="strict": (bytes(b).decode()[::-1], len(b)), name="reverse")


codecs.register(search)
print("abc".encode("reverse"), b"cba".decode("Reverse"), codecs.lookup("reverse").name)
codecs.unregister(search)
