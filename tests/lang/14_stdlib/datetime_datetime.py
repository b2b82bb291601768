"""datetime.datetime."""
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
    "datetime(2026, 1, 1)",
    "str(DT)",
    "repr(DT)",
    "DT + TD",
    "DT - TD",
    "DT - datetime(2026, 1, 1)",
    "DT - D",
    "DT.date(), DT.time()",
    "DT.replace(year=2000, tzinfo=UTC)",
    "datetime.combine(D, T)",
    "datetime.combine(D, T, tzinfo=UTC)",
    "DT.isoformat()",
    "DT.isoformat(' ', 'seconds')",
    "DT.isoformat('T', 'auto')",
    "datetime(2026, 1, 1, tzinfo=UTC).isoformat()",
    "datetime(2026, 1, 1, tzinfo=tz)",
    "str(datetime(2026, 1, 1, tzinfo=tz))",
    "datetime(2026, 1, 1, tzinfo=tz).astimezone(UTC)",
    "datetime(2026, 1, 1, tzinfo=tz).utctimetuple()[:6]",
    "datetime(2026, 1, 1, 12, tzinfo=UTC) - datetime(2026, 1, 1, 12, tzinfo=tz)",
    "datetime(2026, 1, 1) - datetime(2026, 1, 1, tzinfo=UTC)",
    "datetime(2026, 1, 1) < datetime(2026, 1, 1, tzinfo=UTC)",
    "datetime(2026, 1, 1) == datetime(2026, 1, 1, tzinfo=UTC)",
    "datetime(2026, 1, 1, tzinfo=UTC) == datetime(2026, 1, 1, 5, 30, tzinfo=tz)",
    "hash(datetime(2026, 1, 1, tzinfo=UTC)) == hash(datetime(2026, 1, 1, 5, 30, tzinfo=tz))",
    "datetime.fromtimestamp(0, UTC)",
    "datetime.fromtimestamp(1.5, tz)",
    "datetime.fromtimestamp(-1, UTC)",
    "datetime.fromtimestamp(10 ** 20, UTC)",
    "datetime(1970, 1, 2, tzinfo=UTC).timestamp()",
    "datetime(1970, 1, 2).timestamp()",
    "DT.strftime('%Y-%m-%dT%H:%M:%S.%f%z %Z|%c|%x|%X')",
    "datetime(2026, 1, 1, tzinfo=tz).strftime('%z %:z %Z')",
    "datetime.strptime('2026-02-28 13:04', '%Y-%m-%d %H:%M')",
    "datetime.strptime('28 Feb 26 PM 01', '%d %b %y %p %I')",
    "datetime.strptime('x', '%Y')",
    "datetime.strptime('2026 extra', '%Y')",
    "datetime.strptime('+0530', '%z')",
    "datetime.strptime('1', '%q')",
    "datetime.fromisoformat('2026-02-28')",
    "datetime.fromisoformat('2026-02-28T13:04:05.678901+05:30')",
    "datetime.fromisoformat('2026-02-28 13:04Z')",
    "datetime.fromisoformat('20260228T130405')",
    "datetime.fromisoformat('2026-02-28T24:00')",
    "datetime.fromisoformat('nope')",
    "datetime.max",
    "datetime.min - timedelta(1)",
    "DT.timetuple()[:6]",
    "DT.isocalendar()",
    "DT.weekday()",
    "DT == D",
    "DT > D",
    "datetime(2026, 1, 1, fold=1)",
    "datetime(2026, 1, 1, 24)",
    "datetime(2026, 1, 1, tzinfo='x')",
    "datetime.today() > DT",
    "datetime.now(UTC).tzinfo",
    "isinstance(DT, date)",
    "DT.ctime()",
    "datetime(2026, 1, 1, tzinfo=Fixed()).dst()",
    "datetime(1, 1, 1, tzinfo=tz).astimezone(UTC)",
)
