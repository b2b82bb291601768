"""Parameters of every kind, and the calls that bind them."""


def plain(a, b, c):
    return a, b, c


def defaults(a, b=2, c=3):
    return a, b, c


def star(a, *rest):
    return a, rest


def stars(*args, **kwargs):
    return args, kwargs


def kwonly(a, *, b, c=3):
    return a, b, c


def kwonly_after_star(*args, sep="-", end="!"):
    return args, sep, end


def posonly(a, b=2, /):
    return a, b


def everything(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, kwargs


def posonly_name_in_kwargs(a, /, **kwargs):
    return a, kwargs


print(plain(1, 2, 3), plain(1, c=3, b=2), plain(*[1, 2], 3), plain(**{"a": 1, "b": 2, "c": 3}))
print(plain(1, *(2,), **{"c": 3}), plain(*[1], *[2], *[3]), plain(*"xyz"))
print(defaults(1), defaults(1, c=9), defaults(*[1, 5]), defaults(c=0, a=1))
print(star(1), star(1, 2, 3), star(*range(4)))
print(stars(), stars(1, 2, x=3), stars(*[1], **{"y": 2}, z=3))
print(stars(**{"a": 1}, **{"b": 2}, c=3), stars(*(), *(1,), *[], 2))
print(kwonly(1, b=2), kwonly(1, c=0, b=1), kwonly(a=1, b=2))
print(kwonly_after_star(1, 2, end="?"))
print(posonly(1), posonly(1, 5))
print(everything(1, d=4), everything(1, 2, 3, 4, 5, d=6, e=7, f=8))
print(everything(1, d=4, a=10, b=20))
print(posonly_name_in_kwargs(1, a=2))
print(stars(**{"not an identifier": 1, "": 2}))
print(stars(self=1, cls=2, args=3, kwargs=4))


class Mapping:
    def keys(self):
        print("keys")
        return ["k1", "k2"]

    def __getitem__(self, key):
        print("getitem", key)
        return key.upper()


print(stars(**Mapping()))


class Iterable:
    def __iter__(self):
        print("iter")
        yield 1
        yield 2


print(stars(*Iterable(), 3, *Iterable()))


def order(tag):
    print("evaluated", tag)
    return tag


def order_list(tag):
    print("evaluated", tag)
    return [tag]


def order_dict(tag):
    print("evaluated", tag)
    return {tag: tag}


print(stars(order("a"), *order_list("b"), order("c"), k=order("d"), *order_list("e"), **order_dict("f"), l=order("g")))


def mutable_default(item, into=[]):
    into.append(item)
    return into


print(mutable_default(1), mutable_default(2), mutable_default(3, []), mutable_default(4))

x = "early"


def default_at_definition(value=x):
    return value


x = "late"
print(default_at_definition())


def defaults_evaluated(a=order("default a"), *, b=order("default b")):
    pass


kwargs = {"a": 1}
result = stars(**kwargs)[1]
result["a"] = 99
print(kwargs, result)
args = [1, 2]
got = (lambda *a: a)(*args)
print(got, type(got).__name__, (lambda *a: a)(*(3, 4)))

many = ", ".join(f"p{i}" for i in range(300))
namespace = {}
exec(f"def wide({many}): return sum([{many}])", namespace)
print(namespace["wide"](*range(300)))
exec(f"print(len((lambda **k: k)({', '.join(f'p{i}={i}' for i in range(300))})))")


def unpack_nested(pair, *, key=lambda p: p[0]):
    return key(pair)


print(unpack_nested((5, 6)), unpack_nested((5, 6), key=lambda p: p[1]))
print((lambda a, /, b=1, *c, d, **e: (a, b, c, d, e))(0, d=1, z=2))
