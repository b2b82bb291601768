"""Dates of the Gregorian calendar, without the standard library's."""

from typing import NamedTuple

MONTHS = ["January", "February", "March", "April", "May", "June"]
MONTHS += ["July", "August", "September", "October", "November", "December"]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year, month):
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


class Date(NamedTuple):
    year: int
    month: int
    day: int

    @classmethod
    def parse(cls, text):
        try:
            year, month, day = map(int, text.split("-"))
        except ValueError:
            raise ValueError(f"{text!r} is no date") from None
        if not 1 <= month <= 12:
            raise ValueError(f"no month {month}")
        if not 1 <= day <= days_in(year, month):
            raise ValueError(f"no day {day} in {MONTHS[month - 1]}")
        return cls(year, month, day)

    @property
    def ordinal(self):
        before = self.year - 1
        days = before * 365 + before // 4 - before // 100 + before // 400
        for month in range(1, self.month):
            days += days_in(self.year, month)
        return days + self.day

    @classmethod
    def from_ordinal(cls, ordinal):
        year = 1
        while ordinal > (length := 366 if is_leap(year) else 365):
            ordinal -= length
            year += 1
        month = 1
        while ordinal > days_in(year, month):
            ordinal -= days_in(year, month)
            month += 1
        return cls(year, month, ordinal)

    @property
    def weekday(self):
        return DAYS[(self.ordinal - 1) % 7]

    def plus(self, days):
        return Date.from_ordinal(self.ordinal + days)

    def __str__(self):
        return f"{self.weekday}, {self.day} {MONTHS[self.month - 1]} {self.year}"


def easter(year):
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return Date(year, month, day + 1)


def calendar(year, month):
    lines = [f"{MONTHS[month - 1]} {year}".center(20).rstrip(), "Mo Tu We Th Fr Sa Su"]
    first = DAYS.index(Date(year, month, 1).weekday)
    cells = ["  "] * first + [f"{day:2}" for day in range(1, days_in(year, month) + 1)]
    for start in range(0, len(cells), 7):
        lines.append(" ".join(cells[start : start + 7]))
    return lines


def run():
    date = Date.parse("2026-11-22")
    yield str(date), date.ordinal, str(date.plus(100)), str(date.plus(-400))
    yield [is_leap(year) for year in (1900, 2000, 2023, 2024)]
    yield [str(easter(year)) for year in (2024, 2025, 2026)]
    yield calendar(2024, 2)
    yield sorted([Date(2024, 1, 2), Date(2023, 5, 1)])[0]
    for bad in ("x", "2023-13-01", "2023-02-29", "2023-04-31"):
        try:
            Date.parse(bad)
        except ValueError as error:
            yield str(error)
