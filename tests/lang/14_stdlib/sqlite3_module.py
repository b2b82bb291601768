"""sqlite3: statements, parameters, types, row factories, transactions, functions, errors, blobs, backup."""
import datetime
import os
import sqlite3
import warnings

warnings.simplefilter("ignore")


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


db = sqlite3.connect(":memory:")
c = db.cursor()
print(c.execute("create table t(id integer primary key, name text, score real, data blob)") is c, c.description, c.rowcount, c.lastrowid)
c.execute("insert into t(name, score, data) values (?, ?, ?)", ("ann", 1.5, b"\x00\x01"))
print(c.lastrowid, c.rowcount)
c.execute("insert into t(name, score) values (:n, :s)", {"n": "bob", "s": 2, "extra": 1})
c.executemany("insert into t(name) values (?)", [("c",), ("d",)])
print(c.rowcount, db.total_changes)
print(c.execute("select * from t order by id").fetchall(), [d[0] for d in c.description])
print(c.execute("select name from t order by id").fetchone(), c.fetchmany(2), c.fetchone(), c.fetchone(), c.fetchall())
print([row for row in db.execute("select id, typeof(score) from t")])
for value in (None, 1, -2 ** 63, 1.5, "é\0x", b"", bytearray(b"ba"), memoryview(b"mv"), True, float("inf"), 2 ** 63 - 1):
    print(repr(db.execute("select ?, typeof(?)", (value, value)).fetchone()) if not isinstance(value, memoryview) else db.execute("select ?", (value,)).fetchone())
attempt(lambda: db.execute("select ?", (2 ** 63,)))
attempt(lambda: db.execute("select ?", (object(),)).fetchone())
attempt(lambda: db.execute("select ?", ([1],)))
attempt(lambda: db.execute("select ?, ?", (1,)))
attempt(lambda: db.execute("select ?", 1))
attempt(lambda: db.execute("select :a", {"b": 1}))
attempt(lambda: db.execute("nonsense sql"))
attempt(lambda: db.execute("select * from missing"))
attempt(lambda: db.execute("select 1; select 2"))
attempt(lambda: db.execute("insert into t(id) values (1)"))
attempt(lambda: db.execute(5))
attempt(lambda: db.execute("select '\ud800'"))
attempt(lambda: db.executemany("select 1", [()]))
attempt(lambda: db.execute("").fetchall())
print(db.in_transaction, db.isolation_level)
db.commit()
print(db.in_transaction)
db.execute("update t set score = 9")
db.rollback()
print(db.execute("select score from t where id = 1").fetchone())
try:
    with db:
        db.execute("delete from t")
        raise ValueError("roll it back")
except ValueError as e:
    print(e, db.execute("select count(*) from t").fetchone())
with db:
    db.execute("delete from t where id = 4")
print(db.execute("select count(*) from t").fetchone())
db.executescript("create table s(a); insert into s values (1); insert into s values (2);")
print(db.execute("select sum(a) from s").fetchone())
db.row_factory = sqlite3.Row
row = db.execute("select id, name as n from t where id = 1").fetchone()
print(row["id"], row["N"], row[1], row.keys(), tuple(row), len(row), dict(row), row == row, isinstance(row, tuple), row[0:2])
attempt(lambda: row["zz"])
attempt(lambda: row[9])
db.row_factory = lambda cursor, values: {d[0]: v for d, v in zip(cursor.description, values)}
print(db.execute("select 1 as a, 2 as b").fetchone())
db.row_factory = None
db.text_factory = bytes
print(db.execute("select 'text'").fetchone())
db.text_factory = str
db.create_function("double", 1, lambda x: x * 2)
db.create_function("fails", 0, lambda: 1 / 0)
db.create_function("many", -1, lambda *a: len(a), deterministic=True)
print(db.execute("select double(21), double('ab'), many(1, 2, 3)").fetchone())
attempt(lambda: db.execute("select fails()").fetchone())
attempt(lambda: db.execute("select double()"))


class Concat:
    def __init__(self):
        self.parts = []

    def step(self, value):
        self.parts.append(str(value))

    def finalize(self):
        return "+".join(self.parts)


db.create_aggregate("concat_all", 1, Concat)
print(db.execute("select concat_all(name) from t").fetchone())
db.create_collation("backwards", lambda a, b: (a < b) - (a > b))
print(db.execute("select name from t order by name collate backwards").fetchall())


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __conform__(self, protocol):
        if protocol is sqlite3.PrepareProtocol:
            return f"{self.x};{self.y}"


print(db.execute("select ?", (Point(1, 2),)).fetchone())
sqlite3.register_adapter(complex, lambda z: f"{z.real},{z.imag}")
sqlite3.register_converter("cx", lambda b: complex(*map(float, b.split(b","))))
typed = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
typed.execute("create table z(v cx)")
typed.execute("insert into z values (?)", (1 + 2j,))
print(typed.execute("select v from z").fetchone(), typed.execute("select '3,4' as \"w [cx]\"").fetchone())
typed.close()
db.set_trace_callback(lambda sql: print("trace:", sql))
db.execute("select 5").fetchall()
db.set_trace_callback(None)
db.execute("create table blobs(b blob)")
db.execute("insert into blobs values (zeroblob(10))")
with db.blobopen("blobs", "b", 1) as blob:
    blob.write(b"hello")
    blob.seek(0)
    print(blob.read(5), len(blob), blob[0], blob[1:3], blob.tell())
    blob[9] = 33
print(db.execute("select b from blobs").fetchone())
target = sqlite3.connect("file.db")
db.commit()
db.backup(target)
print(target.execute("select name from t order by id").fetchall(), list(target.iterdump())[:2])
target.close()
again = sqlite3.connect("file.db")
print(again.execute("select count(*) from t").fetchone(), os.path.getsize("file.db") > 0)
other = sqlite3.connect("file.db", timeout=0.01)
again.execute("begin exclusive")
attempt(lambda: other.execute("select * from t").fetchall())
again.rollback()
other.close()
again.close()
attempt(lambda: again.execute("select 1"))
attempt(lambda: sqlite3.connect("/nonexistent/dir/x.db"))
print(db.execute("select upper('é'), length('é'), hex(x'01ff'), 7 / 2, 7 / 2.0, null is null, 'a' || 1, coalesce(null, 5)").fetchone())
print(db.execute("with recursive n(x) as (select 1 union all select x + 1 from n where x < 10) select sum(x), group_concat(x) from n").fetchone())
print(db.execute("select name, row_number() over (order by id desc) from t").fetchall())
auto = sqlite3.connect(":memory:", autocommit=True)
auto.execute("create table a(x)")
auto.execute("insert into a values (1)")
print(auto.in_transaction, auto.autocommit)
auto.close()
print(sqlite3.apilevel, sqlite3.paramstyle, sqlite3.threadsafety in (0, 1, 3), issubclass(sqlite3.IntegrityError, sqlite3.DatabaseError), sqlite3.complete_statement("select 1;"), sqlite3.sqlite_version_info > (3, 7))
try:
    db.execute("insert into t(id) values (1)")
except sqlite3.IntegrityError as e:
    print(e.sqlite_errorname, e.sqlite_errorcode)
n = db.executemany("insert into s values (?)", ((i,) for i in range(1000))).rowcount
print(n, db.execute("select count(*), sum(a) from s").fetchone())
cursor = db.cursor()
cursor.close()
attempt(lambda: cursor.execute("select 1"))
print(db.interrupt(), db.getlimit(sqlite3.SQLITE_LIMIT_COLUMN) > 10, db.serialize()[:15])
db.close()
attempt(lambda: db.execute("select 1"))
