"""A shop's stock: amounts of money, an inventory, reports."""

from .inventory import Inventory, Item, NotEnough
from .money import Money

__all__ = ["Inventory", "Item", "Money", "NotEnough"]
