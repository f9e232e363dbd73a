# SPDX-License-Identifier: GPL-3.0-or-later
# SQLite 3.40.1 (Debian's libsqlite3-0): mode=ro and a database in WAL mode that nobody has open.
#
# One would guess: who only reads, and says so, writes nothing into the folder; the last one who
# closes a database leaves one file.
# Seen: the reader makes a log and a file of shared memory beside the database, and, as it may not
# write the database, leaves both behind. One who may write would have removed them.
# Why it matters: a dashboard that looks at a finished study changes its folder. A copy by name, a
# checksum of the folder or an archive of it is another one after somebody looked; and
# where the folder is read-only, looking fails. immutable=1 reads and leaves nothing.
. "$(dirname -- "$0")/lib.sh"
debian libsqlite3-0 3.40.1

cat >a.py <<'PY'
import os
import sqlite3

c = sqlite3.connect("a.db")
c.execute("pragma journal_mode=wal")
c.execute("create table trial(id)")
c.close()


def after(options):
    c = sqlite3.connect(f"file:a.db?{options}", uri=True)
    c.execute("select * from trial").fetchall()
    c.close()
    print(*sorted(f for f in os.listdir() if f.startswith("a.db")))


after("immutable=1")
after("mode=ro")
after("mode=rw")
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'after immutable=1' "$(sed -n 1p out)" 'a.db'
seen 'after mode=ro' "$(sed -n 2p out)" 'a.db a.db-shm a.db-wal'
seen 'after mode=rw' "$(sed -n 3p out)" 'a.db'
finish
