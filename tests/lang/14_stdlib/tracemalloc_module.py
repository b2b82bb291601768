"""tracemalloc: where objects were allocated, limits of tracebacks, snapshots, filters, figures; switched on and off."""

import gc
import linecache
import os
import tracemalloc


def make(n):
    return [b'%d' % (number + 1000) for number in range(n)]


MAKING = make.__code__.co_firstlineno + 1


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory(), tracemalloc.get_traceback_limit())
before = make(3)
print(tracemalloc.get_object_traceback(before), tracemalloc._get_traces())
for limit in 0, -1, 65536, "1", None:
    print(attempt(tracemalloc.start, limit))
print(attempt(tracemalloc.take_snapshot))

tracemalloc.start(3)
tracemalloc.start(7)
print(tracemalloc.is_tracing(), tracemalloc.get_traceback_limit())
things = make(500)
for thing in things[0], things[499]:
    trace = tracemalloc.get_object_traceback(thing)
    places = [(os.path.basename(frame.filename), frame.lineno) for frame in trace]
    print(places, [linecache.getline(frame.filename, frame.lineno).strip() for frame in trace])
print(tracemalloc.get_object_traceback(before), tracemalloc.get_object_traceback(5))

snapshot = tracemalloc.take_snapshot()
print(snapshot.traceback_limit, len(snapshot.traces) > 500, {trace.domain for trace in snapshot.traces})
here = snapshot.filter_traces([tracemalloc.Filter(True, __file__, MAKING)])
print(here.statistics("lineno")[0].traceback[0].lineno, here.statistics("lineno")[0].count >= 500)
others = snapshot.filter_traces([tracemalloc.Filter(False, __file__), tracemalloc.DomainFilter(True, 0)])
print(any(trace.traceback[-1].filename == __file__ for trace in others.traces))
print(len(snapshot.filter_traces([tracemalloc.DomainFilter(True, 9)]).traces))

size, peak = tracemalloc.get_traced_memory()
big = bytearray(3_000_000)
grown, grown_peak = tracemalloc.get_traced_memory()
print(3_000_000 <= grown - size < 3_010_000, grown_peak >= grown)
del big
gc.collect()
shrunk, shrunk_peak = tracemalloc.get_traced_memory()
print(grown - shrunk > 2_900_000, shrunk_peak >= grown)
tracemalloc.reset_peak()
print(tracemalloc.get_traced_memory()[1] < 1_500_000 + size, tracemalloc.get_tracemalloc_memory() > 0)

more = make(700)
later = tracemalloc.take_snapshot()
print(any(row.count_diff >= 700 and row.traceback[0].lineno == MAKING for row in later.compare_to(snapshot, "lineno")))

tracemalloc.clear_traces()
print(tracemalloc.get_object_traceback(more), tracemalloc.is_tracing())
total = 0
for i in range(3000):
    total += len([i, total])
last = b'%d' % total
print(total, [frame.lineno for frame in tracemalloc.get_object_traceback(last)] == [68])
tracemalloc.stop()
print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory(), tracemalloc.get_object_traceback(last))
tracemalloc.stop()
tracemalloc.start()
print(tracemalloc.get_traceback_limit(), tracemalloc.get_object_traceback(b'%d' % total) is not None)
tracemalloc.stop()
