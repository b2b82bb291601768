# What is known to be of None's class is None.


class Device:
    pending = None


class Packet:
    def __init__(self, size):
        self.size = size


def run(d, values, n):
    hits = 0
    for i in range(n):
        p = d.pending
        if p is not None:
            hits += p.size
            q = values[1]
            if isinstance(q, (int, str)):
                hits += 1000
            d.pending = q
        else:
            d.pending = values[0]
    return hits


for n in (3001, 3002):
    print(run(Device(), [Packet(3), None], n))


def turns(d, values, n):
    seen = []
    for i in range(n):
        p = d.pending
        if p is None:
            seen.append(0)
            q = values[i % 3]
        else:
            seen.append(p.size)
            q = values[2]
            isinstance(q, str)
        d.pending = q
    return sum(seen), seen[-7:]


print(turns(Device(), [Packet(1), Packet(2), None], 4000))
