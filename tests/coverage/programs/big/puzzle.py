"""Search: a sudoku, the water jugs, a maze, permutations and sums."""

import collections

SUDOKU = """
53..7....
6..195...
.98....6.
8...6...3
4..8.3..1
7...2...6
.6....28.
...419..5
....8..79
"""

MAZE = """
#########
#S..#...#
##.##.#.#
#.....#E#
#########
"""


def candidates(grid, row, column):
    used = set(grid[row]) | {line[column] for line in grid}
    top, left = row // 3 * 3, column // 3 * 3
    for line in grid[top : top + 3]:
        used.update(line[left : left + 3])
    return [digit for digit in "123456789" if digit not in used]


def solve(grid):
    best = None
    for row in range(9):
        for column in range(9):
            if grid[row][column] != ".":
                continue
            choices = candidates(grid, row, column)
            if not choices:
                return False
            if best is None or len(choices) < len(best[2]):
                best = row, column, choices
                if len(choices) == 1:
                    break
        else:
            continue
        break
    if best is None:
        return True
    row, column, choices = best
    for digit in choices:
        grid[row][column] = digit
        if solve(grid):
            return True
    grid[row][column] = "."
    return False


def jugs(sizes, goal):
    start = (0,) * len(sizes)
    before = {start: None}
    queue = collections.deque([start])
    while queue:
        state = queue.popleft()
        if goal in state:
            path = []
            while state is not None:
                path.append(state)
                state = before[state]
            return path[::-1]
        for new in moves(state, sizes):
            if new not in before:
                before[new] = state
                queue.append(new)
    return None


def moves(state, sizes):
    for i, size in enumerate(sizes):
        yield (*state[:i], size, *state[i + 1 :])
        yield (*state[:i], 0, *state[i + 1 :])
        for j in range(len(sizes)):
            if i == j:
                continue
            amount = min(state[i], sizes[j] - state[j])
            new = list(state)
            new[i] -= amount
            new[j] += amount
            yield tuple(new)


def maze_path(text):
    cells = {(x, y): cell for y, line in enumerate(text.strip().splitlines()) for x, cell in enumerate(line)}
    start = min(place for place, cell in cells.items() if cell == "S")
    queue = [(start, "")]
    seen = {start}
    for (x, y), path in queue:
        if cells[x, y] == "E":
            return path
        for letter, place in zip("RDLU", ((x + 1, y), (x, y + 1), (x - 1, y), (x, y - 1))):
            if cells[place] != "#" and place not in seen:
                seen.add(place)
                queue.append((place, path + letter))


def permutations(items):
    if len(items) <= 1:
        yield tuple(items)
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield (item, *rest)


def subset_sum(numbers, goal):
    reachable = {0: []}
    for number in numbers:
        for total, used in list(reachable.items()):
            if total + number <= goal:
                reachable.setdefault(total + number, used + [number])
    return reachable.get(goal)


def hanoi(count, source, target, spare, moved):
    if count:
        hanoi(count - 1, source, spare, target, moved)
        moved.append(source + target)
        hanoi(count - 1, spare, target, source, moved)
    return moved


def run():
    grid = [list(line) for line in SUDOKU.split()]
    yield solve(grid), ["".join(line) for line in grid][::4]
    broken = [["5"] * 9] + [["."] * 9 for _ in range(8)]
    yield solve([list("12345678.")] + [list("........9")] + [["."] * 9 for _ in range(7)])
    yield candidates(broken, 1, 1)
    yield jugs((3, 5), 4), jugs((2, 4), 3)
    yield maze_path(MAZE), maze_path("###\n#S#\n###")
    yield len(list(permutations("abcde"))), list(permutations(""))
    yield subset_sum([3, 34, 4, 12, 5, 2], 9), subset_sum([3, 5], 7)
    yield len(hanoi(5, "A", "B", "C", []))
