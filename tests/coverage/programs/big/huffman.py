"""Huffman's code, run lengths, and a move to front."""

import collections
import heapq
import itertools


class Code:
    def __init__(self, text):
        counts = collections.Counter(text)
        number = itertools.count()
        queue = [(count, next(number), letter) for letter, count in sorted(counts.items())]
        heapq.heapify(queue)
        while len(queue) > 1:
            low_count, _, low = heapq.heappop(queue)
            high_count, _, high = heapq.heappop(queue)
            heapq.heappush(queue, (low_count + high_count, next(number), (low, high)))
        self.tree = queue[0][2] if queue else None
        self.table = {}
        if self.tree is not None:
            self._name(self.tree, "")

    def _name(self, tree, prefix):
        if isinstance(tree, str):
            self.table[tree] = prefix or "0"
            return
        low, high = tree
        self._name(low, prefix + "0")
        self._name(high, prefix + "1")

    def encode(self, text):
        return "".join(self.table[letter] for letter in text)

    def decode(self, bits):
        if isinstance(self.tree, str):
            return self.tree * len(bits)
        letters = []
        node = self.tree
        for bit in bits:
            node = node[bit == "1"]
            if isinstance(node, str):
                letters.append(node)
                node = self.tree
        if node is not self.tree:
            raise ValueError("the bits end within a letter")
        return "".join(letters)


def run_lengths(text):
    return [(letter, len(list(group))) for letter, group in itertools.groupby(text)]


def from_run_lengths(pairs):
    return "".join(letter * count for letter, count in pairs)


def move_to_front(text):
    alphabet = sorted(set(text))
    start = list(alphabet)
    positions = []
    for letter in text:
        position = alphabet.index(letter)
        positions.append(position)
        if position:
            alphabet.insert(0, alphabet.pop(position))
    return start, positions


def undo_move_to_front(alphabet, positions):
    alphabet = list(alphabet)
    letters = []
    for position in positions:
        letter = alphabet.pop(position)
        alphabet.insert(0, letter)
        letters.append(letter)
    return "".join(letters)


def run():
    text = "she sells sea shells by the sea shore"
    code = Code(text)
    bits = code.encode(text)
    yield len(bits), code.decode(bits) == text
    yield sorted(code.table.items())
    single = Code("aaaa")
    yield single.encode("aaa"), single.decode("000")
    yield Code("").table
    try:
        code.decode(bits[:-1])
    except ValueError as error:
        yield str(error)
    yield run_lengths("aaabccd"), from_run_lengths(run_lengths(text)) == text
    yield undo_move_to_front(*move_to_front(text)) == text
