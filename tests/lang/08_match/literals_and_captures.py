"""`match`: literal, value, capture, wildcard and or-patterns, guards, what is bound after failure."""
import enum


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Constants:
    LIMIT = 10
    NAME = "named"


def literal(x):
    match x:
        case 0:
            return "zero"
        case -1:
            return "minus one"
        case 1.5:
            return "float"
        case -2.5:
            return "negative float"
        case 1 + 2j:
            return "complex"
        case -1 - 1j:
            return "negative complex"
        case "text":
            return "str"
        case "implicit " "concatenation":
            return "concatenated"
        case b"bytes":
            return "bytes"
        case None:
            return "None"
        case True:
            return "True"
        case False:
            return "False"
        case Constants.LIMIT:
            return "value pattern"
        case Constants.NAME | Color.RED:
            return "value or enum"
        case Color.GREEN:
            return "green"
        case 100 | 200 | 300:
            return "or"
        case str() as s if s.startswith("g"):
            return f"guard {s}"
        case _:
            return "other"


for x in [0, 0.0, False, True, 1, -1, -1.0, 1.5, -2.5, 1 + 2j, -1 - 1j, "text", "implicit concatenation", b"bytes", "bytes", None, 10, "named", Color.RED, Color.GREEN, 200, "guarded", "other", [], 10.0]:
    print(repr(x), literal(x))


class Eq:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        print("  eq", other)
        return self.v == other


match Eq(3):
    case 1:
        print("one")
    case 2 | 3:
        print("two or three")
match Eq(None):
    case None:
        print("unreached: None is compared by identity")
    case _:
        print("not identical")


def capture(x):
    match x:
        case y:
            return y


print(capture(5), capture(None))


def guards(x):
    match x:
        case n if n < 0:
            return "negative", n
        case n if n == 0:
            return "zero", n
        case n if n > 100 and (big := n * 2):
            return "big", big
    return "fell through", n


print([guards(x) for x in (-5, 0, 500, 7)])


def order(x):
    log = []

    def check(name, result):
        log.append(name)
        return result

    match x:
        case 1 if check("first", False):
            pass
        case 1 if check("second", True):
            log.append("taken")
        case 1 if check("third", True):
            pass
        case _:
            log.append("default")
    return log


print(order(1), order(2))
match 1, 2:
    case a, 3:
        print("unreached")
    case (1, b) if b > 5:
        print("unreached")
    case c, d:
        print(c, d)
print("b" in globals() and b, "c" in globals())


def evaluated_once():
    calls = []

    def subject():
        calls.append(1)
        return 5

    match subject():
        case 1:
            pass
        case 2:
            pass
        case 5:
            calls.append("five")
    return calls


print(evaluated_once())


def no_match(x):
    result = "unchanged"
    match x:
        case 1:
            result = "one"
    return result


print(no_match(1), no_match(2))


def nested_match(a, b):
    match a:
        case 1:
            match b:
                case 1:
                    return "1,1"
                case _:
                    return "1,_"
        case _:
            return "_"


print(nested_match(1, 1), nested_match(1, 2), nested_match(2, 1))
match = 5
case = 6
_ = 7
type = 8
print(match, case, _, type, match + case)

match (case):
    case 6:
        print("soft keywords")
match case, _:
    case (6, 7):
        print("tuple subject")
match *[1, 2], 3:
    case [*all_of_them]:
        print(all_of_them)
match -match:
    case -5:
        print("unary subject")


def returns_in_loop(items):
    for item in items:
        match item:
            case 0:
                continue
            case 9:
                break
            case n:
                print(n, end=" ")
    else:
        print("no break")
        return
    print("break")


returns_in_loop([1, 0, 2, 9, 3])
returns_in_loop([0, 4])
match 5:
    case int() | str() as whole:
        print(whole)
match {"a": [1, {"b": (2, 3)}]}:
    case {"a": [first, {"b": (second, third)}]} as everything:
        print(first, second, third, everything)


class Body:
    match 3:
        case n:
            attribute = n * 2


print(Body.attribute, Body.n)
match "x":
    case "x" | "y" as letter:
        print(letter)
