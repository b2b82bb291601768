# An AttributeError that a descriptor raises counts as a missing attribute: `__getattr__` is asked next.


class Strict:
    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        raise AttributeError("strict")

    def __set__(self, obj, value):
        raise AttributeError("read-only")


class Meta(type):
    def __getattr__(cls, name):
        return f"meta {name}"

    @property
    def broken(cls):
        raise AttributeError("broken")


class Box(metaclass=Meta):
    strict = Strict()

    def __getattr__(self, name):
        return f"box {name}"

    @property
    def broken(self):
        raise AttributeError("broken")

    @property
    def wrong(self):
        raise ValueError("wrong")


box = Box()
for _ in range(3):
    print(box.strict, box.broken, Box.broken)
    print(getattr(box, "strict"), getattr(box, "broken"), getattr(Box, "broken"))
    print(hasattr(box, "strict"), getattr(box, "broken", "default"), getattr(Box, "other", "default"))
try:
    getattr(box, "wrong")
except ValueError as e:
    print(repr(e), e.__context__)

# The class shows no signature, as its methods do not.
print(bytearray.__text_signature__, bytearray.__init__.__text_signature__)
for text in [rb"\N{}", rb"ab\N{}cd", rb"\N{foo", rb"\N{foo}"]:
    try:
        print(text.decode("unicode_escape"))
    except UnicodeDecodeError as e:
        print(e)
    print(ascii(text.decode("unicode_escape", "replace")))
