"""json: errors with positions, streams, raw_decode, large and custom round trips."""
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
