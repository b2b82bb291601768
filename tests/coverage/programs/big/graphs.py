"""Graphs: shortest paths, order of dependencies, components, spanning tree, colouring."""

import collections
import heapq


class Graph:
    def __init__(self, directed=False):
        self.edges = collections.defaultdict(dict)
        self.directed = directed

    def add(self, a, b, weight=1):
        self.edges[a][b] = weight
        if self.directed:
            self.edges[b]
        else:
            self.edges[b][a] = weight
        return self

    @classmethod
    def parse(cls, text, directed=False):
        graph = cls(directed)
        for line in text.strip().splitlines():
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            a, b, *weight = line.split()
            graph.add(a, b, int(weight[0]) if weight else 1)
        return graph

    def breadth_first(self, start):
        seen = {start}
        queue = collections.deque([start])
        while queue:
            node = queue.popleft()
            yield node
            for neighbour in sorted(self.edges[node]):
                if neighbour not in seen:
                    seen.add(neighbour)
                    queue.append(neighbour)

    def shortest(self, start, end):
        best = {start: 0}
        before = {}
        queue = [(0, start)]
        while queue:
            distance, node = heapq.heappop(queue)
            if node == end:
                path = [end]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return distance, path[::-1]
            if distance > best[node]:
                continue
            for neighbour, weight in self.edges[node].items():
                new = distance + weight
                if neighbour not in best or new < best[neighbour]:
                    best[neighbour] = new
                    before[neighbour] = node
                    heapq.heappush(queue, (new, neighbour))
        return None

    def topological(self):
        incoming = collections.Counter()
        for node in self.edges:
            for neighbour in self.edges[node]:
                incoming[neighbour] += 1
        ready = sorted(node for node in self.edges if not incoming[node])
        order = []
        while ready:
            node = ready.pop(0)
            order.append(node)
            for neighbour in sorted(self.edges[node]):
                incoming[neighbour] -= 1
                if not incoming[neighbour]:
                    ready.append(neighbour)
        if len(order) != len(self.edges):
            raise ValueError("a cycle")
        return order

    def components(self):
        left = set(self.edges)
        found = []
        while left:
            start = min(left)
            component = set(self.breadth_first(start))
            left -= component
            found.append(sorted(component))
        return found

    def spanning_tree(self):
        leader = {node: node for node in self.edges}

        def find(node):
            while leader[node] != node:
                leader[node] = leader[leader[node]]
                node = leader[node]
            return node

        total = 0
        edges = sorted((weight, a, b) for a in self.edges for b, weight in self.edges[a].items() if a < b)
        for weight, a, b in edges:
            if (left := find(a)) != (right := find(b)):
                leader[left] = right
                total += weight
        return total

    def two_colours(self):
        colours = {}
        for start in sorted(self.edges):
            if start in colours:
                continue
            colours[start] = 0
            pending = [start]
            while pending:
                node = pending.pop()
                for neighbour in self.edges[node]:
                    if neighbour not in colours:
                        colours[neighbour] = 1 - colours[node]
                        pending.append(neighbour)
                    elif colours[neighbour] == colours[node]:
                        return None
        return colours


ROADS = """
# from to kilometres
a b 7
a c 9
a f 14
b c 10
b d 15
c d 11
c f 2
d e 6
e f 9
x y 1
"""

TASKS = """
shirt tie
tie jacket
trousers shoes
trousers belt
belt jacket
socks shoes
"""


def run():
    roads = Graph.parse(ROADS)
    yield list(roads.breadth_first("a"))
    yield roads.shortest("a", "e"), roads.shortest("a", "x")
    yield roads.components(), roads.spanning_tree()
    yield roads.two_colours()
    yield Graph.parse("a b\nb c\nc d\nd a").two_colours()
    tasks = Graph.parse(TASKS, directed=True)
    yield tasks.topological()
    try:
        tasks.add("jacket", "shirt").topological()
    except ValueError as error:
        yield str(error)
