"""`return`, `break` and `continue` in `finally` discard what was under way (PEP 765 warns when compiling)."""
import warnings

SOURCE = '''
def swallow():
    try:
        raise ValueError("lost")
    finally:
        return "finally wins"

def override():
    try:
        return "try"
    finally:
        return "finally"

def break_swallows():
    for i in range(3):
        try:
            raise ValueError(i)
        finally:
            break
    return i

def continue_swallows():
    seen = []
    for i in range(3):
        try:
            raise ValueError(i)
        finally:
            seen.append(i)
            continue
    return seen

def break_replaces_return():
    while True:
        try:
            return "never"
        finally:
            break
    return "after the loop"

def nested():
    try:
        try:
            return 1
        finally:
            return 2
    finally:
        return 3

def fine():
    try:
        pass
    finally:
        def inner():
            return 1
        for _ in range(1):
            break
        for _ in range(1):
            continue
    return inner()
'''
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    code = compile(SOURCE, "<source>", "exec")
for w in caught:
    print(w.category.__name__, w.lineno, w.message)
namespace = {}
exec(code, namespace)
for name in ("swallow", "override", "break_swallows", "continue_swallows", "break_replaces_return", "nested", "fine"):
    print(name, namespace[name]())
