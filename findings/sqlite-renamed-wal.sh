# SPDX-License-Identifier: GPL-3.0-or-later
# SQLite 3.40.1 (Debian's libsqlite3-0): a database in WAL mode that is renamed while it is open.
#
# One would guess: the connection has the file open, so what it commits goes there, and closing it
# brings the log in, as closing always does; or commit and close say that something is wrong.
# Seen: they say nothing. The connection sees that its path is gone, and keeps its log to itself:
# all that it has committed, also before, lies in a.db-wal, next to no a.db. b.db is a valid
# database without one table. With a rollback journal all rows are in b.db.
# Why it matters: moving the study's file "to keep it" while the sweep runs loses the whole study,
# from its first row if no checkpoint was made. Renaming the log, too, brings it back.
. "$(dirname -- "$0")/lib.sh"
debian libsqlite3-0 3.40.1

cat >a.py <<'PY'
import os
import sqlite3
import sys

c = sqlite3.connect("a.db")
c.execute(f"pragma journal_mode={sys.argv[1]}")
c.execute("create table trial(id)")
c.execute("insert into trial values(1)")
c.commit()
os.rename("a.db", "b.db")
if sys.argv[1] == "wal":
    c.execute("insert into trial values(2)")
    c.commit()
c.close()
left = sorted(f for f in os.listdir() if f.startswith("a.db"))


def tables():
    b = sqlite3.connect("b.db")
    n = b.execute("select count(*) from sqlite_master").fetchone()[0]
    rows = b.execute("select count(*) from trial").fetchone()[0] if n else 0
    b.close()
    return n, rows


print(*left, *tables())
if left:
    os.remove("b.db-wal") if os.path.exists("b.db-wal") else None
    os.rename("a.db-wal", "b.db-wal")
    print(*tables())
PY
/usr/bin/python3 a.py wal >out 2>err || cat err
rm -f ./*.db*
/usr/bin/python3 a.py delete >>out 2>err || cat err
seen 'left behind; tables and rows of b.db' "$(sed -n 1p out)" 'a.db-shm a.db-wal 0 0'
seen 'with its log renamed' "$(sed -n 2p out)" '1 2'
seen 'with a journal' "$(sed -n 3p out)" '1 1'
finish
