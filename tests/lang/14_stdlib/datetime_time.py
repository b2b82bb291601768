"""datetime.time."""
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


class Fixed(tzinfo):
    def utcoffset(self, dt):
        return timedelta(hours=2)

    def dst(self, dt):
        return timedelta(hours=1)

    def tzname(self, dt):
        return "FIX"


D, T, DT, TD = date(2026, 2, 28), time(13, 4, 5, 678), datetime(2026, 2, 28, 13, 4, 5, 678), timedelta(days=1, hours=2, microseconds=3)
tz = timezone(timedelta(hours=5, minutes=30), "IST")


show(
    "time(25)",
    "time(1, 2, 3, 10 ** 6)",
    "str(T)",
    "repr(T)",
    "time()",
    "bool(time(0))",
    "T.replace(microsecond=0)",
    "T.isoformat('milliseconds')",
    "T.isoformat('hours')",
    "T.isoformat('bad')",
    "time(1, tzinfo=UTC)",
    "time(1, tzinfo=tz).utcoffset()",
    "time(1) < time(2)",
    "time(1) < time(1, tzinfo=UTC)",
    "time(1) == time(1, tzinfo=UTC)",
    "time.fromisoformat('04:23:01.5+01:00')",
    "time.fromisoformat('T0423')",
    "time.fromisoformat('24:00')",
    "T.strftime('%H:%M:%S.%f %p %I')",
    "time(1, fold=1)",
    "time(1, tzinfo=Fixed()).tzname()",
    "time.max",
    "T + timedelta(1)",
    "time(12, 30) == time(12, 30, 0, 0)",
)
