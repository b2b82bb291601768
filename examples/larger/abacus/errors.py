"""The errors of the language, with the line that they are about."""


class AbacusError(Exception):
    """Base of all errors that a program may meet."""

    def __init__(self, message, line=None):
        super().__init__(message)
        self.message = message
        self.line = line

    def __str__(self):
        if self.line is None:
            return self.message
        return f"line {self.line}: {self.message}"


class LexError(AbacusError):
    """A character that begins no token."""


class ParseError(AbacusError):
    """A token where another was due."""


class NameProblem(AbacusError):
    """A name that is not known, or known twice."""


class RunError(AbacusError):
    """What goes wrong while the program runs."""
