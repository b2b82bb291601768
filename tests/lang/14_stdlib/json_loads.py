"""json.loads with every hook."""
import decimal
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


show(
    "json.loads('{\"a\": [1, 2.5, -3e2, true, false, null, \"x\"]}')",
    "json.loads(' [1 , 2 ] ')",
    "json.loads('1')",
    "json.loads('\"\\\\u00e9\\\\n\\\\ud83d\\\\ude00\\\\/\"')",
    "json.loads('\"\\\\ud800\"')",
    "json.loads('NaN')",
    "json.loads('-Infinity')",
    "json.loads('1e400')",
    "json.loads('123456789012345678901234567890')",
    "json.loads('-0')",
    "json.loads('-0.0')",
    "json.loads(b'\"bytes\"')",
    "json.loads('\"é\"'.encode('utf-16'))",
    "json.loads('\"é\"'.encode('utf-32'))",
    "json.loads(bytearray(b'[]'))",
    "json.loads('{\"a\": 1, \"a\": 2}')",
    "json.loads('{\"a\": 1, \"a\": 2}', object_pairs_hook=list)",
    "json.loads('{\"a\": {\"b\": 1}}', object_hook=lambda d: sorted(d))",
    "json.loads('1.1', parse_float=decimal.Decimal)",
    "json.loads('5', parse_int=float)",
    "json.loads('[NaN]', parse_constant=lambda c: c)",
    "json.loads('\"a\\tb\"')",
    "json.loads('\"a\\tb\"', strict=False)",
    "json.loads('[' * 50 + ']' * 50)",
    "json.loads('[' * 100000)",
    "json.loads(None)",
    "json.loads(5)",
    "json.loads('\\ufeff1')",
)
