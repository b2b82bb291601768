"""A configuration file's reader: sections, keys, lists, references to other keys, layers."""

import collections.abc
import io


class SettingsError(Exception):
    pass


class Settings(collections.abc.Mapping):
    def __init__(self, layers=()):
        self.layers = list(layers) or [{}]

    def __getitem__(self, key):
        for layer in self.layers:
            if key in layer:
                return self.expand(layer[key], (key,))
        raise KeyError(key)

    def __iter__(self):
        seen = set()
        for layer in self.layers:
            for key in layer:
                if key not in seen:
                    seen.add(key)
                    yield key

    def __len__(self):
        return sum(1 for _ in self)

    def expand(self, value, busy):
        if isinstance(value, list):
            return [self.expand(item, busy) for item in value]
        if not isinstance(value, str) or "${" not in value:
            return value
        before, _, rest = value.partition("${")
        name, closed, after = rest.partition("}")
        if not closed:
            raise SettingsError(f"an open reference in {value!r}")
        if name in busy:
            raise SettingsError(f"{name} refers to itself")
        for layer in self.layers:
            if name in layer:
                inner = self.expand(layer[name], (*busy, name))
                break
        else:
            raise SettingsError(f"{name} is not set")
        return self.expand(f"{before}{inner}{after}", busy)

    def over(self, other):
        return Settings([*self.layers, *other.layers])


def typed(text):
    match text.lower():
        case "yes" | "true" | "on":
            return True
        case "no" | "false" | "off":
            return False
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    if text.startswith("[") and text.endswith("]"):
        return [typed(item.strip()) for item in text[1:-1].split(",") if item.strip()]
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1]
    return text


def read(stream):
    layer = {}
    section = ""
    key = None
    for number, line in enumerate(stream, 1):
        if line[:1].isspace() and line.strip() and key:
            layer[key] = f"{layer[key]} {line.strip()}"
            continue
        line = line.split("#")[0].strip()
        if not line:
            key = None
        elif line.startswith("["):
            if not line.endswith("]"):
                raise SettingsError(f"line {number}: an open section")
            section = line[1:-1].strip() + "."
        elif "=" in line:
            name, _, value = line.partition("=")
            key = section + name.strip()
            if key in layer:
                raise SettingsError(f"line {number}: {key} is set twice")
            layer[key] = typed(value.strip())
        else:
            raise SettingsError(f"line {number}: not understood")
    return Settings([layer])


DEFAULTS = """
name = default
[paths]
base = /usr
lib = ${paths.base}/lib
all = [${paths.lib}, ${paths.base}, 3]
"""

USER = """
name = user  # a comment
verbose = yes
ratio = 0.5
limit = 10
quoted = "10"
long = one
    two
    three

[paths]
base = /opt
loop = ${paths.loop}
gone = ${nowhere}
open = ${name
"""


def run():
    defaults = read(io.StringIO(DEFAULTS))
    user = read(io.StringIO(USER))
    both = user.over(defaults)
    yield both["name"], both["paths.lib"], both["paths.all"]
    yield [both[key] for key in ("verbose", "ratio", "limit", "quoted", "long")]
    yield len(both), "name" in both, "other" in both, both.get("other", "none")
    for key in ("paths.loop", "paths.gone", "paths.open"):
        try:
            both[key]
        except SettingsError as error:
            yield str(error)
    for bad in ("[open\n", "what\n", "a=1\na=2\n"):
        try:
            read(io.StringIO(bad))
        except SettingsError as error:
            yield str(error)
