"""Conway's game of life on an endless plane, and an automaton on a line."""

import itertools

GLIDER = """
.#.
..#
###
"""

BLINKER = "###"


def parse(text):
    return frozenset((x, y) for y, line in enumerate(text.strip().splitlines()) for x, cell in enumerate(line) if cell == "#")


def neighbours(cell):
    x, y = cell
    for dx, dy in itertools.product((-1, 0, 1), repeat=2):
        if dx or dy:
            yield x + dx, y + dy


def step(cells):
    counts = {}
    for cell in cells:
        for neighbour in neighbours(cell):
            counts[neighbour] = counts.get(neighbour, 0) + 1
    return frozenset(cell for cell, count in counts.items() if count == 3 or count == 2 and cell in cells)


def show(cells):
    if not cells:
        return []
    xs = [x for x, _ in cells]
    ys = [y for _, y in cells]
    return [
        "".join("#" if (x, y) in cells else "." for x in range(min(xs), max(xs) + 1))
        for y in range(min(ys), max(ys) + 1)
    ]


def period(cells, most=10):
    now = cells
    for number in range(1, most + 1):
        now = step(now)
        if now == cells:
            return number
    else:
        return None


def line_automaton(rule, width, steps):
    cells = 1 << width // 2
    for _ in range(steps):
        yield f"{cells:0{width}b}".translate({48: ".", 49: "#"})
        new = 0
        for i in range(width):
            left = cells >> (i + 1) & 1
            middle = cells >> i & 1
            right = cells >> (i - 1) & 1 if i else 0
            if rule >> (left << 2 | middle << 1 | right) & 1:
                new |= 1 << i
        cells = new


def run():
    cells = parse(GLIDER)
    for _ in range(4):
        cells = step(cells)
    yield show(cells), show(cells) == show(parse(GLIDER)), period(cells)
    yield period(parse(BLINKER)), show(step(parse(BLINKER)))
    yield show(step(parse("#"))), period(frozenset())
    yield list(line_automaton(90, 15, 7))
