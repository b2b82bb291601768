"""str.format: fields, attributes, indices, conversions, nested specs, errors."""


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Obj:
    attr = "attribute"
    items = ["zero", "one"]
    table = {"key": "value", "0": "string zero", 0: "int zero"}

    def __getitem__(self, key):
        return f"item<{key!r}>"

    def __format__(self, spec):
        return f"Obj({spec})"

    def __str__(self):
        return "Obj str"

    def __repr__(self):
        return "Obj repr é"


o = Obj()


show(
    "'{}'.format(1)",
    "'{} {}'.format(1, 2)",
    "'{1} {0}'.format('a', 'b')",
    "'{a} {b}'.format(a=1, b=2)",
    "'{0} {a}'.format(1, a=2)",
    "'{}{{}}'.format(1)",
    "'{'.format()",
    "'}'.format()",
    "'{}'.format()",
    "'{1}'.format(0)",
    "'{a}'.format()",
    "'{} {1}'.format(1, 2)",
    "'{0} {}'.format(1, 2)",
    "'{0'.format(1)",
    "'{0}}'.format(1)",
    "'{!r}'.format('a')",
    "'{!s:>5}'.format('a')",
    "'{!a}'.format('é')",
    "'{!x}'.format(1)",
    "'{!}'.format(1)",
    "'{!rr}'.format(1)",
    "'{:{}}'.format('a', 5)",
    "'{:{w}.{p}}'.format('abcdef', w=8, p=3)",
    "'{:{:{}}}'.format(1, 2, 3)",
    "'{0:{1}>{2}}'.format('a', '*', 5)",
    "'{0.attr} {0.items[1]} {0.table[key]}'.format(o)",
    "'{0[0]} {0[a]} {0[-1]} {0[a b]}'.format(o)",
    "'{0.table[0]}'.format(o)",
    "'{.attr}'.format(o)",
    "'{[k]}'.format({'k': 1})",
    "'{0.missing}'.format(o)",
    "'{0[missing]}'.format({})",
    "'{0[5]}'.format([1])",
    "'{0[}'.format(1)",
    "'{0.}'.format(1)",
    "'{0[]}'.format([1])",
    "'{0]}'.format(1)",
    "'{:abc}'.format(o)",
    "'{}'.format(o)",
    "'{!s}'.format(o)",
    "'{!r}'.format(o)",
    "'{!a}'.format(o)",
    "'{0.real}'.format(5)",
    "'{a.b}'.format(**{'a.b': 1})",
    "'{}'.format(*[1])",
    "'{a}{a!r:>4}'.format(a='x')",
    "'{:}'.format('a')",
    "'{: }'.format('a')",
    "'{0:d}'.format('a')",
    "'{:5}{:<5}{:^5}{:>5}|'.format(*'abcd')",
    "'{ }'.format(1)",
    "'{ a }'.format(**{' a ': 1})",
    "'{00}'.format(1)",
    "'{999999999999999999999}'.format(1)",
    "'{-1}'.format(1)",
    "''.format(1, 2, a=3)",
)
