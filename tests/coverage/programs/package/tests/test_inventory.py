"""Tests of the inventory and its reports."""

import unittest
from unittest import mock

from stock import Inventory, Item, Money, NotEnough, report


def filled():
    return Inventory([Item("pear", Money(30), 5), Item("apple", Money(20), 10)])


class InventoryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.price = Money(25)

    def setUp(self):
        self.inventory = filled()
        self.addCleanup(self.inventory.items.clear)

    def tearDown(self):
        self.assertLessEqual(len(self.inventory), 3)

    def test_add(self):
        self.inventory.add("plum", self.price, 2)
        self.assertEqual(self.inventory.items["plum"].value, Money(50))
        self.inventory.add("plum", Money(26))
        self.assertEqual(self.inventory.log, [("price", "plum", Money(25), Money(26))])

    def test_take(self):
        self.assertEqual(self.inventory.take("pear", 2), Money(60))
        self.inventory.take("pear", 3)
        self.assertNotIn("pear", self.inventory.items)

    def test_take_too_many(self):
        with self.assertRaises(NotEnough) as caught:
            self.inventory.take("pear", 7)
        self.assertEqual(caught.exception.missing, 2)

    def test_order_is_all_or_nothing(self):
        with self.assertRaises(NotEnough):
            self.inventory.order({"apple": 10, "pear": 6})
        self.assertEqual(self.inventory.items["apple"].count, 10)
        self.assertEqual(self.inventory.order({"apple": 1, "pear": 1}), Money(50))
        self.assertEqual([entry[0] for entry in self.inventory.log], ["tried", "order", "tried"])

    def test_order_asks_the_shelf(self):
        with mock.patch.object(self.inventory, "take", return_value=Money(1)) as take:
            self.inventory.order({"apple": 3})
        take.assert_called_once_with("apple", 3)


class ReportTest(unittest.TestCase):
    def test_table(self):
        text = report.table(filled())
        self.assertEqual(text.splitlines()[-1].split(), ["total", "3.50", "EUR"])
        self.assertEqual(report.table(Inventory()), "nothing is there")

    def test_csv(self):
        self.assertEqual(report.to_csv(filled()), "name,price,count\napple,0.20 EUR,10\npear,0.30 EUR,5\n")

    def test_warnings(self):
        inventory = filled()
        inventory.items["pear"].count = 1
        self.assertEqual(list(report.warnings(inventory)), ["only 1 pear"])


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def test_async(self):
        inventory = filled()
        self.assertEqual(len(inventory), 2)
        with self.assertRaises(NotEnough):
            inventory.take("fig")


if __name__ == "__main__":
    unittest.main()
