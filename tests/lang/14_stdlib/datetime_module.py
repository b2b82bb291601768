"""datetime: pickling, subclasses, the modules calendar and time, week arithmetic over a year."""
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
