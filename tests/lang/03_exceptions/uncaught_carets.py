"""Tracebacks with carets, as `sys.excepthook` prints them, for every shape of expression that fails."""
import sys


def report(f):
    try:
        f()
    except BaseException as e:
        print(f"--- {f.__name__}", file=sys.stderr)
        sys.excepthook(type(e), e.with_traceback(e.__traceback__.tb_next), e.__traceback__.tb_next)


a = b = c = d = 0
text = "abc"
items = [1, 2, 3]
table = {"k": None}
nothing = None


def binary():
    return (a + b) / c * d


def binary_types():
    return text + text + 5 + text


def long_operands():
    return text.upper().lower() - items.copy().index(1)


def subscript():
    return table["k"]["deep"]["deeper"]


def subscript_index():
    return items[0] + items[10] + items[1]


def attribute():
    return nothing.first.second


def call():
    return text.upper()().lower()


def call_arguments():
    return int("1") + int("not a number", 10)


def nested_call():
    return max(len(text), len(5), min(1, 2))


def multi_line_call():
    return divmod(
        10,
        0,
    )


def multi_line_expression():
    return (
        a
        + b
        + text
        + c
    )


def multi_line_binary():
    return (1 +
            2) / (
        0
    )


def in_comprehension():
    return [10 // n for n in (1, 0)]


def in_generator():
    return sum(10 // n for n in (1, 0))


def in_lambda():
    return (lambda n: n / 0)(1)


def assertion():
    assert a == 1, f"a was {a}"


def unpack_few():
    x, y, z = items[:2]


def unpack_many():
    x, y = items


def unpack_nothing():
    x, y = nothing


def for_not_iterable():
    for x in a:
        pass


def star_call():
    return max(*nothing)


def compare():
    return a < b < text


def unary():
    return 1 + -text


def with_statement():
    with nothing as n:
        pass


def fstring():
    return f"start {text} {a / 0} end"


def augmented():
    x = text
    x += 1


def delete_item():
    del items[99]


def store_item():
    items[99] = text


def store_attribute():
    a.x = 5


def import_missing():
    import nothing_like_this_module


def import_from_missing():
    from sys import nothing_like_this


def raise_from():
    raise ValueError("raised") from None


def unicode_line():
    return "ünïcödé — 中文字" + text / "é"


def tabs():
	return	a	/	b


def whole_line():
    nothing()


def walrus():
    return (n := text) / 2


def ternary():
    return 1 / 0 if text else 2


def await_like():
    yield_from = list(iter(text))[5]
    return yield_from


def chained_methods():
    return (
        text
        .upper()
        .nothing()
        .lower()
    )


for f in list(globals().values()):
    if callable(f) and getattr(f, "__module__", None) == "__main__" and f is not report:
        report(f)
