"""Each remaining built-in, called once or twice."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


show(
    "bytes(3)",
    "bytearray(b'a')",
    "memoryview(b'a')[0]",
    "complex('1j')",
    "float('1e3')",
    "int('0x1f', 16)",
    "bool('')",
    "str(b'a', 'utf-8')",
    "list('ab')",
    "tuple([1])",
    "dict(a=1)",
    "sorted(set('aab'))",
    "frozenset()",
    "slice(1)",
    "range(2)",
    "object().__class__",
    "iter([]).__class__.__name__",
    "next(iter([1]))",
    "next(iter([]), 'd')",
    "next([])",
    "iter(5)",
    "iter(int, 1).__class__.__name__",
    "iter(5, 1)",
    "iter()",
    "aiter(5)",
    "anext(5)",
    "property().__class__",
    "staticmethod(len)(['a'])",
    "classmethod(len).__func__ is len",
    "super",
    "copyright.__class__.__name__",
    "__import__('math').floor(1.5)",
    "__import__('os.path').__name__",
    "__import__('os.path', fromlist=['join']).__name__ in ('posixpath', 'ntpath')",
    "__import__('nothing_here')",
    "__import__(5)",
    "__import__('')",
    "__import__('math', level=-1)",
    "globals() is globals()",
    "eval('1')",
    "exec('1')",
    "breakpoint.__name__",
    "help.__class__.__name__",
    "repr(exit)",
    "__build_class__.__name__",
    "compile('1', '', 'eval').__class__.__name__",
    "input.__name__",
    "open.__name__",
    "hash('') == hash(b'')",
    "len.__doc__.split()[0]",
    "isinstance(NotImplemented, object)",
    "Ellipsis",
    "__debug__",
    "vars().__class__",
)
