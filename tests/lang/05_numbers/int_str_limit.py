"""The limit on conversions between int and decimal text."""
import sys


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits, sys.int_info.str_digits_check_threshold)
n = 10 ** 4299
print(len(str(n)), int("1" + "0" * 4299) == n)
attempt(lambda: str(10 ** 4300))
attempt(lambda: repr(-(10 ** 4300)))
attempt(lambda: int("1" * 4301))
attempt(lambda: int("-" + "1" * 4300) < 0)
attempt(lambda: int("1_" * 4300 + "1"))
attempt(lambda: f"{10 ** 5000}")
attempt(lambda: f"{10 ** 5000:d}")
attempt(lambda: "%d" % (10 ** 5000))
attempt(lambda: format(10 ** 5000, ","))
attempt(lambda: len(hex(10 ** 5000)))
attempt(lambda: len(bin(2 ** 20000)))
attempt(lambda: len("%x" % (10 ** 5000)))
attempt(lambda: int("f" * 5000, 16).bit_length())
attempt(lambda: int("7" * 5000, 8).bit_length())
attempt(lambda: int("z" * 5000, 36))
attempt(lambda: int(b"1" * 5000))
attempt(lambda: print(10 ** 5000))
attempt(lambda: [10 ** 5000])
attempt(lambda: repr([10 ** 5000]))
attempt(lambda: float("1" * 5000))
attempt(lambda: eval("1" * 5000))
attempt(lambda: compile("x = " + "9" * 5000, "<s>", "exec"))
attempt(lambda: eval("0x" + "f" * 5000).bit_length())
sys.set_int_max_str_digits(0)
print(len(str(10 ** 5000)), sys.get_int_max_str_digits())
sys.set_int_max_str_digits(640)
attempt(lambda: str(10 ** 640))
attempt(lambda: len(str(10 ** 639)))
attempt(lambda: sys.set_int_max_str_digits(639))
attempt(lambda: sys.set_int_max_str_digits(-1))
attempt(lambda: sys.set_int_max_str_digits("x"))
sys.set_int_max_str_digits(100000)
digits = str(3 ** 100000)
print(len(digits), digits[:20], digits[-20:], int(digits) == 3 ** 100000)
sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
attempt(lambda: ValueError(10 ** 5000).args[0] == 10 ** 5000)
attempt(lambda: str(ValueError(10 ** 5000)))
