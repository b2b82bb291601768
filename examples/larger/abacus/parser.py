"""Tokens to a tree: recursive descent for statements, precedence climbing for expressions."""

from . import nodes
from .errors import ParseError
from .lexer import tokens

PRECEDENCE = {
    "or": 1,
    "and": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}


class Parser:
    def __init__(self, source):
        self.tokens = list(tokens(source))
        self.position = 0

    @property
    def token(self):
        return self.tokens[self.position]

    def advance(self):
        token = self.token
        self.position += 1
        return token

    def at(self, text):
        return self.token.text == text and self.token.kind != "string"

    def accept(self, text):
        if self.at(text):
            return self.advance()
        return None

    def expect(self, text):
        token = self.accept(text)
        if token is None:
            raise ParseError(f"{text!r} was due, not {self.token.text or 'the end'!r}", self.token.line)
        return token

    def expect_name(self):
        if self.token.kind != "name":
            raise ParseError(f"a name was due, not {self.token.text or 'the end'!r}", self.token.line)
        return self.advance().text

    def program(self):
        statements = []
        while self.token.kind != "end":
            statements.append(self.statement())
        return statements

    def block(self):
        self.expect("{")
        statements = []
        while not self.at("}"):
            if self.token.kind == "end":
                raise ParseError("a block is not closed", self.token.line)
            statements.append(self.statement())
        self.expect("}")
        return statements

    def statement(self):
        token = self.token
        if token.kind == "keyword":
            method = getattr(self, "statement_" + token.text, None)
            if method is not None:
                self.advance()
                return method(token.line)
        return self.simple(token.line)

    def simple(self, line):
        """An assignment, or an expression for its effect."""
        target = self.expression()
        if self.accept("="):
            value = self.expression()
            self.expect(";")
            match target:
                case nodes.Name(name=name):
                    return nodes.Assign(line, name, value)
                case nodes.Index(container=container, index=index):
                    return nodes.Store(line, container, index, value)
            raise ParseError("nothing can be assigned to that", line)
        self.expect(";")
        return nodes.Discard(line, target)

    def statement_let(self, line):
        name = self.expect_name()
        self.expect("=")
        value = self.expression()
        self.expect(";")
        return nodes.Let(line, name, value)

    def statement_print(self, line):
        value = self.expression()
        self.expect(";")
        return nodes.Print(line, value)

    def statement_return(self, line):
        value = nodes.Number(line, 0) if self.at(";") else self.expression()
        self.expect(";")
        return nodes.Return(line, value)

    def statement_break(self, line):
        self.expect(";")
        return nodes.Leave(line, "break")

    def statement_continue(self, line):
        self.expect(";")
        return nodes.Leave(line, "continue")

    def statement_if(self, line):
        condition = self.expression()
        then = self.block()
        otherwise = []
        if self.accept("else"):
            if self.at("if"):
                otherwise = [self.statement_if(self.advance().line)]
            else:
                otherwise = self.block()
        return nodes.If(line, condition, then, otherwise)

    def statement_while(self, line):
        return nodes.While(line, self.expression(), self.block())

    def statement_fn(self, line):
        name = self.expect_name()
        self.expect("(")
        parameters = []
        while not self.at(")"):
            parameters.append(self.expect_name())
            if not self.accept(","):
                break
        self.expect(")")
        return nodes.Function(line, name, parameters, self.block())

    def expression(self, least=1):
        left = self.unary()
        while (strength := PRECEDENCE.get(self.token.text, 0)) >= least and self.token.kind != "string":
            token = self.advance()
            right = self.expression(strength + 1)
            kind = nodes.Logical if token.text in ("and", "or") else nodes.Binary
            left = kind(token.line, token.text, left, right)
        return left

    def unary(self):
        for operator in ("-", "not"):
            if token := self.accept(operator):
                return nodes.Unary(token.line, operator, self.unary())
        return self.postfix()

    def postfix(self):
        node = self.primary()
        while token := self.accept("["):
            index = self.expression()
            self.expect("]")
            node = nodes.Index(token.line, node, index)
        return node

    def items(self, close):
        found = []
        while not self.at(close):
            found.append(self.expression())
            if not self.accept(","):
                break
        self.expect(close)
        return found

    def primary(self):
        token = self.advance()
        if token.kind == "number":
            return nodes.Number(token.line, int(token.text))
        if token.kind == "string":
            return nodes.String(token.line, token.text[1:-1])
        if token.kind == "name":
            if self.accept("("):
                return nodes.Call(token.line, token.text, self.items(")"))
            return nodes.Name(token.line, token.text)
        if token.text == "(":
            node = self.expression()
            self.expect(")")
            return node
        if token.text == "[":
            return nodes.ListDisplay(token.line, self.items("]"))
        raise ParseError(f"an expression was due, not {token.text or 'the end'!r}", token.line)


def parse(source):
    return Parser(source).program()
