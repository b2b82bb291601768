# Comparison, truth, and the branches of `if`.
print(1 < 2, 2 < 1, 1 <= 1, 2 >= 3, 1 == 1, 1 != 1, 3 > 2)
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 > 1, 1 == 1 == 1, 1 < 2 > 1)
print("a" < "b", "a" == "a", "a" != "b", "b" > "abc", "" < "a")
print(True == 1, False == 0, True < 2, True + True)
print(None is None, None is not None, None == 0)
print(1 and 2, 0 and 2, 1 or 2, 0 or 2, "" or "x", "" and "x")
print(not 1, not "", not "a", not None)


def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n < 10:
        return "digit"
    else:
        return "large"


print(classify(-5), classify(0), classify(7), classify(10))


def trace(value, name):
    print("eval", name)
    return value


if trace(0, "a") and trace(1, "b"):
    print("unreached")
else:
    print("else")
if trace(1, "c") or trace(1, "d"):
    print("then")
print("chain", trace(1, "e") < trace(0, "f") < trace(2, "g"))
print("yes" if 3 > 2 else "no", "yes" if 3 < 2 else "no")
x = 1 if 0 else 2 if 0 else 3
print(x)
if x:
    if not x:
        print("unreached")
    else:
        print("nested else")
if "":
    pass
elif 0:
    pass
elif None:
    pass
else:
    print("nothing was true")
