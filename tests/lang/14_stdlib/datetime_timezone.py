"""datetime.timezone."""
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


tz = timezone(timedelta(hours=5, minutes=30), "IST")


show(
    "timezone.utc",
    "str(timezone.utc)",
    "tz",
    "str(timezone(timedelta(hours=-3)))",
    "timezone(timedelta(hours=24))",
    "timezone(5)",
    "timezone(timedelta(0))",
    "timezone(timedelta(seconds=90)).tzname(None)",
    "timezone.min, timezone.max",
    "tz == timezone(timedelta(hours=5.5))",
    "tz.utcoffset(None)",
    "tz.fromutc(datetime(2026, 1, 1, tzinfo=tz))",
    "tz.dst(None)",
    "UTC is timezone.utc",
)
