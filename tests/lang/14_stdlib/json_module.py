"""json: dumps with every option, loads with every hook, errors with positions, round trips."""
import collections
import decimal
import io
import json


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except RecursionError:
            print(f"{source} !! RecursionError")
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}", getattr(e, "__notes__", ""))
        else:
            print(f"{source} -> {result!r}")


class Special:
    pass


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Special):
            return {"special": True}
        return super().default(o)


loop = []
loop.append(loop)
data = {"name": "é", "list": [1, 2.5, None, True], "nested": {"k": "v"}, "empty": [], "eo": {}}
show("json.dumps(data)", "json.dumps(data, ensure_ascii=False)", "json.dumps(data, indent=2)", "json.dumps(data, indent='\\t')", "json.dumps(data, indent=0)", "json.dumps(data, separators=(',', ':'))", "json.dumps(data, sort_keys=True)", "json.dumps([1, [2]], indent=1)", "json.dumps('a\"b\\\\c\\n\\t\\x00\\x7f\\u2028😀')", "json.dumps('\\ud800')", "json.dumps('é😀', ensure_ascii=False)", "json.dumps(float('nan'))", "json.dumps(float('inf'))", "json.dumps(-float('inf'))", "json.dumps(float('nan'), allow_nan=False)", "json.dumps(1e400 - 1)", "json.dumps(10 ** 30)", "json.dumps(0.1)", "json.dumps(1e16)", "json.dumps(-0.0)", "json.dumps(())", "json.dumps((1, 2))", "json.dumps({1: 'a', None: 'b', True: 'c', 1.5: 'd'})", "json.dumps({(1, 2): 'x'})", "json.dumps({(1, 2): 'x', 'a': 1}, skipkeys=True)", "json.dumps({'b': 1, 'a': 2}, sort_keys=True)", "json.dumps({1: 1, 'a': 2}, sort_keys=True)", "json.dumps(Special())", "json.dumps([1, {'k': Special()}])", "json.dumps(Special(), default=lambda o: 'made')", "json.dumps(Special(), cls=Encoder)", "json.dumps({1, 2})", "json.dumps(b'x')", "json.dumps(loop)", "json.dumps(loop, check_circular=False)", "json.dumps(1j)", "json.dumps(collections.OrderedDict(b=1, a=2))", "json.dumps(True), json.dumps(None), json.dumps('')", "json.dumps([[]] * 2)", "json.dumps({'a': [{'b': []}]}, indent=4)", "json.dumps(type('I', (int,), {'__repr__': lambda s: 'x'})(5))", "json.dumps(type('S', (str,), {})('sub'))", "json.dumps([1, 2], indent=2, separators=(', ', ': '))")
show("json.loads('{\"a\": [1, 2.5, -3e2, true, false, null, \"x\"]}')", "json.loads(' [1 , 2 ] ')", "json.loads('1')", "json.loads('\"\\\\u00e9\\\\n\\\\ud83d\\\\ude00\\\\/\"')", "json.loads('\"\\\\ud800\"')", "json.loads('NaN')", "json.loads('-Infinity')", "json.loads('1e400')", "json.loads('123456789012345678901234567890')", "json.loads('-0')", "json.loads('-0.0')", "json.loads(b'\"bytes\"')", "json.loads('\"é\"'.encode('utf-16'))", "json.loads('\"é\"'.encode('utf-32'))", "json.loads(bytearray(b'[]'))", "json.loads('{\"a\": 1, \"a\": 2}')", "json.loads('{\"a\": 1, \"a\": 2}', object_pairs_hook=list)", "json.loads('{\"a\": {\"b\": 1}}', object_hook=lambda d: sorted(d))", "json.loads('1.1', parse_float=decimal.Decimal)", "json.loads('5', parse_int=float)", "json.loads('[NaN]', parse_constant=lambda c: c)", "json.loads('\"a\\tb\"')", "json.loads('\"a\\tb\"', strict=False)", "json.loads('[' * 50 + ']' * 50)", "json.loads('[' * 100000)", "json.loads(None)", "json.loads(5)", "json.loads('\\ufeff1')")
for text in ["", " ", "{", "[", "[1", "[1,", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,}", "{a: 1}", "{'a': 1}", "\"abc", "\"\\x\"", "\"\\u12\"", "tru", "nul", "01", "1.", ".5", "-", "+1", "1e", "[1] x", "\"a\nb\"", "{1: 2}", "[,1]", "{,}", "NaNx", "\n\n[1,\n x]", "\"\\ud800\\u\"", "\x00", "[1}", "//c\n1", "Infinit", "{\"a\":1 \"b\":2}"]:
    try:
        print(repr(text), json.loads(text))
    except json.JSONDecodeError as e:
        print(repr(text), "!!", e.msg, e.pos, e.lineno, e.colno)
f = io.StringIO()
json.dump({"to": "file", "n": [1, 2]}, f, indent=1)
print(f.getvalue(), json.load(io.StringIO("[1, 2]")), json.load(io.BytesIO(b"{}")))
print(json.JSONDecoder().raw_decode('[1, 2] rest'), "".join(json.JSONEncoder(indent=None).iterencode([1, {"a": 2}])), list(json.JSONEncoder().iterencode({"a": [1]})))
text = json.dumps({f"key{i}": [i, i * 0.5, str(i), None, i % 2 == 0, {"n": i}] for i in range(200)})
print(len(text), json.loads(text)["key199"], json.dumps(json.loads(text)) == text)
print(json.loads(json.dumps("".join(map(chr, range(0x300))))) == "".join(map(chr, range(0x300))))


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


def encode(o):
    if isinstance(o, Point):
        return {"__point__": [o.x, o.y]}
    raise TypeError(f"cannot encode {type(o).__name__}")


def decode(d):
    return Point(*d["__point__"]) if "__point__" in d else d


restored = json.loads(json.dumps({"p": Point(1, 2), "q": [Point(3, 4)]}, default=encode), object_hook=decode)
print(restored["p"].x, restored["q"][0].y)
