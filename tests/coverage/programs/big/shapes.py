"""Statements laid out in many shapes: over several lines, on one line, decorated, nested, empty."""

import functools


def decorated(*labels):
    def wrap(function):
        @functools.wraps(function)
        def inner(*args, **keywords):
            return (labels, function(*args, **keywords))

        return inner

    return wrap


@decorated(
    "first",
    "second",
)
@decorated("third")
def long_call(
    a,
    b=2,
    *rest,
    c=(
        3
    ),
    **more,
):
    return sum(
        [
            a,
            b,
            *rest,
            c,
            len(
                more
            ),
        ]
    )


def one_line(x): return x + 1


def several(x): y = x * 2; z = y + 1; return z


def docstring_only():
    """Nothing but this."""


def ellipsis_only(): ...


def chained(values):
    return (
        "".join(
            sorted(
                value
                for value in values
                if value.isalpha()
            )
        )
        .upper()
        .replace("A", "a")
    )


def literals():
    table = {
        "one": 1,
        "two": [
            2,
            22,
        ],
        "three": {
            "deep": (
                3,
                33,
            ),
        },
    }
    text = (
        "joined "
        "by the "
        f"compiler {len(table)}"
    )
    block = """a string
    of several
    lines"""
    return table, text, block.count("\n")


def conditions(x):
    if (
        x > 10
        and x < 100
        or x == 1000
    ):
        result = "some"
    elif x == 0: result = "zero"
    elif not (
        x < 0
    ):
        result = "small"
    else:
        result = "negative"
    return result if x != 5 else "five" if x == 5 else "never"


def backslash(a, b):
    total = a + \
        b + \
        1
    assert total > 0, \
        "must be more than nothing"
    return total


def comprehension_shapes(n):
    squares = [
        i * i
        for i in range(n)
        if i % 2
    ]
    nested = [[j for j in range(i)] for i in range(n)]
    mapping = {
        key: value
        for key, value in zip(
            "abc",
            squares,
        )
    }
    unique = {i % 3 for i in range(n)}
    lazy = (
        i
        for i in squares
    )
    return squares, nested, mapping, unique, sum(lazy)


def lambdas():
    double = lambda x: x * 2
    pick = lambda x, *, y=1: (
        x
        if x > y
        else y
    )
    never = lambda: 1 / 0
    return double(4), pick(0), pick(5), callable(never)


def walrus(values):
    found = []
    while values and (
        head := values.pop()
    ) != 0:
        found.append(head)
    if (n := len(found)) > 2: return n
    return -n


def unpacking():
    first, *middle, last = range(5)
    (a, (b, c)), d = (1, (2, 3)), 4
    [e, f] = [
        first,
        last,
    ]
    e += 1; f -= 1
    x = y = z = middle
    return a, b, c, d, e, f, x is y is z


def constant_conditions():
    out = []
    if True:
        out.append("always")
    if 0:
        out.append("never")
    while 1:
        out.append("once")
        break
    if __debug__:
        out.append("debug")
    if not out:
        pass
    else:
        pass
    return out


def deleted():
    values = [1, 2, 3]
    name = "x"
    del values[0], name
    try:
        name
    except UnboundLocalError:
        return values
    return None


def typed(x: int = 1, *, y: "str" = "a") -> tuple[int, str]:
    count: int
    total: int = x
    count = total
    return count, y


def global_state():
    global COUNTER
    COUNTER += 1

    def inner():
        nonlocal_target = 1

        def innermost():
            nonlocal nonlocal_target
            nonlocal_target += COUNTER
            return nonlocal_target

        return innermost()

    return inner()


COUNTER = 0

if COUNTER:
    UNREACHED = True
else:
    UNREACHED = False

for _number in range(3):
    if _number == 1:
        continue
    COUNTER += _number
else:
    COUNTER -= 1


class Empty: pass


class Body:
    """A class body with statements of its own."""

    attribute = 1
    if attribute:
        other = 2
    else:
        other = 3
    table = [
        2
        for _ in range(attribute)
    ]

    def method(self): return self.attribute

    @staticmethod
    def helper(
        x,
    ):
        return x

    @classmethod
    def build(cls):
        return cls()

    @property
    def both(self):
        return (
            self.attribute
            + self.other
        )

    @both.setter
    def both(self, value):
        self.attribute = value


def run():
    yield long_call(1, 2, 3, c=4, d=5)
    yield one_line(1)
    yield several(2)
    yield docstring_only(), ellipsis_only()
    yield chained("banana split 3")
    yield literals()
    for x in (50, 0, 7, -1):
        yield conditions(x)
    yield backslash(1, 2)
    yield comprehension_shapes(6)
    yield lambdas()
    yield walrus([5, 0, 1, 2, 3]), walrus([0, 1])
    yield unpacking()
    yield constant_conditions()
    yield deleted()
    yield typed()
    yield global_state()
    body = Body.build()
    body.both = 7
    yield body.method(), body.both, body.helper(3), Empty().__class__.__name__, UNREACHED
