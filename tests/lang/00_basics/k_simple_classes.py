# Classes: attributes, methods, one level of inheritance.
class Empty:
    pass


class Point:
    dimension = 2

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def norm2(self):
        return self.x ** 2 + self.y ** 2

    def scale(self, k=2):
        self.x *= k
        self.y *= k
        return self


class Point3(Point):
    dimension = 3

    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z

    def norm2(self):
        return super().norm2() + self.z ** 2


e = Empty()
e.anything = 1
print(e.anything)
p = Point(3, 4)
print(p, p.x, p.y, p.norm2(), p.dimension, Point.dimension)
print(p + Point(1, 1), p == Point(3, 4), p == Point(0, 0))
print(p.scale(), p.scale(10).norm2())
q = Point3(1, 2, 3)
print(q, q.norm2(), q.dimension, isinstance(q, Point), isinstance(p, Point3))
print(issubclass(Point3, Point), type(q).__name__, Point3.__bases__[0].__name__)
method = q.norm2
q.z = 10
print(method())
print(Point.norm2(p))
p.dimension = 99
print(p.dimension, Point.dimension)
del p.dimension
print(p.dimension)
Point.dimension = 7
print(p.dimension, q.dimension)
print(hasattr(p, "x"), hasattr(p, "z"), getattr(p, "z", "none"))
setattr(p, "z", 5)
print(p.z, p.__dict__)


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


chain = None
for i in range(5):
    chain = Node(i, chain)
values = []
while chain is not None:
    values.append(chain.value)
    chain = chain.next
print(values)


class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def __len__(self):
        return len(self.items)

    def __bool__(self):
        return bool(self.items)


s = Stack()
for word in "to be or not".split():
    s.push(word)
while s:
    print(len(s), s.pop())
