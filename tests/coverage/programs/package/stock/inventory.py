"""What is on the shelves."""

from dataclasses import dataclass

from .money import Money


class NotEnough(Exception):
    def __init__(self, name, wanted, there):
        super().__init__(f"{wanted} {name} wanted, {there} there")
        self.missing = wanted - there


@dataclass
class Item:
    name: str
    price: Money
    count: int = 0

    @property
    def value(self):
        return self.price * self.count


class Inventory:
    def __init__(self, items=()):
        self.items = {item.name: item for item in items}
        self.log = []

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(sorted(self.items.values(), key=lambda item: item.name))

    def add(self, name, price, count=1):
        if count < 0:
            raise ValueError("a negative count")
        item = self.items.get(name)
        if item is None:
            item = self.items[name] = Item(name, price)
        elif price != item.price:
            self.log.append(("price", name, item.price, price))
            item.price = price
        item.count += count
        return item

    def take(self, name, count=1):
        try:
            item = self.items[name]
        except KeyError:
            raise NotEnough(name, count, 0) from None
        if item.count < count:
            raise NotEnough(name, count, item.count)
        item.count -= count
        if not item.count:
            del self.items[name]
        return item.price * count

    def order(self, wishes):
        """Take all of the wishes, or none of them."""
        taken = []
        try:
            for name, count in wishes.items():
                price = self.items[name].price if name in self.items else None
                cost = self.take(name, count)
                taken.append((name, price, count, cost))
        except NotEnough:
            for name, price, count, _ in taken:
                self.add(name, price, count)
            raise
        else:
            self.log.append(("order", dict(wishes)))
        finally:
            self.log.append(("tried", len(wishes)))
        return sum(cost for *_, cost in taken)

    @property
    def value(self):
        return sum(item.value for item in self)
