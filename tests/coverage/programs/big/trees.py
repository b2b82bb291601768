"""A balanced search tree (AVL), a trie and a heap."""


class Node:
    __slots__ = ("key", "value", "left", "right", "height")

    def __init__(self, key, value):
        self.key = key
        self.value = value
        self.left = self.right = None
        self.height = 1


def height(node):
    return node.height if node else 0


def update(node):
    node.height = 1 + max(height(node.left), height(node.right))


def rotate_right(node):
    pivot = node.left
    node.left, pivot.right = pivot.right, node
    update(node)
    update(pivot)
    return pivot


def rotate_left(node):
    pivot = node.right
    node.right, pivot.left = pivot.left, node
    update(node)
    update(pivot)
    return pivot


def balance(node):
    update(node)
    slope = height(node.left) - height(node.right)
    if slope > 1:
        if height(node.left.left) < height(node.left.right):
            node.left = rotate_left(node.left)
        return rotate_right(node)
    if slope < -1:
        if height(node.right.right) < height(node.right.left):
            node.right = rotate_right(node.right)
        return rotate_left(node)
    return node


def insert(node, key, value):
    if node is None:
        return Node(key, value)
    if key < node.key:
        node.left = insert(node.left, key, value)
    elif key > node.key:
        node.right = insert(node.right, key, value)
    else:
        node.value = value
        return node
    return balance(node)


def leftmost(node):
    while node.left:
        node = node.left
    return node


def remove(node, key):
    if node is None:
        raise KeyError(key)
    if key < node.key:
        node.left = remove(node.left, key)
    elif key > node.key:
        node.right = remove(node.right, key)
    elif node.left is None:
        return node.right
    elif node.right is None:
        return node.left
    else:
        successor = leftmost(node.right)
        node.key, node.value = successor.key, successor.value
        node.right = remove(node.right, successor.key)
    return balance(node)


def walk(node):
    if node:
        yield from walk(node.left)
        yield node.key, node.value
        yield from walk(node.right)


class Tree:
    def __init__(self, pairs=()):
        self.root = None
        self.count = 0
        for key, value in pairs:
            self[key] = value

    def __setitem__(self, key, value):
        if key not in self:
            self.count += 1
        self.root = insert(self.root, key, value)

    def __getitem__(self, key):
        node = self.root
        while node:
            if key == node.key:
                return node.value
            node = node.left if key < node.key else node.right
        raise KeyError(key)

    def __delitem__(self, key):
        self.root = remove(self.root, key)
        self.count -= 1

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def __len__(self):
        return self.count

    def __iter__(self):
        for key, _ in walk(self.root):
            yield key

    def between(self, low, high):
        def visit(node):
            if node is None:
                return
            if low < node.key:
                yield from visit(node.left)
            if low <= node.key <= high:
                yield node.key
            if node.key < high:
                yield from visit(node.right)

        return list(visit(self.root))


class Trie:
    END = object()

    def __init__(self, words=()):
        self.root = {}
        for word in words:
            self.add(word)

    def add(self, word):
        node = self.root
        for letter in word:
            node = node.setdefault(letter, {})
        node[self.END] = True

    def _find(self, prefix):
        node = self.root
        for letter in prefix:
            node = node.get(letter)
            if node is None:
                return None
        return node

    def __contains__(self, word):
        node = self._find(word)
        return node is not None and self.END in node

    def completions(self, prefix):
        node = self._find(prefix)
        if node is None:
            return []
        found = []
        pending = [(prefix, node)]
        while pending:
            text, node = pending.pop()
            for letter, child in node.items():
                if letter is self.END:
                    found.append(text)
                else:
                    pending.append((text + letter, child))
        return sorted(found)


class Heap:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        child = len(self.items) - 1
        while child > 0:
            parent = (child - 1) // 2
            if self.items[parent] <= self.items[child]:
                break
            self.items[parent], self.items[child] = self.items[child], self.items[parent]
            child = parent

    def pop(self):
        if not self.items:
            raise IndexError("the heap is empty")
        self.items[0], self.items[-1] = self.items[-1], self.items[0]
        least = self.items.pop()
        parent = 0
        while (child := 2 * parent + 1) < len(self.items):
            if child + 1 < len(self.items) and self.items[child + 1] < self.items[child]:
                child += 1
            if self.items[parent] <= self.items[child]:
                break
            self.items[parent], self.items[child] = self.items[child], self.items[parent]
            parent = child
        return least


def run():
    tree = Tree((i * 37 % 101, i) for i in range(101))
    yield len(tree), height(tree.root) <= 9, list(tree) == list(range(101))
    for key in range(0, 101, 3):
        del tree[key]
    yield len(tree), tree.between(10, 20), 9 in tree, 10 in tree
    tree[10] = "ten"
    yield tree[10]
    try:
        del tree[9]
    except KeyError as error:
        yield error.args
    trie = Trie("to tea ted ten inn in".split())
    yield trie.completions("te"), "in" in trie, "te" in trie, trie.completions("x")
    heap = Heap()
    for i in range(30):
        heap.push(i * 17 % 31)
    ordered = [heap.pop() for _ in range(30)]
    yield ordered == sorted(ordered)
    try:
        heap.pop()
    except IndexError as error:
        yield str(error)
