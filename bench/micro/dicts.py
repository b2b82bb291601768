"""Dicts and sets: counting words, membership, iteration over items, deletion."""

import pyperf

WORDS = [f"word{i * i % 211}" for i in range(500)]


def run(count):
    for _ in range(count):
        counts = {}
        for word in WORDS:
            counts[word] = counts.get(word, 0) + 1
        by_number = {i: word for i, word in enumerate(counts)}
        seen = set()
        total = 0
        for word, number in counts.items():
            if word not in seen:
                seen.add(word)
                total += number
        for i in range(0, len(by_number), 2):
            del by_number[i]
        assert total == len(WORDS)


pyperf.Runner().bench_func("dicts", run, 100)
