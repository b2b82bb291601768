# An uncaught exception ends the program with a traceback and exit code 1.
def outer(n):
    print("outer", n)
    return inner(n)


def inner(n):
    values = [1, 2, 3]
    return values[n] + 10 // (n - 2)


print(outer(0))
print(outer(2))
print("unreached")
