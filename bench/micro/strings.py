"""Strings: joined, formatted, split, replaced, compared, walked."""

import pyperf


def run(count):
    parts = []
    for i in range(count):
        parts.append(f"{i:05d}:{i * 2.5:.2f}:{'even' if i % 2 == 0 else 'odd'}")
    text = ",".join(parts)
    words = text.replace(":", " ").split(",")
    total = 0
    for word in words:
        number, value, kind = word.split()
        if kind.startswith("e") and number[-1] in "02468":
            total += int(number)
    grown = ""
    for word in words[:500]:
        grown += word[:3]
    vowels = sum(1 for character in grown + kind if character in "aeiou")
    assert total == sum(range(0, count, 2)) and vowels >= 0


pyperf.Runner().bench_func("strings", run, 5_000)
