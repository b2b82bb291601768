"""ascii, repr and str."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {ascii(result)}")


class R:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


show(
    "ascii('a')",
    "ascii('é')",
    "ascii('中😀')",
    "ascii('\\n\\'\\\"')",
    "ascii([R('é'), 'é'])",
    "ascii(R('\\ud800'))",
    "ascii(5)",
    "ascii()",
    "repr('é')",
    "repr(R('plain'))",
    "repr(R(5))",
    "repr()",
    "repr([R('a'), (R('b'),)])",
    "repr('\\x00\\x1f\\x7f\\x80\\xa0\\xad')",
    "repr('\\u2028\\ufeff\\U000e0001')",
    "str(R('from repr'))",
    "str()",
    "str(R(b'x'))",
    "'%r' % R('r')",
    "f'{R(\"q\")}'",
    "format(R('w'))",
    "format(R('w'), 's')",
)
