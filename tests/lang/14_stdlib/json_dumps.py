"""json.dumps with every option."""
import collections
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


show(
    "json.dumps(data)",
    "json.dumps(data, ensure_ascii=False)",
    "json.dumps(data, indent=2)",
    "json.dumps(data, indent='\\t')",
    "json.dumps(data, indent=0)",
    "json.dumps(data, separators=(',', ':'))",
    "json.dumps(data, sort_keys=True)",
    "json.dumps([1, [2]], indent=1)",
    "json.dumps('a\"b\\\\c\\n\\t\\x00\\x7f\\u2028😀')",
    "json.dumps('\\ud800')",
    "json.dumps('é😀', ensure_ascii=False)",
    "json.dumps(float('nan'))",
    "json.dumps(float('inf'))",
    "json.dumps(-float('inf'))",
    "json.dumps(float('nan'), allow_nan=False)",
    "json.dumps(1e400 - 1)",
    "json.dumps(10 ** 30)",
    "json.dumps(0.1)",
    "json.dumps(1e16)",
    "json.dumps(-0.0)",
    "json.dumps(())",
    "json.dumps((1, 2))",
    "json.dumps({1: 'a', None: 'b', True: 'c', 1.5: 'd'})",
    "json.dumps({(1, 2): 'x'})",
    "json.dumps({(1, 2): 'x', 'a': 1}, skipkeys=True)",
    "json.dumps({'b': 1, 'a': 2}, sort_keys=True)",
    "json.dumps({1: 1, 'a': 2}, sort_keys=True)",
    "json.dumps(Special())",
    "json.dumps([1, {'k': Special()}])",
    "json.dumps(Special(), default=lambda o: 'made')",
    "json.dumps(Special(), cls=Encoder)",
    "json.dumps({1, 2})",
    "json.dumps(b'x')",
    "json.dumps(loop)",
    "json.dumps(loop, check_circular=False)",
    "json.dumps(1j)",
    "json.dumps(collections.OrderedDict(b=1, a=2))",
    "json.dumps(True), json.dumps(None), json.dumps('')",
    "json.dumps([[]] * 2)",
    "json.dumps({'a': [{'b': []}]}, indent=4)",
    "json.dumps(type('I', (int,), {'__repr__': lambda s: 'x'})(5))",
    "json.dumps(type('S', (str,), {})('sub'))",
    "json.dumps([1, 2], indent=2, separators=(', ', ': '))",
)
