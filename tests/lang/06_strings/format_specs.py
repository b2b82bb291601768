"""The format mini-language on strings and ints, str.format's fields, and their errors."""


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
show("'{}'.format(1)", "'{} {}'.format(1, 2)", "'{1} {0}'.format('a', 'b')", "'{a} {b}'.format(a=1, b=2)", "'{0} {a}'.format(1, a=2)", "'{}{{}}'.format(1)", "'{'.format()", "'}'.format()", "'{}'.format()", "'{1}'.format(0)", "'{a}'.format()", "'{} {1}'.format(1, 2)", "'{0} {}'.format(1, 2)", "'{0'.format(1)", "'{0}}'.format(1)", "'{!r}'.format('a')", "'{!s:>5}'.format('a')", "'{!a}'.format('é')", "'{!x}'.format(1)", "'{!}'.format(1)", "'{!rr}'.format(1)", "'{:{}}'.format('a', 5)", "'{:{w}.{p}}'.format('abcdef', w=8, p=3)", "'{:{:{}}}'.format(1, 2, 3)", "'{0:{1}>{2}}'.format('a', '*', 5)", "'{0.attr} {0.items[1]} {0.table[key]}'.format(o)", "'{0[0]} {0[a]} {0[-1]} {0[a b]}'.format(o)", "'{0.table[0]}'.format(o)", "'{.attr}'.format(o)", "'{[k]}'.format({'k': 1})", "'{0.missing}'.format(o)", "'{0[missing]}'.format({})", "'{0[5]}'.format([1])", "'{0[}'.format(1)", "'{0.}'.format(1)", "'{0[]}'.format([1])", "'{0]}'.format(1)", "'{:abc}'.format(o)", "'{}'.format(o)", "'{!s}'.format(o)", "'{!r}'.format(o)", "'{!a}'.format(o)", "'{0.real}'.format(5)", "'{a.b}'.format(**{'a.b': 1})", "'{}'.format(*[1])", "'{a}{a!r:>4}'.format(a='x')", "'{:}'.format('a')", "'{: }'.format('a')", "'{0:d}'.format('a')", "'{:5}{:<5}{:^5}{:>5}|'.format(*'abcd')", "'{ }'.format(1)", "'{ a }'.format(**{' a ': 1})", "'{00}'.format(1)", "'{999999999999999999999}'.format(1)", "'{-1}'.format(1)", "''.format(1, 2, a=3)")
show("'{a}'.format_map({'a': 1})", "'{a}'.format_map({})", "'{}'.format_map({})", "'{0}'.format_map([1])", "'{a[b]}'.format_map({'a': {'b': 2}})", "'{x}'.format_map(type('D', (dict,), {'__missing__': lambda s, k: k * 2})())")
show("format('abc', '10')", "format('abc', '<10')", "format('abc', '>10')", "format('abc', '^10')", "format('abc', '^9')", "format('abc', '*^9')", "format('abc', '.2')", "format('abc', '10.2')", "format('abc', '=10')", "format('abc', '010')", "format('abc', '+')", "format('abc', ' ')", "format('abc', '#')", "format('abc', ',')", "format('abc', 'd')", "format('abc', 's')", "format('abc', '.0')", "format('abc', '.')", "format('abc', '{<5')", "format('abc', '中>6')", "format('abc', '\\U0001f600^7')", "format('abc', '<<<')", "format('abc', 5)", "format('abc', '-5')", "format('abc', '1000000000000000000000')", "format('é', '>3')", "format('abc', 'z')", "format('', '3')", "format('abc', '0<6')", "format('abc', '>06')", "format(object(), 'x')", "format([1], '5')", "format([1])", "format(None, '')", "format(5, '')", "format()", "format(1, 2, 3)")
ints = [0, 5, -5, 255, 1234567, -1234567, 10 ** 15]
for spec in ["", "d", "5d", "<8d|", "08d", "+d", " d", "-d", ",d", "_d", "x", "X", "#x", "#X", "#010x", "o", "#o", "b", "#b", "_b", "_x", "08b", "+#x", "*=+12d", "*^12", "e", ".3e", "f", ".1f", "g", "%", ".0%", "n", ",.2f", "012,d", "+,", "0=8"]:
    row = []
    for n in ints:
        try:
            row.append(format(n, spec.rstrip("|")))
        except ValueError as e:
            row.append(str(e))
    print(spec, row)
show("format(65, 'c')", "format(8364, '5c')", "format(0x110000, 'c')", "format(65, '+c')", "format(65, ',c')", "format(5, '.2')", "format(5, '5.2d')", "format(5, ',x')", "format(5, ',_')", "format(5, '_,')", "format(5, ',,')", "format(5, '#')", "format(5, '#d')", "format(5, 's')", "format(5, '<<')", "format(5, 'dd')", "format(5, 'z')", "format(5, '0005')", "format(True, '')", "format(True, '5')", "format(True, 's')", "format(5, '=5')", "format(-5, '=5')", "format(-5, '05')", "format(-5, '0>5')", "format(5, '>+05')", "format(12345, '010,')", "format(123, '07,')", "format(1234, '07,')", "format(5, '100000000000000000000')", "format(3, '{}')", "format(10 ** 30, ',')", "format(5, '٣')", "format(0, '+')", "format(-0, ' ')", "format(2 ** 64, '#b')", "format(1234.5678, ',.2f')", "format(1234.5678, '.2_f')", "format(1234.567891, '.6,f')", "format(0.5, '.1%')")
