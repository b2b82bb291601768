"""Text: filled to a width, justified, set in columns, with numbers in words and Roman numerals."""

TEXT = """
A tracer is called for every line that runs, and what it does is seldom much: it adds a number to a set. Done ten
million times, that little is everything the program does.
"""

SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
SMALL = (SMALL + " seventeen eighteen nineteen").split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")]
ROMAN += [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def fill(text, width):
    line = []
    length = 0
    for word in text.split():
        if line and length + len(word) + len(line) > width:
            yield line
            line, length = [], 0
        line.append(word)
        length += len(word)
    if line:
        yield line


def justify(words, width):
    if len(words) == 1:
        return words[0]
    gaps = len(words) - 1
    space = width - sum(map(len, words))
    each, more = divmod(space, gaps)
    out = []
    for number, word in enumerate(words):
        out.append(word)
        if number < gaps:
            out.append(" " * (each + (number < more)))
    return "".join(out)


def columns(items, width):
    if not items:
        return []
    wide = max(map(len, items)) + 2
    count = max(1, width // wide)
    height = -(-len(items) // count)
    lines = []
    for row in range(height):
        lines.append("".join(item.ljust(wide) for item in items[row::height]).rstrip())
    return lines


def in_words(number):
    if number < 0:
        return "minus " + in_words(-number)
    if number < 20:
        return SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 2] + ("-" + SMALL[ones] if ones else "")
    for size, name in ((1000000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            many, rest = divmod(number, size)
            words = f"{in_words(many)} {name}"
            return f"{words} {in_words(rest)}" if rest else words
    raise AssertionError("not reached")


def to_roman(number):
    out = ""
    for value, letters in ROMAN:
        while number >= value:
            out += letters
            number -= value
    return out


def from_roman(text):
    total = 0
    for value, letters in ROMAN:
        while text.startswith(letters):
            total += value
            text = text.removeprefix(letters)
    if text:
        raise ValueError(f"{text!r} is not Roman")
    return total


def caesar(text, shift):
    table = {}
    for first in ("a", "A"):
        for i in range(26):
            table[ord(first) + i] = chr(ord(first) + (i + shift) % 26)
    return text.translate(table)


def run():
    lines = [justify(words, 40) for words in fill(TEXT, 40)]
    yield lines, {len(line) for line in lines[:-1]}
    yield justify(["alone"], 10), list(fill("", 10))
    yield columns("the quick brown fox jumps over a lazy dog".split(), 30), columns([], 10)
    yield [in_words(number) for number in (0, 13, 40, 99, 100, 1999, -12, 1000001)]
    yield [to_roman(number) for number in (4, 1994, 2026)], all(from_roman(to_roman(n)) == n for n in range(1, 200))
    yield caesar(caesar("Hello, World", 3), -3)
    try:
        from_roman("XIA")
    except ValueError as error:
        yield str(error)
