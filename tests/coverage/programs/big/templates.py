"""A small template language: `{{ expression }}`, `{% for %}`, `{% if %}`, filters."""

import re

TOKEN = re.compile(r"({{.*?}}|{%.*?%}|{#.*?#})", re.DOTALL)


class TemplateError(Exception):
    pass


class Text:
    def __init__(self, text):
        self.text = text

    def render(self, context):
        yield self.text


class Output:
    def __init__(self, expression):
        name, *filters = expression.split("|")
        self.path = name.strip()
        self.filters = [item.strip() for item in filters]

    def render(self, context):
        value = lookup(self.path, context)
        for name in self.filters:
            try:
                value = FILTERS[name](value)
            except KeyError:
                raise TemplateError(f"no filter {name!r}") from None
        yield str(value)


class For:
    def __init__(self, name, path, body):
        self.name = name
        self.path = path
        self.body = body

    def render(self, context):
        values = lookup(self.path, context)
        for number, value in enumerate(values, 1):
            inner = {**context, self.name: value, "number": number, "last": number == len(values)}
            for node in self.body:
                yield from node.render(inner)


class If:
    def __init__(self, path, then, otherwise):
        self.path = path
        self.then = then
        self.otherwise = otherwise

    def render(self, context):
        path, negated = self.path, False
        if path.startswith("not "):
            path, negated = path[4:], True
        truth = bool(lookup(path, context)) is not negated
        for node in self.then if truth else self.otherwise:
            yield from node.render(context)


FILTERS = {
    "upper": str.upper,
    "title": str.title,
    "length": len,
    "reverse": lambda value: value[::-1],
    "join": ", ".join,
}


def lookup(path, context):
    value = context
    for part in path.split("."):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif part.isdigit():
            value = value[int(part)]
        else:
            try:
                value = getattr(value, part)
            except AttributeError:
                raise TemplateError(f"no {part!r} in {path!r}") from None
            if callable(value):
                value = value()
    return value


def parse(tokens, until=()):
    nodes = []
    for token in tokens:
        if token.startswith("{{"):
            nodes.append(Output(token[2:-2]))
        elif token.startswith("{#"):
            continue
        elif token.startswith("{%"):
            words = token[2:-2].split()
            if words[0] in until:
                return nodes, words[0]
            if words[0] == "for" and words[2:3] == ["in"]:
                body, _ = parse(tokens, ("end",))
                nodes.append(For(words[1], words[3], body))
            elif words[0] == "if":
                then, end = parse(tokens, ("else", "end"))
                otherwise = []
                if end == "else":
                    otherwise, _ = parse(tokens, ("end",))
                nodes.append(If(" ".join(words[1:]), then, otherwise))
            else:
                raise TemplateError(f"unknown tag {token}")
        elif token:
            nodes.append(Text(token))
    if until:
        raise TemplateError(f"{' or '.join(until)} is missing")
    return nodes, None


def render(source, **context):
    nodes, _ = parse(iter(TOKEN.split(source)))
    return "".join(piece for node in nodes for piece in node.render(context))


LETTER = """Dear {{ who.name|title }},{# a comment #}
{% for item in items %}{{ number }}. {{ item|upper }}{% if not last %};
{% end %}{% end %}
{% if items.0 %}Yours{% else %}Nobody's{% end %}, {{ sender.strip }}
"""


def run():
    yield render(LETTER, who={"name": "ada lovelace"}, items=["engine", "notes"], sender=" me ")
    yield render("{% if x %}a{% else %}b{% end %}{% if x %}c{% end %}", x=[])
    yield render("{{ words|reverse|join }}", words=["a", "b", "c"])
    for bad in ("{{ missing }}", "{{ x|shout }}", "{% if x %}", "{% while x %}{% end %}"):
        try:
            render(bad, x="1")
        except TemplateError as error:
            yield str(error)
