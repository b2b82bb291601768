# Plain functions: positional arguments, defaults, return values, recursion.
def nothing():
    pass


def two():
    return 2


def add(a, b):
    return a + b


def default(a, b=10, c="x"):
    return a, b, c


def early(n):
    if n > 5:
        return "big"
    print("small", n)


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def shadow(print_me):
    x = "local"
    print(x, print_me)


def apply(f, *args):
    return f(*args)


def make_counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


print(nothing())
print(two())
print(add(2, 3), add("a", "b"))
print(default(1), default(1, 2), default(1, c=5), default(a=0, b=1, c=2))
print(early(9))
print(early(1))
print(fib(15))
print(gcd(1071, 462), gcd(17, 5))
print(even(100), odd(7))
x = "global"
shadow(1)
print(x)
print(apply(add, 5, 6), apply(two))
a = make_counter()
b = make_counter()
print(a(), a(), b(), a(), b())
square = lambda n: n * n
print(square(9), (lambda: "anonymous")(), (lambda a, b=2: a * b)(21))


def change_global():
    global x
    x = "changed"


change_global()
print(x)


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


print(deep(500))


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(ackermann(2, 9))
