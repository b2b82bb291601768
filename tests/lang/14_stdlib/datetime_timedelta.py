"""datetime.timedelta."""
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
    "timedelta()",
    "timedelta(1, 2, 3, 4, 5, 6, 7)",
    "timedelta(hours=25)",
    "timedelta(-1)",
    "timedelta(microseconds=-1)",
    "str(timedelta(-1, 3600))",
    "str(TD)",
    "TD * 2",
    "2 * TD",
    "TD * 1.5",
    "TD / 2",
    "TD / timedelta(hours=1)",
    "TD // timedelta(hours=1)",
    "TD % timedelta(hours=1)",
    "divmod(TD, timedelta(hours=5))",
    "-TD",
    "+TD",
    "abs(-TD)",
    "TD + 1",
    "TD * 'a'",
    "TD / 0",
    "TD.total_seconds()",
    "TD.days, TD.seconds, TD.microseconds",
    "timedelta(10 ** 10)",
    "timedelta.max + timedelta(1)",
    "timedelta(seconds=1.5)",
    "timedelta(days=0.1)",
    "timedelta(1) == timedelta(hours=24)",
    "timedelta(1) < 5",
    "bool(timedelta())",
    "hash(timedelta(1)) == hash(timedelta(hours=24))",
    "sum([TD, TD], timedelta())",
    "timedelta(microseconds=0.5)",
    "timedelta(microseconds=1.5)",
    "timedelta(weeks=1, days=-7)",
    "timedelta(days=float('nan'))",
    "repr(timedelta(0, 5))",
)
