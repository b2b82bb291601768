"""The stack machine."""

import operator

from .builtins import BUILTINS, text
from .errors import RunError

DEPTH_LIMIT = 200


def divide(left, right):
    if right == 0:
        raise RunError("division by zero")
    return left // right


def remainder(left, right):
    if right == 0:
        raise RunError("division by zero")
    return left % right


BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "%": remainder,
    "==": lambda left, right: int(left == right),
    "!=": lambda left, right: int(left != right),
    "<": lambda left, right: int(left < right),
    "<=": lambda left, right: int(left <= right),
    ">": lambda left, right: int(left > right),
    ">=": lambda left, right: int(left >= right),
}


class Frame:
    __slots__ = ("routine", "slots", "position")

    def __init__(self, routine, arguments):
        self.routine = routine
        self.slots = arguments + [0] * (routine.slots - len(arguments))
        self.position = 0


class Machine:
    def __init__(self, code):
        self.code = code
        self.stack = []
        self.frames = [Frame(code.main, [])]
        self.output = []
        self.steps = 0
        self.actions = {
            name.removeprefix("do_"): getattr(self, name) for name in dir(type(self)) if name.startswith("do_")
        }

    def run(self):
        actions = self.actions
        instruction = None
        try:
            while self.frames:
                frame = self.frames[-1]
                instruction = frame.routine.instructions[frame.position]
                frame.position += 1
                self.steps += 1
                actions[instruction.operation](frame, instruction.argument)
        except RunError as error:
            if error.line is None:
                error.line = instruction.line
            raise
        except (TypeError, IndexError) as error:
            raise RunError(f"{type(error).__name__} in {instruction.operation}", instruction.line) from error

    def take(self, count):
        if count == 0:
            return []
        values = self.stack[-count:]
        del self.stack[-count:]
        return values

    def do_push(self, frame, value):
        self.stack.append(value)

    def do_pop(self, frame, _):
        self.stack.pop()

    def do_load(self, frame, slot):
        self.stack.append(frame.slots[slot])

    def do_store(self, frame, slot):
        frame.slots[slot] = self.stack.pop()

    def do_binary(self, frame, sign):
        right = self.stack.pop()
        self.stack[-1] = BINARY[sign](self.stack[-1], right)

    def do_negate(self, frame, _):
        self.stack[-1] = -self.stack[-1]

    def do_not(self, frame, _):
        self.stack[-1] = int(not self.stack[-1])

    def do_list(self, frame, count):
        self.stack.append(self.take(count))

    def do_index(self, frame, _):
        index = self.stack.pop()
        self.stack[-1] = self.stack[-1][index]

    def do_store_index(self, frame, _):
        container, index, value = self.take(3)
        container[index] = value

    def do_jump(self, frame, aim):
        frame.position = aim

    def do_jump_if_false(self, frame, aim):
        if not self.stack.pop():
            frame.position = aim

    def do_jump_if_false_keep(self, frame, aim):
        if not self.stack[-1]:
            frame.position = aim

    def do_jump_if_true_keep(self, frame, aim):
        if self.stack[-1]:
            frame.position = aim

    def do_call(self, frame, name):
        if len(self.frames) >= DEPTH_LIMIT:
            raise RunError(f"{name!r} calls too deep")
        routine = self.code.routines.get(name)
        if routine is None:
            raise RunError(f"{name!r} is called before its line")
        self.frames.append(Frame(routine, self.take(routine.parameters)))

    def do_call_builtin(self, frame, name):
        entry = BUILTINS[name]
        self.stack.append(entry.function(*self.take(entry.arity)))

    def do_return(self, frame, _):
        self.frames.pop()

    def do_print(self, frame, _):
        self.output.append(text(self.stack.pop()))

    def do_halt(self, frame, _):
        self.frames.clear()
