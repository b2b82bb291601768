"""Tasks as generators: a round-robin scheduler with sleeping, channels and failures."""

import collections
import heapq
import itertools


class Sleep:
    def __init__(self, ticks):
        self.ticks = ticks


class Get:
    def __init__(self, channel):
        self.channel = channel


class Channel:
    def __init__(self):
        self.values = collections.deque()
        self.waiting = collections.deque()


class Scheduler:
    def __init__(self):
        self.now = 0
        self.ready = collections.deque()
        self.sleeping = []
        self.order = itertools.count()
        self.log = []
        self.failed = {}

    def spawn(self, name, generator):
        self.ready.append((name, generator, None))
        return self

    def put(self, channel, value):
        if channel.waiting:
            name, generator = channel.waiting.popleft()
            self.ready.append((name, generator, value))
        else:
            channel.values.append(value)

    def advance(self, name, generator, value):
        try:
            request = generator.send(value)
        except StopIteration as stop:
            self.log.append(f"{self.now} {name} ends with {stop.value}")
        except Exception as error:
            self.failed[name] = error
        else:
            match request:
                case Sleep(ticks=ticks) if ticks > 0:
                    heapq.heappush(self.sleeping, (self.now + ticks, next(self.order), name, generator))
                case Get(channel=channel):
                    if channel.values:
                        self.ready.append((name, generator, channel.values.popleft()))
                    else:
                        channel.waiting.append((name, generator))
                case None | Sleep():
                    self.ready.append((name, generator, None))
                case _:
                    generator.close()
                    self.failed[name] = TypeError(f"{request!r} is no request")

    def run(self):
        while self.ready or self.sleeping:
            while self.ready:
                self.advance(*self.ready.popleft())
            if self.sleeping:
                self.now, _, name, generator = heapq.heappop(self.sleeping)
                self.ready.append((name, generator, None))
        return self.log


def producer(scheduler, channel, count):
    for number in range(count):
        yield Sleep(2)
        scheduler.put(channel, number)
    scheduler.put(channel, None)
    return "produced"


def consumer(channel, log):
    total = 0
    while (value := (yield Get(channel))) is not None:
        total += value
        log.append(f"got {value}")
    return total


def ticker(log, count):
    for number in range(count):
        log.append(f"tick {number}")
        yield Sleep(0) if number % 2 else None
    yield Sleep(3)


def failing():
    yield
    raise ValueError("failed in a task")


def nonsense():
    try:
        yield "what?"
    finally:
        yield_count.append(1)


yield_count = []


def run():
    scheduler = Scheduler()
    channel = Channel()
    scheduler.spawn("producer", producer(scheduler, channel, 4))
    scheduler.spawn("consumer", consumer(channel, scheduler.log))
    scheduler.spawn("ticker", ticker(scheduler.log, 3))
    scheduler.spawn("failing", failing())
    scheduler.spawn("nonsense", nonsense())
    yield scheduler.run()
    yield {name: repr(error) for name, error in scheduler.failed.items()}, yield_count
    yield scheduler.now
