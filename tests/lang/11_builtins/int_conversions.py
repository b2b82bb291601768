"""chr, ord, bin, oct, hex, abs, round, divmod, pow, ascii, repr, format, bytes, and their argument errors."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


class R:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


class Round:
    def __round__(self, *args):
        return ("round", args)


class Abs:
    def __abs__(self):
        return "abs"


class DivMod:
    def __divmod__(self, other):
        return "divmod", other

    def __rdivmod__(self, other):
        return "rdivmod", other


show("chr(97)", "chr(0)", "chr(0x10ffff)", "chr(0x110000)", "chr(-1)", "chr('a')", "chr(1.0)", "chr()", "chr(True)", "ord('a')", "ord('😀')", "ord(b'a')", "ord(bytearray(b'b'))", "ord('')", "ord('ab')", "ord(b'ab')", "ord(5)", "ord()", "chr(2 ** 100)")
show("bin(5)", "bin(-5)", "bin(0)", "bin(True)", "bin(1.0)", "oct(64)", "oct(-64)", "hex(255)", "hex(-255)", "hex(2 ** 64)", "hex('a')", "hex(None)", "bin()")
show("abs(-5)", "abs(-5.5)", "abs(3 + 4j)", "abs(True)", "abs(-2 ** 70)", "abs('a')", "abs(None)", "abs()", "abs(1, 2)", "abs(Abs())", "abs(-0.0)", "abs(float('-inf'))")
show("round(2.5)", "round(2.567, 2)", "round(2.5, 0)", "round(2.5, None)", "round(1234, -2)", "round(Round())", "round(Round(), 5)", "round(Round(), None)", "round('a')", "round(None)", "round()", "round(1, 2, 3)", "round(number=2.5, ndigits=1)", "round(1j)", "round(True)", "round(2.5, 'a')", "round(10 ** 30, -28)", "round(-2.5)", "round(1e300)")
show("divmod(7, 3)", "divmod(-7, 3)", "divmod(7.5, 2)", "divmod(1, 0)", "divmod(1.0, 0)", "divmod(1, 'a')", "divmod(1)", "divmod(DivMod(), 1)", "divmod(1, DivMod())", "divmod(True, 2)", "divmod(10 ** 30, 7)", "divmod(1j, 1)")
show("pow(2, 3)", "pow(2, 3, 5)", "pow(2, -1)", "pow(2, -1, 5)", "pow(2.0, 3)", "pow(2, 3.0)", "pow(2, 3, None)", "pow(2, 3, 0)", "pow(2, 'a')", "pow(2)", "pow(2, 3, 4.0)", "pow('a', 2)", "pow(0, -1)", "pow(0.0, -1)", "pow(-1, 0.5)", "pow(exp=2, base=3)", "pow(2, 1000, 1007)", "pow(3, -5, 7)", "pow(6, -1, 9)", "pow(1j, 2)", "pow(2, 3, mod=3)", "pow(-7, 3, 10)", "pow(7, 3, -10)")
show("ascii('a')", "ascii('é')", "ascii('中😀')", "ascii('\\n\\'\\\"')", "ascii([R('é'), 'é'])", "ascii(R('\\ud800'))", "ascii(5)", "ascii()", "repr('é')", "repr(R('plain'))", "repr(R(5))", "repr()", "repr([R('a'), (R('b'),)])", "repr('\\x00\\x1f\\x7f\\x80\\xa0\\xad')", "repr('\\u2028\\ufeff\\U000e0001')", "str(R('from repr'))", "str()", "str(R(b'x'))", "'%r' % R('r')", "f'{R(\"q\")}'", "format(R('w'))", "format(R('w'), 's')")
show("format(5)", "format(5, 'x')", "format('a', '>3')", "format(5, 5)", "format(None, '')", "format(None, 'x')", "format([], '>5')", "format(5, 'zz')", "format()", "format(1, 'd', 2)", "format(object)[:7]", "format(type('F', (), {'__format__': lambda s, f: f * 2})(), 'ab')", "format(type('F', (), {'__format__': lambda s, f: 5})(), '')", "format(1.5, '')", "format(True)")
show("bytes(3)", "bytearray(b'a')", "memoryview(b'a')[0]", "complex('1j')", "float('1e3')", "int('0x1f', 16)", "bool('')", "str(b'a', 'utf-8')", "list('ab')", "tuple([1])", "dict(a=1)", "sorted(set('aab'))", "frozenset()", "slice(1)", "range(2)", "object().__class__", "iter([]).__class__.__name__", "next(iter([1]))", "next(iter([]), 'd')", "next([])", "iter(5)", "iter(int, 1).__class__.__name__", "iter(5, 1)", "iter()", "aiter(5)", "anext(5)", "property().__class__", "staticmethod(len)(['a'])", "classmethod(len).__func__ is len", "super", "copyright.__class__.__name__", "__import__('math').floor(1.5)", "__import__('os.path').__name__", "__import__('os.path', fromlist=['join']).__name__ in ('posixpath', 'ntpath')", "__import__('nothing_here')", "__import__(5)", "__import__('')", "__import__('math', level=-1)", "globals() is globals()", "eval('1')", "exec('1')", "breakpoint.__name__", "help.__class__.__name__", "repr(exit)", "__build_class__.__name__", "compile('1', '', 'eval').__class__.__name__", "input.__name__", "open.__name__", "hash('') == hash(b'')", "len.__doc__.split()[0]", "isinstance(NotImplemented, object)", "Ellipsis", "__debug__", "vars().__class__")
