"""Lambdas, functions as values, dispatch tables, functional style without imports."""
add = lambda a, b=10, *args, c=5, **kw: (a, b, args, c, kw)
print(add(1), add(1, 2, 3, c=4, d=6))
print(add.__name__, add.__qualname__)
print((lambda: (yield))().__class__.__name__)
print((lambda x: lambda y: x + y)(3)(4))
print([(lambda n: n ** 2)(i) for i in range(5)])
print((lambda f, n: f(f, n))(lambda self, n: 1 if n < 2 else n * self(self, n - 1), 10))
print((lambda *, key: key)(key="only"))
print((lambda x=(lambda: 5)(): x)())

operations = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a // b if b else "undefined",
}


def rpn(text):
    stack = []
    for token in text.split():
        if token in operations:
            b = stack.pop()
            a = stack.pop()
            stack.append(operations[token](a, b))
        else:
            stack.append(int(token))
    return stack


print(rpn("3 4 + 2 *"), rpn("1 2 3 4 5 + + + +"), rpn("7 0 /"))

fix = lambda f: (lambda x: x(x))(lambda x: f(lambda v: x(x)(v)))
print(fix(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(6))

zero = lambda f: lambda x: x
succ = lambda n: lambda f: lambda x: f(n(f)(x))
plus = lambda m: lambda n: lambda f: lambda x: m(f)(n(f)(x))
times = lambda m: lambda n: lambda f: m(n(f))
to_int = lambda n: n(lambda k: k + 1)(0)
three = succ(succ(succ(zero)))
print(to_int(plus(three)(three)), to_int(times(three)(three)), to_int(three(three)))


def curry(f, n=None):
    n = f.__code__.co_argcount if n is None else n

    def step(args):
        return lambda x: f(*args, x) if len(args) + 1 == n else step(args + (x,))

    return step(())


print(curry(lambda a, b, c: (a, b, c))(1)(2)(3))


def partial(f, *fixed, **fixed_kw):
    def call(*args, **kw):
        return f(*fixed, *args, **{**fixed_kw, **kw})
    call.inner = f
    return call


p = partial(add, 1, c=2)
print(p(), p(3, d=4), p(c=9), p.inner is add)


def pipeline(value, *steps):
    for step in steps:
        value = step(value)
    return value


print(pipeline(range(10), lambda it: filter(lambda n: n % 2, it), lambda it: map(lambda n: n * n, it), sum))
words = ["pear", "fig", "apple", "kiwi"]
print(sorted(words, key=len), sorted(words, key=lambda w: (-len(w), w)), max(words, key=lambda w: w[-1]))
print(list(map(lambda a, b: a * b, [1, 2, 3], [4, 5, 6])), list(filter(lambda c: c in "aeiou", "education")))


def conditional(flag):
    if flag:
        def chosen():
            return "first"
    else:
        def chosen():
            return "second"
    return chosen()


print(conditional(True), conditional(False))


def stateful():
    stateful.calls = getattr(stateful, "calls", 0) + 1
    return stateful.calls


print(stateful(), stateful(), stateful.calls)
print(callable(add), callable(5), callable(type), callable(stateful))
a = b = c = []
a.append(1)
print(a, b, c, a is c)
x = y = 0
x += 1
print(x, y)
print((lambda: [x for x in (1, 2)])(), x)
print(*(f(2) for f in (lambda v: v + 1, lambda v: v * 10, str)))
