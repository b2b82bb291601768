# Paths without a path, descriptors that are not inherited, numbers of users and groups.
import io
import os
import subprocess
import time
import tokenize


class Foo:
    __fspath__ = None


for call in (lambda: os.rename(Foo(), "x"), lambda: os.stat(Foo()), lambda: os.listdir(Foo()), lambda: open(Foo())):
    try:
        call()
    except TypeError as e:
        print(e)
for flags in (0, os.TFD_NONBLOCK):
    fd = os.timerfd_create(time.CLOCK_MONOTONIC, flags=flags)
    print(os.get_inheritable(fd))
    os.close(fd)
for kwargs in ({"user": 2**64}, {"group": 2**64}, {"extra_groups": [2**64]}):
    try:
        subprocess.check_call(["true"], **kwargs)
    except (OverflowError, ValueError) as e:
        print(type(e).__name__, e)
print(time.ctime.__text_signature__)

# A carriage return in the middle of a line.
for text in ("\r\\\n\n\t\t\\\n\n", "\rx=1\r\n", "a\r=1", "x=1\ry=2", "a\r+=2"):
    print([token.string for token in tokenize.generate_tokens(io.StringIO(text).readline)])
