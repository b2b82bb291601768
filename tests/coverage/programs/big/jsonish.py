"""A reader and a printer of JSON, written by hand."""

ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
UNESCAPES = {value: "\\" + key for key, value in ESCAPES.items() if key != "/"}


class JsonError(ValueError):
    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


class Reader:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def fail(self, message):
        raise JsonError(message, self.position)

    def peek(self):
        while self.position < len(self.text) and self.text[self.position] in " \t\r\n":
            self.position += 1
        return self.text[self.position] if self.position < len(self.text) else ""

    def take(self, wanted):
        if self.peek() != wanted:
            self.fail(f"{wanted!r} expected")
        self.position += 1

    def value(self):
        match self.peek():
            case "{":
                return self.object()
            case "[":
                return self.array()
            case '"':
                return self.string()
            case "t":
                return self.word("true", True)
            case "f":
                return self.word("false", False)
            case "n":
                return self.word("null", None)
            case "":
                self.fail("nothing there")
            case first if first.isdigit() or first == "-":
                return self.number()
            case _:
                self.fail("no value")

    def word(self, word, value):
        if not self.text.startswith(word, self.position):
            self.fail("a strange word")
        self.position += len(word)
        return value

    def number(self):
        start = self.position
        if self.text[self.position] == "-":
            self.position += 1
        kind = int
        while self.position < len(self.text):
            character = self.text[self.position]
            if character in ".eE":
                kind = float
            elif not (character.isdigit() or character in "+-"):
                break
            self.position += 1
        try:
            return kind(self.text[start : self.position])
        except ValueError:
            self.position = start
            self.fail("a bad number")

    def string(self):
        self.take('"')
        parts = []
        while True:
            if self.position >= len(self.text):
                self.fail("an open string")
            character = self.text[self.position]
            self.position += 1
            if character == '"':
                return "".join(parts)
            if character != "\\":
                parts.append(character)
                continue
            character = self.text[self.position : self.position + 1]
            self.position += 1
            if character == "u":
                digits = self.text[self.position : self.position + 4]
                try:
                    parts.append(chr(int(digits, 16)))
                except ValueError:
                    self.fail("a bad escape")
                self.position += 4
            elif character in ESCAPES:
                parts.append(ESCAPES[character])
            else:
                self.fail("an unknown escape")

    def array(self):
        self.take("[")
        values = []
        if self.peek() == "]":
            self.position += 1
            return values
        while True:
            values.append(self.value())
            if self.peek() == "]":
                self.position += 1
                return values
            self.take(",")

    def object(self):
        self.take("{")
        pairs = {}
        if self.peek() == "}":
            self.position += 1
            return pairs
        while True:
            self.peek()
            key = self.string()
            self.take(":")
            pairs[key] = self.value()
            if self.peek() == "}":
                self.position += 1
                return pairs
            self.take(",")


def loads(text):
    reader = Reader(text)
    value = reader.value()
    if reader.peek():
        reader.fail("more text")
    return value


def quote(text):
    parts = ['"']
    for character in text:
        if character in UNESCAPES:
            parts.append(UNESCAPES[character])
        elif character < " " or character > "~":
            parts.append(f"\\u{ord(character):04x}")
        else:
            parts.append(character)
    return "".join(parts) + '"'


def dumps(value, indent=None, level=0):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        items = [f"{quote(key)}: {dumps(inner, indent, level + 1)}" for key, inner in value.items()]
        marks = "{}"
    elif isinstance(value, (list, tuple)):
        items = [dumps(inner, indent, level + 1) for inner in value]
        marks = "[]"
    else:
        raise TypeError(f"{type(value).__name__} has no form")
    if indent is None or not items:
        return marks[0] + ", ".join(items) + marks[1]
    inside = "\n" + " " * (indent * (level + 1))
    return marks[0] + inside + ("," + inside).join(items) + "\n" + " " * (indent * level) + marks[1]


DOCUMENT = """
{ "name": "p\\u00e9ll\\tucid", "numbers": [1, -2.5, 3e2, 0], "nested": {"empty": {}, "none": null, "list": []},
  "flags": [true, false] }
"""


def run():
    value = loads(DOCUMENT)
    yield value
    yield dumps(value)
    yield dumps(value, indent=2).count("\n")
    yield loads(dumps(value)) == value
    for bad in ("", "[1, 2", "[1 2]", "{1: 2}", '"open', "nul", "[] x", "-", '"\\q"', '"\\uzzzz"', "?"):
        try:
            loads(bad)
        except JsonError as error:
            yield str(error)
    try:
        dumps({"a": {1, 2}})
    except TypeError as error:
        yield str(error)
