"""datetime.date."""
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


D, T, DT, TD = date(2026, 2, 28), time(13, 4, 5, 678), datetime(2026, 2, 28, 13, 4, 5, 678), timedelta(days=1, hours=2, microseconds=3)


show(
    "date(2026, 1, 1)",
    "date(0, 1, 1)",
    "date(2026, 13, 1)",
    "date(2026, 2, 30)",
    "date('x')",
    "date(2026.0, 1, 1)",
    "str(D)",
    "D + timedelta(1)",
    "D - timedelta(days=59)",
    "D - date(2025, 2, 28)",
    "D + 1",
    "D - 1",
    "date.max + timedelta(1)",
    "date.min",
    "D.weekday(), D.isoweekday(), D.isocalendar()",
    "date(2021, 1, 3).isocalendar()",
    "D.replace(day=1)",
    "D.replace(day=31)",
    "D.toordinal()",
    "date.fromordinal(1)",
    "date.fromordinal(0)",
    "date.fromisoformat('2026-02-28')",
    "date.fromisoformat('20260228')",
    "date.fromisoformat('2026-W09-6')",
    "date.fromisoformat('2026-2-28')",
    "date.fromisoformat('x')",
    "date.fromisocalendar(2026, 9, 6)",
    "date.fromtimestamp(0)",
    "D.timetuple()[:9]",
    "D.ctime()",
    "D.strftime('%d/%m/%y %A %j %U %W %a %B %b %%')",
    "f'{D:%Y}'",
    "D < date(2026, 3, 1)",
    "D == DT",
    "D < DT",
    "hash(D) == hash(date(2026, 2, 28))",
    "D.isoformat()",
    "date.resolution",
    "date(2024, 2, 29).replace(year=2025)",
    "date.strptime('2026-01-02', '%Y-%m-%d')",
)
