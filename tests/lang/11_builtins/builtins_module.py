"""The names that the module builtins holds, and where each function says it lives."""
import builtins

names = [n for n in dir(builtins) if not n.startswith("_") and not (isinstance(getattr(builtins, n), type) and issubclass(getattr(builtins, n), BaseException))]
print(len(names), names)
errors = sorted(n for n in dir(builtins) if isinstance(getattr(builtins, n), type) and issubclass(getattr(builtins, n), BaseException))
print(len(errors), errors)
print([n for n in dir(builtins) if n.startswith("__")])
for name in names:
    value = getattr(builtins, name)
    if callable(value) and not isinstance(value, type):
        print(name, type(value).__name__, getattr(value, "__module__", None), getattr(value, "__qualname__", None))
