"""f-strings: conversions, nested specs, debug `=`, quotes and backslashes inside, multi-line, evaluation order."""
import datetime

name, value, width, precision = "Ann", 3.14159, 10, 3
items = {"key": "v", 1: "one"}


def log(x):
    print("eval", x)
    return x


print(f"", f"plain", f"{name}", f"{name}{value}", f"{{}}", f"{{{name}}}", f"{{{{{name}}}}}")
print(f"{value:.2f}", f"{value:{width}.{precision}}|", f"{value:{'>'}{width}}|", f"{name:>{width}}|", f"{name!r:^{width + 2}}|", f"{name:{'*'}^{len(name) + 4}}")
print(f"{name!s} {name!r} {'é'!a} {name!r:>8}")
print(f"{value=}", f"{value = }", f"{value=:.1f}", f"{name=!s}", f"{name=!r:>10}", f"{ value + 1 = }", f"{items['key']=}", f"{name.upper()=}", f"{1+1=}", f"{value  =  !s:.4}")
print(f"{'nested ' + f'{name} ' + f'{f"{value:.1f}"}'}", f"{f'{f'{f'{1}'}'}'}")
print(f"{items["key"]} {items[1]}", f'{"a" "b"}', f"{'\n'.join(['x', 'y'])}", f"{'\t'!r} \t|")
print(f"{lambda_result}" if (lambda_result := (lambda x: x * 2)(4)) else "", f"{(lambda x: x + 1)(1)}", f"{(y := 5)} {y}", f"{name if value else 0}", f"{[x for x in range(3)]}", f"{ {1: 2}[1]}", f"{ {3} }", f"{not name}", f"{3 != 4}", f"{1 if 2 > 1 else 0:>4}|", f"{(1, 2)}", f"{1, 2}", f"{*[1, 2], 3}", f"{-value:+.1f}", f"{name[0]}{name[-1:]}{name[::-1]}")
print(f"{
    name
    + "!"
} {
    value  # a comment inside
    :.1f}")
print(f"""triple {name}
{value
:.1f} lines {'''inner'''}""")
print(rf"raw \n {name} \{name}", fr"{'\n'!r} \d{{2}}", Rf"\{{x}}")
print("concat " f"{name} " "{name} " f"{value:.0f}" r"\n")
print(f"{log('a')} {log('b'):{log('>')}{log(5)}}|")
print(f"{datetime.date(2026, 1, 2):%d/%m/%Y}", f"{datetime.datetime(2026, 1, 2, 3, 4):%H:%M}", f"{datetime.date(2026, 1, 2)!s:>12}")
print(f"{value:{width}}|", f"{value:0{width}.{precision}f}", f"{12345:,} {255:#x} {5:03} {0.5:.0%} {1e10:g}", f"{'a':b>3}")
print(f"{name:}", f"{name!r:}", f"{value:}", f"{'{'}", f"{'}'}", f"{'{}'}", f"{':'}", f"{'!'}", f"{'='}", f"{name:{''}}")
print(f"\N{LATIN SMALL LETTER E WITH ACUTE} \u00e9 \x41 \101 \U0001f600", f"{'\N{BULLET}'}")


class F:
    def __format__(self, spec):
        return f"<{spec}>"

    def __repr__(self):
        return "F repr"


f = F()
print(f"{f}", f"{f:abc}", f"{f:{'x'}{1}y}", f"{f!r}", f"{f=}", f"{f=:q}", f"{f: spaced }", f"{f::::}", f"{f:!r}", f"{f:\n}".encode(), f"{f:{f:in}}")


def runtime(source):
    try:
        print(eval(source))
    except Exception as e:
        print(source, type(e).__name__, e)


runtime("f'{undefined}'")
runtime("f'{1:d} {\"a\":d}'")
runtime("f'{1/0}'")
runtime("f'{[]:5}'")
runtime("f'{1:{\"x\" * 2}}'")


def scoped(a):
    b = 2
    return f"{a}{b}{(lambda: f'{a}{b}')()}{[f'{a}{i}' for i in range(2)]}"


print(scoped(1))


class Body:
    x = 5
    text = f"{x} {x=}"
    nested = f"{[x for x in 'ab']}"


print(Body.text, Body.nested)
"""docstrings are not f-strings"""
f"{log('statement f-string is evaluated')}"
print(len(f"{'a' * 10:>{'2' + '0'}}"), f"{'':>5}|", f"{None}", f"{...}", f"{True:d}", f"{b'x'}")
long = f"{name} " * 3 + "".join(f"{i}," for i in range(10))
print(long)
