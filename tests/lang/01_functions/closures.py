"""Closures: cells shared between functions, late binding, nonlocal at several depths, deletion of captured names."""


def counter(start):
    def up():
        nonlocal start
        start += 1
        return start

    def down():
        nonlocal start
        start -= 1
        return start

    def peek():
        return start

    return up, down, peek


up, down, peek = counter(10)
print(up(), up(), down(), peek())
up2, _, peek2 = counter(0)
print(up2(), peek(), peek2())

late = [lambda: i for i in range(3)]
print([f() for f in late])
early = [lambda i=i: i for i in range(3)]
print([f() for f in early])


def loop_cells():
    functions = []
    for i in range(3):
        functions.append(lambda: i)
    i = "rebound"
    return [f() for f in functions]


print(loop_cells())


def three_levels():
    x = 1

    def middle():
        y = 10

        def inner():
            nonlocal x, y
            x += 1
            y += 1
            return x, y

        return inner, lambda: y

    inner, see_y = middle()
    print(inner(), inner(), see_y(), x)


three_levels()


def unbound():
    def reader():
        return later

    try:
        reader()
    except NameError as e:
        print(type(e).__name__, e)
    later = 5
    print(reader())
    del later
    try:
        reader()
    except NameError as e:
        print(type(e).__name__, e)
    try:
        later
    except UnboundLocalError as e:
        print(type(e).__name__, e)


unbound()


def parameter_cell(a, b=2, *args, c=3, **kwargs):
    def show():
        return a, b, args, c, kwargs

    a = "changed"
    args += (99,)
    return show


print(parameter_cell(1, 2, 3, z=4)())


def compose(*functions):
    def composed(x):
        for f in reversed(functions):
            x = f(x)
        return x

    return composed


print(compose(lambda x: x + 1, lambda x: x * 10)(5))


def memoize(f):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]

    wrapper.cache = cache
    return wrapper


@memoize
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.cache))


def cell_details():
    a = 1
    b = 2

    def f():
        return b, a

    return f


f = cell_details()
print(f.__code__.co_freevars, [c.cell_contents for c in f.__closure__])
f.__closure__[0].cell_contents = "one"
print(f())
print(cell_details.__code__.co_cellvars, cell_details.__closure__)
del f.__closure__[1].cell_contents
try:
    f()
except NameError as e:
    print(e)
try:
    f.__closure__[1].cell_contents
except ValueError as e:
    print(type(e).__name__, e)

make_cell = type(f.__closure__[0])
print(make_cell(5) == make_cell(5), make_cell(1) < make_cell(2), make_cell() < make_cell(0))
empty = make_cell()
empty.cell_contents = 3
print(empty.cell_contents)


class InMethod:
    def outer(self, n):
        def inner():
            return self.value * n

        self.value = 6
        return inner()


print(InMethod().outer(7))


def recursive_closure(n):
    def go(k):
        return 1 if k == 0 else k * go(k - 1)

    return go(n)


print(recursive_closure(20))


def generator_closure():
    total = 0

    def add(x):
        nonlocal total
        total += x

    for i in range(4):
        add(i)
        yield total


print(list(generator_closure()))


def comprehension_capture():
    base = 100
    return [f() for f in [lambda: base + j for j in range(3)]], [(lambda k: base + k)(j) for j in range(3)]


print(comprehension_capture())


def exception_name():
    try:
        raise ValueError("kept?")
    except ValueError as e:
        def see():
            return e
        print(see())
    try:
        see()
    except NameError as err:
        print(err)


exception_name()
