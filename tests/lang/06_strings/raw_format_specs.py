"""Escapes in the format specs of raw and other f-strings."""
import collections


class Spec:
    def __format__(self, spec):
        return spec


print(ascii(f"{Spec():\xff}"), ascii(rf"{Spec():\xff}"))
print(ascii(rf"{Spec():{'\xff'}}"), ascii(f"{Spec():{r'\xff'}}"))
print(ascii(rf"{Spec():{Spec():\x41}\x42}"), ascii(f"{rf'{Spec():\x41}'}{Spec():\x42}"))
for cls in (collections.deque, int, range):
    try:
        cls.attribute = 1
    except TypeError as e:
        print(e)
