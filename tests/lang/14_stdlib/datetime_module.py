"""datetime: dates, times, deltas, zones, arithmetic, formatting, parsing, comparison, errors."""
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
import calendar
import time as time_module
import zoneinfo


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
show("date(2026, 1, 1)", "date(0, 1, 1)", "date(2026, 13, 1)", "date(2026, 2, 30)", "date('x')", "date(2026.0, 1, 1)", "str(D)", "D + timedelta(1)", "D - timedelta(days=59)", "D - date(2025, 2, 28)", "D + 1", "D - 1", "date.max + timedelta(1)", "date.min", "D.weekday(), D.isoweekday(), D.isocalendar()", "date(2021, 1, 3).isocalendar()", "D.replace(day=1)", "D.replace(day=31)", "D.toordinal()", "date.fromordinal(1)", "date.fromordinal(0)", "date.fromisoformat('2026-02-28')", "date.fromisoformat('20260228')", "date.fromisoformat('2026-W09-6')", "date.fromisoformat('2026-2-28')", "date.fromisoformat('x')", "date.fromisocalendar(2026, 9, 6)", "date.fromtimestamp(0)", "D.timetuple()[:9]", "D.ctime()", "D.strftime('%d/%m/%y %A %j %U %W %a %B %b %%')", "f'{D:%Y}'", "D < date(2026, 3, 1)", "D == DT", "D < DT", "hash(D) == hash(date(2026, 2, 28))", "D.isoformat()", "date.resolution", "date(2024, 2, 29).replace(year=2025)", "date.strptime('2026-01-02', '%Y-%m-%d')")
show("time(25)", "time(1, 2, 3, 10 ** 6)", "str(T)", "repr(T)", "time()", "bool(time(0))", "T.replace(microsecond=0)", "T.isoformat('milliseconds')", "T.isoformat('hours')", "T.isoformat('bad')", "time(1, tzinfo=UTC)", "time(1, tzinfo=tz).utcoffset()", "time(1) < time(2)", "time(1) < time(1, tzinfo=UTC)", "time(1) == time(1, tzinfo=UTC)", "time.fromisoformat('04:23:01.5+01:00')", "time.fromisoformat('T0423')", "time.fromisoformat('24:00')", "T.strftime('%H:%M:%S.%f %p %I')", "time(1, fold=1)", "time(1, tzinfo=Fixed()).tzname()", "time.max", "T + timedelta(1)", "time(12, 30) == time(12, 30, 0, 0)")
show("timedelta()", "timedelta(1, 2, 3, 4, 5, 6, 7)", "timedelta(hours=25)", "timedelta(-1)", "timedelta(microseconds=-1)", "str(timedelta(-1, 3600))", "str(TD)", "TD * 2", "2 * TD", "TD * 1.5", "TD / 2", "TD / timedelta(hours=1)", "TD // timedelta(hours=1)", "TD % timedelta(hours=1)", "divmod(TD, timedelta(hours=5))", "-TD", "+TD", "abs(-TD)", "TD + 1", "TD * 'a'", "TD / 0", "TD.total_seconds()", "TD.days, TD.seconds, TD.microseconds", "timedelta(10 ** 10)", "timedelta.max + timedelta(1)", "timedelta(seconds=1.5)", "timedelta(days=0.1)", "timedelta(1) == timedelta(hours=24)", "timedelta(1) < 5", "bool(timedelta())", "hash(timedelta(1)) == hash(timedelta(hours=24))", "sum([TD, TD], timedelta())", "timedelta(microseconds=0.5)", "timedelta(microseconds=1.5)", "timedelta(weeks=1, days=-7)", "timedelta(days=float('nan'))", "repr(timedelta(0, 5))")
show("datetime(2026, 1, 1)", "str(DT)", "repr(DT)", "DT + TD", "DT - TD", "DT - datetime(2026, 1, 1)", "DT - D", "DT.date(), DT.time()", "DT.replace(year=2000, tzinfo=UTC)", "datetime.combine(D, T)", "datetime.combine(D, T, tzinfo=UTC)", "DT.isoformat()", "DT.isoformat(' ', 'seconds')", "DT.isoformat('T', 'auto')", "datetime(2026, 1, 1, tzinfo=UTC).isoformat()", "datetime(2026, 1, 1, tzinfo=tz)", "str(datetime(2026, 1, 1, tzinfo=tz))", "datetime(2026, 1, 1, tzinfo=tz).astimezone(UTC)", "datetime(2026, 1, 1, tzinfo=tz).utctimetuple()[:6]", "datetime(2026, 1, 1, 12, tzinfo=UTC) - datetime(2026, 1, 1, 12, tzinfo=tz)", "datetime(2026, 1, 1) - datetime(2026, 1, 1, tzinfo=UTC)", "datetime(2026, 1, 1) < datetime(2026, 1, 1, tzinfo=UTC)", "datetime(2026, 1, 1) == datetime(2026, 1, 1, tzinfo=UTC)", "datetime(2026, 1, 1, tzinfo=UTC) == datetime(2026, 1, 1, 5, 30, tzinfo=tz)", "hash(datetime(2026, 1, 1, tzinfo=UTC)) == hash(datetime(2026, 1, 1, 5, 30, tzinfo=tz))", "datetime.fromtimestamp(0, UTC)", "datetime.fromtimestamp(1.5, tz)", "datetime.fromtimestamp(-1, UTC)", "datetime.fromtimestamp(10 ** 20, UTC)", "datetime(1970, 1, 2, tzinfo=UTC).timestamp()", "datetime(1970, 1, 2).timestamp()", "DT.strftime('%Y-%m-%dT%H:%M:%S.%f%z %Z|%c|%x|%X')", "datetime(2026, 1, 1, tzinfo=tz).strftime('%z %:z %Z')", "datetime.strptime('2026-02-28 13:04', '%Y-%m-%d %H:%M')", "datetime.strptime('28 Feb 26 PM 01', '%d %b %y %p %I')", "datetime.strptime('x', '%Y')", "datetime.strptime('2026 extra', '%Y')", "datetime.strptime('+0530', '%z')", "datetime.strptime('1', '%q')", "datetime.fromisoformat('2026-02-28')", "datetime.fromisoformat('2026-02-28T13:04:05.678901+05:30')", "datetime.fromisoformat('2026-02-28 13:04Z')", "datetime.fromisoformat('20260228T130405')", "datetime.fromisoformat('2026-02-28T24:00')", "datetime.fromisoformat('nope')", "datetime.max", "datetime.min - timedelta(1)", "DT.timetuple()[:6]", "DT.isocalendar()", "DT.weekday()", "DT == D", "DT > D", "datetime(2026, 1, 1, fold=1)", "datetime(2026, 1, 1, 24)", "datetime(2026, 1, 1, tzinfo='x')", "datetime.today() > DT", "datetime.now(UTC).tzinfo", "isinstance(DT, date)", "DT.ctime()", "datetime(2026, 1, 1, tzinfo=Fixed()).dst()", "datetime(1, 1, 1, tzinfo=tz).astimezone(UTC)")
show("timezone.utc", "str(timezone.utc)", "tz", "str(timezone(timedelta(hours=-3)))", "timezone(timedelta(hours=24))", "timezone(5)", "timezone(timedelta(0))", "timezone(timedelta(seconds=90)).tzname(None)", "timezone.min, timezone.max", "tz == timezone(timedelta(hours=5.5))", "tz.utcoffset(None)", "tz.fromutc(datetime(2026, 1, 1, tzinfo=tz))", "tz.dst(None)", "UTC is timezone.utc")
import pickle
import copy

