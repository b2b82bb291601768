"""%-formatting with user-defined mappings and with subclasses of str."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Obj:
    def __str__(self):
        return "str"

    def __repr__(self):
        return "répr"

    def __int__(self):
        return 3

    def __float__(self):
        return 4.5

    def __index__(self):
        return 6


o = Obj()


class D(dict):
    def __missing__(self, key):
        return f"<{key}>"


print("%(x)s %(y)s" % D(x=1), "%(a)r" % {"a": "q"})


class M:
    def __getitem__(self, k):
        return k * 2


print("%(ab)s" % M())


class S(str):
    pass


print(type(S("%s") % 1).__name__, S("%s") % S("x"), type(S("a") % ()).__name__)
