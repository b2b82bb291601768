"""Hot loops over attributes and methods while classes, instances, globals and built-ins are changed under them."""
import builtins


class Point:
    scale = 2

    def __init__(self, x):
        self.x = x

    def get(self):
        return self.x * self.scale


def run(n, p, change):
    total = 0
    for i in range(n):
        if i == n // 2:
            change(p)
        total += p.get()
    return total


def change_attribute(p):
    p.x = 100


def change_class_attribute(p):
    Point.scale = 3


def shadow_class_attribute(p):
    p.scale = 5


def change_method(p):
    Point.get = lambda self: self.x - 1


def change_method_on_instance(p):
    p.get = lambda: -1


class Other:
    scale = 7

    def get(self):
        return self.x + self.scale


def change_class(p):
    p.__class__ = Other


def add_getattribute(p):
    Point.__getattribute__ = lambda self, name: (lambda: 9) if name == "get" else object.__getattribute__(self, name)


def make_property(p):
    Point.x = property(lambda self: 1000)


def delete_and_readd(p):
    del p.x
    p.y = 1
    p.x = 4


original_get = Point.get
for change in (change_attribute, change_class_attribute, shadow_class_attribute, change_method, change_method_on_instance, change_class, add_getattribute, make_property, delete_and_readd):
    print(change.__name__, run(3000, Point(1), change))
    Point.scale = 2
    Point.get = original_get
    if "__getattribute__" in vars(Point):
        del Point.__getattribute__
    if "x" in vars(Point):
        del Point.x

factor = 1


def uses_global(n):
    global factor
    total = 0
    for i in range(n):
        if i == n // 2:
            factor = 10
        if i == 3 * n // 4:
            factor = "ab"
        total += factor if isinstance(factor, int) else len(factor)
    factor = 1
    return total


def helper():
    return 1


def replaces_function(n):
    global helper
    saved = helper
    total = 0
    for i in range(n):
        total += helper()
        if i == n // 2:
            helper = lambda: 5
    helper = saved
    return total


def shadows_builtin(n):
    total = 0
    for i in range(n):
        if i == n // 3:
            globals()["len"] = lambda x: 100
        if i == 2 * n // 3:
            del globals()["len"]
        total += len("abc")
    return total


def patches_builtin(n):
    original = builtins.abs
    total = 0
    try:
        for i in range(n):
            if i == n // 2:
                builtins.abs = lambda x: x - 1
            total += abs(-3)
    finally:
        builtins.abs = original
    return total


def changes_code(n):
    def f():
        return 1

    def g():
        return 2

    total = 0
    for i in range(n):
        if i == n // 2:
            f.__code__ = g.__code__
        total += f()
    return total


def changes_defaults(n):
    def f(a=1):
        return a

    total = 0
    for i in range(n):
        if i == n // 2:
            f.__defaults__ = (7,)
        total += f()
    return total


def changes_cell(n):
    step = 1

    def f():
        return step

    total = 0
    for i in range(n):
        if i == n // 2:
            step = 3
        total += f()
    return total


class Base:
    def m(self):
        return 1


class Mixin:
    def m(self):
        return 50


class Derived(Base):
    pass


def changes_bases(n):
    d = Derived()
    total = 0
    for i in range(n):
        if i == n // 2:
            Derived.__bases__ = (Mixin, Base)
        total += d.m()
    Derived.__bases__ = (Base,)
    return total


def attributes_appear(n):
    class Bag:
        pass

    bags = [Bag() for _ in range(10)]
    total = 0
    for i in range(n):
        b = bags[i % 10]
        try:
            b.count += 1
        except AttributeError:
            b.count = i
            b.__dict__["extra"] = i
        total += b.count
        if i % 700 == 699:
            del b.count
    return total


def operator_appears(n):
    class V:
        def __init__(self, v):
            self.v = v

    total = 0
    a, b = V(1), V(2)
    for i in range(n):
        try:
            total += a + b
        except TypeError:
            total -= 1
        if i == n // 2:
            V.__add__ = lambda self, other: self.v + other.v
    return total


print(uses_global(3000), replaces_function(3000), shadows_builtin(3000), patches_builtin(3000))
print(changes_code(3000), changes_defaults(3000), changes_cell(3000), changes_bases(3000))
print(attributes_appear(5000), operator_appears(3000))
