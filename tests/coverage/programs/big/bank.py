"""Accounts: transfers that happen wholly or not at all, interest, statements, locks between threads."""

import contextlib
import threading
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal


class BankError(Exception):
    pass


class Overdrawn(BankError):
    def __init__(self, account, amount):
        super().__init__(f"{account.owner} lacks {amount - account.balance}")
        self.account = account


@dataclass
class Account:
    owner: str
    balance: Decimal = Decimal(0)
    limit: Decimal = Decimal(0)
    entries: list = field(default_factory=list, repr=False)

    def deposit(self, amount):
        if amount <= 0:
            raise BankError("only what is more than nothing")
        self.balance += amount
        self.entries.append(amount)

    def withdraw(self, amount):
        if self.balance + self.limit < amount:
            raise Overdrawn(self, amount)
        self.balance -= amount
        self.entries.append(-amount)


class Bank:
    def __init__(self):
        self.accounts = {}
        self.lock = threading.RLock()
        self.failures = 0

    def open(self, owner, amount=0, limit=0):
        if owner in self.accounts:
            raise BankError(f"{owner} has an account")
        account = Account(owner, Decimal(amount), Decimal(limit))
        self.accounts[owner] = account
        return account

    @contextlib.contextmanager
    def transaction(self, *owners):
        with self.lock:
            accounts = []
            for owner in owners:
                try:
                    accounts.append(self.accounts[owner])
                except KeyError:
                    raise BankError(f"no account of {owner}") from None
            saved = [(account.balance, len(account.entries)) for account in accounts]
            try:
                yield accounts
            except BankError:
                self.failures += 1
                for account, (balance, length) in zip(accounts, saved):
                    account.balance = balance
                    del account.entries[length:]
                raise

    def transfer(self, source, target, amount):
        with self.transaction(source, target) as (giver, taker):
            taker.deposit(Decimal(amount))
            giver.withdraw(Decimal(amount))

    def interest(self, percent):
        cent = Decimal("0.01")
        for account in self.accounts.values():
            if account.balance > 0:
                gain = account.balance * Decimal(percent) / 100
                account.deposit(gain.quantize(cent, rounding=ROUND_HALF_UP))
            elif account.balance < 0:
                account.withdraw(Decimal(1))

    @property
    def total(self):
        return sum(account.balance for account in self.accounts.values())


def statement(account):
    running = Decimal(0)
    for amount in account.entries:
        running += amount
        sign = "+" if amount > 0 else "-"
        yield f"{sign}{abs(amount):>8} {running:>9}"


def in_threads(bank, count):
    def work(giver, taker):
        for i in range(count):
            with contextlib.suppress(BankError):
                bank.transfer(giver, taker, 1 + i % 3)

    threads = [threading.Thread(target=work, args=pair) for pair in (("ann", "bob"), ("bob", "ann"))]
    # One after the other: which transfers fail must not hang on the threads' order.
    for thread in threads:
        thread.start()
        thread.join()


def run():
    bank = Bank()
    ann = bank.open("ann", 100, limit=50)
    bank.open("bob")
    bank.transfer("ann", "bob", "120.50")
    yield ann.balance, bank.accounts["bob"].balance, bank.total
    for attempt in (
        lambda: bank.transfer("ann", "bob", 1000),
        lambda: bank.transfer("ann", "eve", 1),
        lambda: bank.transfer("ann", "bob", -1),
        lambda: bank.open("bob"),
    ):
        try:
            attempt()
        except BankError as error:
            yield type(error).__name__, str(error)
    bank.interest("2.5")
    yield bank.total, bank.failures
    yield list(statement(ann))
    before = bank.total
    in_threads(bank, 50)
    yield bank.total == before
