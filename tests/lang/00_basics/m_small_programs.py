# Small whole programs that mix the basics: sieve, sort, matrix, queens, parentheses, life.
def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    return [i for i in range(n + 1) if flags[i]]


def quicksort(items):
    if len(items) < 2:
        return items
    pivot = items[0]
    low = [x for x in items[1:] if x < pivot]
    high = [x for x in items[1:] if x >= pivot]
    return quicksort(low) + [pivot] + quicksort(high)


def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def queens(n):
    solutions = 0

    def place(row, columns, up, down):
        nonlocal solutions
        if row == n:
            solutions += 1
            return
        for c in range(n):
            if c not in columns and row + c not in up and row - c not in down:
                place(row + 1, columns | {c}, up | {row + c}, down | {row - c})

    place(0, frozenset(), frozenset(), frozenset())
    return solutions


def balanced(text):
    pairs = {")": "(", "]": "[", "}": "{"}
    stack = []
    for c in text:
        if c in "([{":
            stack.append(c)
        elif c in pairs:
            if not stack or stack.pop() != pairs[c]:
                return False
    return not stack


def life(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    key = x + dx, y + dy
                    counts[key] = counts.get(key, 0) + 1
    return {c for c, n in counts.items() if n == 3 or (n == 2 and c in cells)}


def roman(n):
    result = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
                           (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            result += letters
            n -= value
    return result


def permutations(items):
    if not items:
        return [[]]
    return [[x] + rest for i, x in enumerate(items) for rest in permutations(items[:i] + items[i + 1:])]


def random_numbers(seed, count):
    out = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(seed >> 16)
    return out


print(sieve(60))
numbers = random_numbers(42, 20)
print(numbers)
print(quicksort(numbers))
print(quicksort(numbers) == sorted(numbers))
print(multiply([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
print([queens(n) for n in range(1, 7)])
print(balanced("{[()]}()"), balanced("([)]"), balanced("(("))
glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(8):
    glider = life(glider)
print(sorted(glider))
print(roman(1994), roman(2026), roman(4))
print(permutations([1, 2, 3]))
words = "the quick brown fox jumps over the lazy dog the end".split()
counts = {}
for w in words:
    counts[w] = counts.get(w, 0) + 1
print(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:4])
digits = 1
for i in range(1, 51):
    digits *= i
print(digits, sum(int(c) for c in str(digits)))
