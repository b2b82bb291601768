# Cursors that were left on a row stand in nobody's way once nothing refers to them, and foreign keys are off at first.
import sqlite3


def fill(con):
    con.execute("pragma journal_mode=off")
    with con:
        con.execute("create table if not exists file (id integer primary key, path text, unique (path))")
        con.execute("create table if not exists line (file integer, foreign key (file) references file (id))")
    with con:
        con.execute("insert or replace into file (path) values ('a.py')")
        con.execute("select id from file union all select 7")
        con.execute("insert into line values (99)")
    return con.execute("select count(*) from line").fetchone()


first, second = (sqlite3.connect("file:shared?mode=memory&cache=shared", uri=True) for _ in range(2))
print(first.execute("pragma foreign_keys").fetchone())
print(fill(first))
print(fill(second))
first.execute("pragma foreign_keys=on")
try:
    fill(first)
except sqlite3.IntegrityError as e:
    print(e)