for value in (D, T, DT, TD, tz, datetime(2026, 1, 1, tzinfo=tz, fold=1)):
    print(pickle.loads(pickle.dumps(value)) == value, copy.copy(value) == value, value.__reduce__()[0].__name__)


class MyDate(date):
    pass


print(MyDate(2026, 1, 1) + timedelta(1), type(MyDate(2026, 1, 1) + timedelta(1)).__name__, type(MyDate.today()).__name__, type(MyDate(2026, 1, 1).replace(day=2)).__name__)
print(calendar.monthrange(2024, 2), calendar.isleap(1900), calendar.leapdays(2000, 2026), calendar.month_name[3], calendar.day_abbr[0], calendar.timegm((2026, 1, 1, 0, 0, 0)), calendar.weekday(2026, 1, 1))
print(calendar.month(2026, 2), calendar.Calendar(6).monthdayscalendar(2026, 2)[0])
print(time_module.gmtime(0)[:9], time_module.strftime("%Y-%m-%d %H:%M:%S", time_module.gmtime(10 ** 9)), time_module.mktime(time_module.strptime("2026", "%Y")), time_module.asctime(time_module.gmtime(0)), time_module.struct_time(range(9)).tm_hour, time_module.monotonic() <= time_module.monotonic(), time_module.perf_counter_ns() > 0, time_module.time() > 1.7e9, time_module.tzname[0], time_module.timezone)
day = date(2026, 1, 1)
weeks = {}
for _ in range(365):
    weeks.setdefault(day.isocalendar().week, []).append(day.day)
    day += timedelta(days=1)
print(len(weeks), day, sum(map(len, weeks.values())))
