"""A matcher of regular expressions by backtracking: letters, `.`, classes, groups, `|`, `*`, `+`, `?`, `^`, `$`."""


class PatternError(ValueError):
    pass


class Compiler:
    """Builds closures: a matcher takes text, a position and what to do next."""

    def __init__(self, pattern):
        self.pattern = pattern
        self.at = 0

    def peek(self):
        return self.pattern[self.at] if self.at < len(self.pattern) else None

    def take(self):
        character = self.pattern[self.at]
        self.at += 1
        return character

    def alternatives(self):
        choices = [self.sequence()]
        while self.peek() == "|":
            self.take()
            choices.append(self.sequence())
        if len(choices) == 1:
            return choices[0]

        def match(text, at, after):
            for choice in choices:
                if (end := choice(text, at, after)) is not None:
                    return end
            return None

        return match

    def sequence(self):
        parts = []
        while self.peek() not in (None, "|", ")"):
            parts.append(self.repeated())

        def match(text, at, after, number=0):
            if number == len(parts):
                return after(at)
            return parts[number](text, at, lambda end: match(text, end, after, number + 1))

        return match

    def repeated(self):
        part = self.single()
        match self.peek():
            case "*":
                self.take()
                return star(part)
            case "+":
                self.take()
                rest = star(part)
                return lambda text, at, after: part(text, at, lambda end: rest(text, end, after))
            case "?":
                self.take()

                def optional(text, at, after):
                    end = part(text, at, after)
                    return after(at) if end is None else end

                return optional
        return part

    def single(self):
        character = self.take()
        if character == "(":
            inner = self.alternatives()
            if self.peek() != ")":
                raise PatternError("a group is open")
            self.take()
            return inner
        if character == "[":
            return self.letters()
        if character == ".":
            return one(lambda letter: True)
        if character == "^":
            return lambda text, at, after: after(at) if at == 0 else None
        if character == "$":
            return lambda text, at, after: after(at) if at == len(text) else None
        if character == "\\":
            if self.peek() is None:
                raise PatternError("a lone backslash")
            character = self.take()
            if character == "d":
                return one(str.isdigit)
            if character == "w":
                return one(lambda letter: letter.isalnum() or letter == "_")
            return one(lambda letter: letter == character)
        if character in "*+?":
            raise PatternError("nothing to repeat")
        return one(lambda letter: letter == character)

    def letters(self):
        negated = self.peek() == "^"
        if negated:
            self.take()
        ranges = []
        while True:
            if self.peek() is None:
                raise PatternError("a class is open")
            low = self.take()
            if low == "]":
                break
            high = low
            if self.peek() == "-":
                self.take()
                high = self.take()
            ranges.append((low, high))
        return one(lambda letter: any(low <= letter <= high for low, high in ranges) != negated)


def one(test):
    def match(text, at, after):
        if at < len(text) and test(text[at]):
            return after(at + 1)
        return None

    return match


def star(part):
    def match(text, at, after):
        def again(end):
            if end == at:
                return None
            return match(text, end, after)

        end = part(text, at, again)
        return after(at) if end is None else end

    return match


def search(pattern, text):
    compiler = Compiler(pattern)
    matcher = compiler.alternatives()
    if compiler.peek() is not None:
        raise PatternError("a group is closed that was not open")
    for start in range(len(text) + 1):
        end = matcher(text, start, lambda end: end)
        if end is not None:
            return text[start:end]
    return None


CASES = [
    ("abc", "xabcx"),
    ("a*b", "aaab"),
    ("a+b", "b"),
    ("(ab|cd)+e", "ababcde"),
    ("colou?r", "color"),
    (r"\d+\.\d+", "pi is 3.14 or so"),
    ("^[a-c]+$", "abcabc"),
    ("^[a-c]+$", "abcx"),
    ("[^ ]+ing", "I am singing now"),
    (r"(\w+)@(\w+)\.(com|org)", "write to me@home.org"),
    ("(a*)*b", "aaaaac"),
    ("x|", "y"),
]


def run():
    for pattern, text in CASES:
        yield search(pattern, text)
    for bad in ("(a", "a)", "*a", "[a", "a\\"):
        try:
            search(bad, "a")
        except PatternError as error:
            yield str(error)
