# A bytearray can be resized as soon as no view of it is left, and not before.
import asyncio


def resize(data, what):
    try:
        data.append(1)
        print(what, "resized to", len(data))
    except BufferError as e:
        print(what, e)


def look(view, n):
    # Views of views, slices, iterators, casts and tuples: all are gone when this returns.
    parts = [view[i:i + 2] for i in range(n)]
    total = sum(part[0] for part in parts)
    total += sum(x for x in view.cast("b"))
    return total, bytes(memoryview(view)[1:])


for depth in range(1, 5):
    data = bytearray(range(8))
    print(look(memoryview(data), depth))
    resize(data, "dead views")

data = bytearray(4)
kept = memoryview(data)
resize(data, "a global")
kept.release()
resize(data, "released")


def in_local(data):
    view = memoryview(data)[1:]
    resize(data, "a local")
    return len(view)


print(in_local(data))


def in_closure(data):
    view = memoryview(data)
    return lambda: view[0]


f = in_closure(data)
resize(data, "a closure")
print(f())
f = None
resize(data, "no closure")


def in_callback(data):
    # The views are in a list that only a running native function refers to.
    return sorted([memoryview(data), memoryview(data)], key=lambda v: resize(data, "a callback") or len(v))


data = bytearray(4)
print([len(v) for v in in_callback(data)])
resize(data, "after the callback")


def generate(data):
    view = memoryview(data)
    yield view[0]
    yield view[1]


g = generate(data)
print(next(g))
resize(data, "a suspended generator")
g = None
resize(data, "a dropped generator")


async def stream():
    reader = asyncio.StreamReader()
    reader.feed_data(b"one\ntwo\nthree")
    reader.feed_eof()
    print(await reader.readline(), await reader.readexactly(2), await reader.read())


asyncio.run(stream())
with memoryview(data) as view:
    resize(data, "in a with")
resize(data, "behind a with")
for i in range(300):
    part = bytes(memoryview(data)[:2])
    del data[:1]
    data += part[:1]
print(data)
