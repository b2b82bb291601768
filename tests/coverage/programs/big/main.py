"""Run every module of this program, and print what each gives, shortened to a line."""

import importlib
import sys

MODULES = [
    "shapes",
    "classes",
    "flow",
    "trees",
    "graphs",
    "jsonish",
    "templates",
    "huffman",
    "patterns",
    "matrices",
    "dates",
    "wrapping",
    "settings",
    "events",
    "bank",
    "life",
    "scheduler",
    "puzzle",
]


def shorten(text, width=60):
    if len(text) <= width:
        return text
    return text[: width - 3] + "..."


def main(names):
    failures = 0
    for name in names or MODULES:
        module = importlib.import_module(name)
        try:
            results = list(module.run())
        except Exception as error:
            failures += 1
            print(f"{name:10} {type(error).__name__}: {error}")
            continue
        print(f"{name:10} {len(results):3} results, last: {shorten(str(results[-1]))}")
    if failures:
        print(f"{failures} modules failed")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
