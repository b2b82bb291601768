"""The tree of a program."""

from dataclasses import dataclass, field


@dataclass
class Node:
    line: int


@dataclass
class Number(Node):
    value: int


@dataclass
class String(Node):
    value: str


@dataclass
class Name(Node):
    name: str


@dataclass
class Unary(Node):
    operator: str
    operand: Node


@dataclass
class Binary(Node):
    operator: str
    left: Node
    right: Node


@dataclass
class Logical(Binary):
    """`and`, `or`: the right side may not be evaluated."""


@dataclass
class Call(Node):
    name: str
    arguments: list = field(default_factory=list)


@dataclass
class Index(Node):
    container: Node
    index: Node


@dataclass
class ListDisplay(Node):
    items: list = field(default_factory=list)


@dataclass
class Let(Node):
    name: str
    value: Node


@dataclass
class Assign(Node):
    name: str
    value: Node


@dataclass
class Store(Node):
    container: Node
    index: Node
    value: Node


@dataclass
class Print(Node):
    value: Node


@dataclass
class Discard(Node):
    value: Node


@dataclass
class If(Node):
    condition: Node
    then: list
    otherwise: list


@dataclass
class While(Node):
    condition: Node
    body: list


@dataclass
class Leave(Node):
    """`break` or `continue`."""

    how: str


@dataclass
class Return(Node):
    value: Node


@dataclass
class Function(Node):
    name: str
    parameters: list
    body: list
