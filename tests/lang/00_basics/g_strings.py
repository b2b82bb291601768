# Strings: concatenation, repetition, indexing, slicing, repr, a few methods.
s = "hello world"
print(s)
print(len(s), len(""))
print(s[0], s[4], s[-1], s[-11])
print(s[0:5], s[6:], s[:5], s[:], s[-5:], s[::2], s[::-1], s[3:3] == "")
print(s + "!", "ab" * 3, 3 * "ab", "ab" * 0 == "", "ab" * -1 == "")
print("a" "b" 'c')
print("wor" in s, "xyz" in s, "" in s, "xyz" not in s)
print(repr("a"), repr("it's"), repr('say "x"'), repr("both ' and \""))
print(repr("tab\t newline\n return\r backslash\\ bell\x07 del\x7f"))
print(repr("\u00e9 \u4e2d \U0001f600 \u200b \ud800"))
print("\x41\u0042\103")
print(r"raw\n", "line \
continued")
print("""triple
quoted "text" here""")
print(s.upper(), s.title(), s.capitalize(), s.swapcase())
print(s.find("o"), s.find("o", 5), s.find("z"), s.rfind("o"), s.index("w"), s.count("l"))
print(s.replace("l", "L"), s.replace("l", "L", 1), s.startswith("he"), s.endswith("ld"))
print(s.split(), s.split("o"), "a,b,,c".split(","), "  pad ".strip() + "|", "xxaxx".strip("x"))
print("-".join(["a", "b", "c"]), ",".join([]) == "", "+".join("xyz"))
print("a\nb\r\nc".splitlines())
print("7".zfill(3), "-7".zfill(4), "ab".center(6, "*"), "ab".ljust(4, ".") + "|", "ab".rjust(4, "."))
print("abc".isalpha(), "ab1".isalnum(), "12".isdigit(), " ".isspace(), "Ab".islower(), "AB".isupper())
print(ord("A"), ord("\u20ac"), chr(97), chr(8364))
print(str(12), str(-5), str(None), str(True), str("x"))
print(int("42"), int("-7"), int(" 8 "), int("ff", 16), int("0b11", 0))
for i, c in enumerate("xyz"):
    print(i, c)
n = 0
text = ""
while n < 20:
    text += chr(97 + n)
    n += 1
print(text)
print(max("hello"), min("hello"), sorted("hello"))
print("abc" < "abd", "Z" < "a", "abc" < "abcd", "é" > "z")
print(f"{1 + 1} and {s!r} and {s:>15}|")
print("%s is %d years and %.2f" % ("Ann", 30, 1.5))
print("{} {}".format("a", "b"), "{1} {0}".format("a", "b"))
print(hash("a") == hash("a"), "abc" is not None)
