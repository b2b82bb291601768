"""t-strings (PEP 750): Template and Interpolation objects, conversion, format specs, concatenation, pattern matching."""
from string.templatelib import Interpolation, Template, convert


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


name, value, width = "Ann", 3.14159, 8
t = t"Hello {name}, {value:.2f}!"
print(type(t).__name__, t.strings, t.values, [i.expression for i in t.interpolations])
print(repr(t))
for part in t:
    print(type(part).__name__, part if isinstance(part, str) else (part.value, part.expression, part.conversion, part.format_spec))
print(t"".strings, t"".interpolations, list(t""), t"plain".strings, t"{name}".strings, t"{name}{value}".strings, list(t"{name}"))
print(t"{name!r} {name!s:>5} {name!a}".interpolations)
print(t"{value:{width}.2f}".interpolations[0].format_spec, t"{value:{width}}".values)
print(t"{name=}".strings, t"{name=}".interpolations[0].conversion, t"{name = !s}".strings, t"{name=:>5}".interpolations[0])
print(t"{{}} {name}".strings, rt"\n{name}".strings, t"""multi
{name}
line""".strings)
print(t"{ name }".interpolations[0].expression, t"{name.upper()}".interpolations[0].expression, t"{ [x for x in 'ab'] }".values)
print((t"a{1}" + t"b{2}c").strings, (t"a" t"b{1}").strings)
attempt(lambda: t"a" + "b")
attempt(lambda: "a" + t"b")
attempt(lambda: t"a" * 2)
attempt(lambda: eval("t'a' 'b'"))
attempt(lambda: eval("t'a' f'b'"))
attempt(lambda: eval("bt'a'"))
attempt(lambda: eval("t'{}'"))
attempt(lambda: eval("t'{a'"))
attempt(lambda: eval("ft'{1}'"))
attempt(lambda: t"{undefined}")
attempt(lambda: t"{1/0}")
print(t"a{1}" == t"a{1}", hash(t) == hash(t), str(t)[:9])


def render(template):
    out = []
    for part in template:
        match part:
            case str() as s:
                out.append(s)
            case Interpolation(value, _, conversion, spec):
                out.append(format(convert(value, conversion), spec))
    return "".join(out)


print(render(t), render(t"{name!r:>10}|{value:{width}.3f}|{[1]}"))


def html(template):
    escaped = []
    for part in template:
        if isinstance(part, str):
            escaped.append(part)
        else:
            text = html(part.value) if isinstance(part.value, Template) else str(part.value)
            escaped.append(text if isinstance(part.value, Template) else text.replace("<", "&lt;"))
    return "".join(escaped)


evil = "<script>"
print(html(t"<p>{evil}</p>{t'<b>{evil}</b>'}"))
made = Template("a", Interpolation(5, "x", "r", ">3"), "b", "c", Interpolation(6))
print(made.strings, made.interpolations, made.values)
print(Template().strings, Template(Interpolation(1)).strings, Template("a", "b").strings)
attempt(lambda: Template(5))
attempt(lambda: Interpolation())
attempt(lambda: Interpolation(1, "e", "x"))
attempt(lambda: Interpolation(1, 5))
attempt(lambda: Interpolation(1, "e", None, 5))
attempt(lambda: setattr(t, "strings", ()))
attempt(lambda: setattr(t.interpolations[0], "value", 1))
attempt(lambda: type("Sub", (Template,), {}))
attempt(lambda: Template(strings=("a",)))
print(Interpolation.__match_args__, convert("é", "a"), convert(5, "s"), convert("x", "r"), convert(5, None))
attempt(lambda: convert(1, "x"))


def late(x):
    return t"{x} {(lambda: x)()}"


print(late(3).values)
order = []
t"{order.append(1)} {order.append(2)!r:{order.append(3)}}"
print(order)
i = t"{name!r:>{width}}".interpolations[0]
print(repr(i), i == i)
match t"x{1}y":
    case Template(strings=("x", "y"), values=(v,)):
        print("matched", v)
