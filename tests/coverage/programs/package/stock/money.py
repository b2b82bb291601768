"""Money in cents, of one currency."""

import functools


@functools.total_ordering
class Money:
    __slots__ = ("cents", "currency")

    def __init__(self, cents, currency="EUR"):
        if not isinstance(cents, int):
            raise TypeError("cents are whole")
        self.cents = cents
        self.currency = currency

    @classmethod
    def parse(cls, text):
        """Read `12.50 EUR`."""
        number, _, currency = text.strip().partition(" ")
        whole, _, part = number.partition(".")
        if len(part) not in (0, 2):
            raise ValueError(f"{text!r} has a strange number of digits")
        sign = -1 if whole.startswith("-") else 1
        cents = abs(int(whole)) * 100 + (int(part) if part else 0)
        return cls(sign * cents, currency or "EUR")

    def _check(self, other):
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency}")

    def __add__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        self._check(other)
        return Money(self.cents + other.cents, self.currency)

    def __radd__(self, other):
        if other == 0:
            return self
        return NotImplemented

    def __mul__(self, count):
        return Money(self.cents * count, self.currency)

    def __eq__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return (self.cents, self.currency) == (other.cents, other.currency)

    def __lt__(self, other):
        self._check(other)
        return self.cents < other.cents

    def __hash__(self):
        return hash((self.cents, self.currency))

    def __str__(self):
        sign = "-" if self.cents < 0 else ""
        whole, part = divmod(abs(self.cents), 100)
        return f"{sign}{whole}.{part:02} {self.currency}"

    def split(self, parts):
        """Divide without losing a cent."""
        each, more = divmod(self.cents, parts)
        return [Money(each + (i < more), self.currency) for i in range(parts)]
