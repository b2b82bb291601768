"""An uncaught chain: cause, context, notes, and the sentences between the tracebacks."""


def first():
    {}["missing"]


def second():
    try:
        first()
    except KeyError as e:
        raise ValueError("second problem") from e


def third():
    try:
        second()
    except ValueError:
        error = TypeError("third problem")
        error.add_note("a note\nin two lines")
        error.add_note("another note")
        raise error


third()
