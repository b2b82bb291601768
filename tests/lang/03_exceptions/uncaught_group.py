"""An uncaught exception group is printed as a tree."""


def make(kind, text):
    try:
        raise kind(text)
    except kind as e:
        return e


def nested():
    try:
        raise ExceptionGroup("inner", [make(KeyError, "k"), make(OSError, "o")])
    except ExceptionGroup as e:
        return e


note = make(ValueError, "with a note")
note.add_note("the note")
raise ExceptionGroup("outer", [make(ValueError, "v"), nested(), note, TypeError("never raised")])
