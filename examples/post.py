"""The program of the 2013 post about coverage.py: a loop that counts down by calling a function.

    post.py [COUNT]         (ten million by default)
"""

import sys


def one():
    return 1


def count_down(i):
    while i > 0:
        i -= one()
    return i


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    left = count_down(count)
    print(f"counted {count} down to {left}")


if __name__ == "__main__":
    main()
