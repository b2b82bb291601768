"""Tree to code: one method for each kind of node, found by its class."""

from . import nodes
from .builtins import BUILTINS
from .code import Code, Instruction, Routine
from .errors import NameProblem, ParseError
from .parser import parse


class Scope:
    """The names of a routine and their slots."""

    def __init__(self, routine):
        self.routine = routine
        self.slots = {}
        self.loops = []

    def declare(self, name, line):
        if name in self.slots:
            raise NameProblem(f"{name!r} is declared twice", line)
        self.slots[name] = len(self.slots)
        self.routine.slots = len(self.slots)
        return self.slots[name]

    def slot(self, name, line):
        try:
            return self.slots[name]
        except KeyError:
            raise NameProblem(f"{name!r} is not declared", line) from None


class Compiler:
    def __init__(self):
        self.code = Code(Routine("main", 0))
        self.scope = Scope(self.code.main)
        self.signatures = {}

    def emit(self, operation, argument=None, line=0):
        instruction = Instruction(operation, argument, line)
        self.scope.routine.instructions.append(instruction)
        return instruction

    @property
    def here(self):
        return len(self.scope.routine.instructions)

    def compile(self, statements):
        for statement in statements:
            if isinstance(statement, nodes.Function):
                if statement.name in self.signatures or statement.name in BUILTINS:
                    raise NameProblem(f"{statement.name!r} is declared twice", statement.line)
                self.signatures[statement.name] = len(statement.parameters)
        self.block(statements)
        self.emit("halt")
        return self.code

    def block(self, statements):
        for statement in statements:
            self.visit(statement)

    def visit(self, node):
        getattr(self, "visit_" + type(node).__name__)(node)

    def visit_Number(self, node):
        self.emit("push", node.value, node.line)

    visit_String = visit_Number

    def visit_Name(self, node):
        self.emit("load", self.scope.slot(node.name, node.line), node.line)

    def visit_Unary(self, node):
        self.visit(node.operand)
        self.emit("negate" if node.operator == "-" else "not", None, node.line)

    def visit_Binary(self, node):
        self.visit(node.left)
        self.visit(node.right)
        self.emit("binary", node.operator, node.line)

    def visit_Logical(self, node):
        self.visit(node.left)
        jump = self.emit("jump_if_false_keep" if node.operator == "and" else "jump_if_true_keep", None, node.line)
        self.emit("pop", None, node.line)
        self.visit(node.right)
        jump.argument = self.here

    def visit_Call(self, node):
        for argument in node.arguments:
            self.visit(argument)
        if node.name in BUILTINS:
            due = BUILTINS[node.name].arity
            self.emit("call_builtin", node.name, node.line)
        elif node.name in self.signatures:
            due = self.signatures[node.name]
            self.emit("call", node.name, node.line)
        else:
            raise NameProblem(f"no function {node.name!r}", node.line)
        if len(node.arguments) != due:
            raise ParseError(f"{node.name!r} takes {due} arguments, not {len(node.arguments)}", node.line)

    def visit_Index(self, node):
        self.visit(node.container)
        self.visit(node.index)
        self.emit("index", None, node.line)

    def visit_ListDisplay(self, node):
        for item in node.items:
            self.visit(item)
        self.emit("list", len(node.items), node.line)

    def visit_Let(self, node):
        self.visit(node.value)
        self.emit("store", self.scope.declare(node.name, node.line), node.line)

    def visit_Assign(self, node):
        self.visit(node.value)
        self.emit("store", self.scope.slot(node.name, node.line), node.line)

    def visit_Store(self, node):
        self.visit(node.container)
        self.visit(node.index)
        self.visit(node.value)
        self.emit("store_index", None, node.line)

    def visit_Print(self, node):
        self.visit(node.value)
        self.emit("print", None, node.line)

    def visit_Discard(self, node):
        self.visit(node.value)
        self.emit("pop", None, node.line)

    def visit_If(self, node):
        self.visit(node.condition)
        to_else = self.emit("jump_if_false", None, node.line)
        self.block(node.then)
        if node.otherwise:
            to_end = self.emit("jump", None, node.line)
            to_else.argument = self.here
            self.block(node.otherwise)
            to_end.argument = self.here
        else:
            to_else.argument = self.here

    def visit_While(self, node):
        start = self.here
        self.visit(node.condition)
        to_end = self.emit("jump_if_false", None, node.line)
        breaks = []
        self.scope.loops.append((start, breaks))
        self.block(node.body)
        self.scope.loops.pop()
        self.emit("jump", start, node.line)
        for instruction in (to_end, *breaks):
            instruction.argument = self.here

    def visit_Leave(self, node):
        if not self.scope.loops:
            raise ParseError(f"{node.how!r} outside of a loop", node.line)
        start, breaks = self.scope.loops[-1]
        if node.how == "continue":
            self.emit("jump", start, node.line)
        else:
            breaks.append(self.emit("jump", None, node.line))

    def visit_Return(self, node):
        if self.scope.routine is self.code.main:
            raise ParseError("'return' outside of a function", node.line)
        self.visit(node.value)
        self.emit("return", None, node.line)

    def visit_Function(self, node):
        if self.scope.routine is not self.code.main:
            raise ParseError("a function within a function", node.line)
        outer = self.scope
        routine = Routine(node.name, len(node.parameters))
        self.scope = Scope(routine)
        for parameter in node.parameters:
            self.scope.declare(parameter, node.line)
        self.block(node.body)
        self.emit("push", 0, node.line)
        self.emit("return", None, node.line)
        self.code.routines[node.name] = routine
        self.scope = outer


def compile_source(source):
    return Compiler().compile(parse(source))
