"""Peephole rules over code: constants are folded, and jumps to jumps go to the end of the chain."""

from .code import JUMPS, Code, Instruction, Routine
from .machine import BINARY


def targets(instructions):
    return {instruction.argument for instruction in instructions if instruction.operation in JUMPS}


def fold(instructions):
    """`push a; push b; binary op` becomes `push (a op b)`, unless a jump leads into it or it would fail."""
    aims = targets(instructions)
    kept = []
    moved = {}
    for position, instruction in enumerate(instructions):
        moved[position] = len(kept)
        if (
            instruction.operation == "binary"
            and len(kept) >= 2
            and kept[-1].operation == kept[-2].operation == "push"
            and isinstance(kept[-1].argument, int)
            and isinstance(kept[-2].argument, int)
            and position not in aims
            and position - 1 not in aims
            and not (instruction.argument in "/%" and kept[-1].argument == 0)
        ):
            right = kept.pop().argument
            left = kept.pop().argument
            value = BINARY[instruction.argument](left, right)
            kept.append(Instruction("push", value, instruction.line))
        else:
            kept.append(Instruction(instruction.operation, instruction.argument, instruction.line))
    moved[len(instructions)] = len(kept)
    for instruction in kept:
        if instruction.operation in JUMPS:
            instruction.argument = moved[instruction.argument]
    return kept


def thread_jumps(instructions):
    for instruction in instructions:
        if instruction.operation not in JUMPS:
            continue
        seen = set()
        aim = instruction.argument
        while aim < len(instructions) and instructions[aim].operation == "jump" and aim not in seen:
            seen.add(aim)
            aim = instructions[aim].argument
        instruction.argument = aim
    return instructions


def optimize(code):
    def better(routine):
        instructions = routine.instructions
        while True:
            shorter = fold(instructions)
            if len(shorter) == len(instructions):
                break
            instructions = shorter
        return Routine(routine.name, routine.parameters, routine.slots, thread_jumps(shorter))

    return Code(better(code.main), {name: better(routine) for name, routine in code.routines.items()})
