"""What the compiler makes and the machine runs: lists of instructions."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Instruction:
    operation: str
    argument: object = None
    line: int = 0


@dataclass
class Routine:
    """The main program, or a function."""

    name: str
    parameters: int
    slots: int = 0
    instructions: list = field(default_factory=list)


@dataclass
class Code:
    main: Routine
    routines: dict = field(default_factory=dict)

    def all(self):
        yield self.main
        yield from self.routines.values()


JUMPS = frozenset({"jump", "jump_if_false", "jump_if_false_keep", "jump_if_true_keep"})
