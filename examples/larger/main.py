"""Compile and run the programs of `abacus.programs`, and print what they give and a checksum.

    main.py [ROUNDS]        (three by default)
"""

import sys
import time

from abacus import programs
from abacus.checksum import Checksum
from abacus.compiler import compile_source
from abacus.errors import AbacusError
from abacus.machine import Machine
from abacus.optimizer import optimize


def run_one(name, source, checksum, show):
    """Run one program, as compiled and as optimised, and see that both give the same."""
    try:
        plain = compile_source(source)
    except AbacusError as error:
        checksum.add_text(f"{name}:{error}")
        if show:
            print(f"{name:12} does not compile: {error}")
        return 0
    steps = 0
    printed = []
    for code in (plain, optimize(plain)):
        machine = Machine(code)
        try:
            machine.run()
        except AbacusError as error:
            machine.output.append(str(error))
        steps += machine.steps
        printed.append(machine.output)
    if printed[0] != printed[1]:
        raise AssertionError(f"{name}: the optimiser changed the meaning")
    for line in printed[0]:
        checksum.add_text(line)
    if show:
        last = printed[0][-1] if printed[0] else "nothing"
        print(f"{name:12} {len(printed[0]):4} lines, {steps:8} steps, last: {last}")
    return steps


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    checksum = Checksum()
    total = 0
    started = time.perf_counter()
    for number in range(rounds):
        for name, source in programs.ALL.items():
            total += run_one(name, source, checksum, show=number == 0)
    elapsed = time.perf_counter() - started
    print(f"{total} steps, checksum {checksum.hex()}")
    if "--time" in sys.argv:
        print(f"{elapsed:.2f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
