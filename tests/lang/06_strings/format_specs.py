"""Format specs of int over a table of values, with the errors of each."""


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
ints = [0, 5, -5, 255, 1234567, -1234567, 10 ** 15]
for spec in ["", "d", "5d", "<8d|", "08d", "+d", " d", "-d", ",d", "_d", "x", "X", "#x", "#X", "#010x", "o", "#o", "b", "#b", "_b", "_x", "08b", "+#x", "*=+12d", "*^12", "e", ".3e", "f", ".1f", "g", "%", ".0%", "n", ",.2f", "012,d", "+,", "0=8"]:
    row = []
    for n in ints:
        try:
            row.append(format(n, spec.rstrip("|")))
        except ValueError as e:
            row.append(str(e))
    print(spec, row)
