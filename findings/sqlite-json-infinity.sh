#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SQLite 3.40.1 (Debian's libsqlite3-0): infinity in its JSON functions.
#
# One would guess: an error, null, or 1e999; at the least something that SQLite can read.
# Seen: json_array(9e999) is [Inf], and json_valid() of it is 0. NaN cannot be stored in the
# first place: it is NULL from then on, and comes first in ORDER BY.
# Why it matters: the loss of a diverged trial is exactly that. One of them makes the whole
# json_group_array() of a sweep unreadable to every parser, SQLite's own included; and
# "ORDER BY loss LIMIT 1" names a diverged trial as the best.
. "$(dirname -- "$0")/lib.sh"
debian libsqlite3-0 3.40.1

cat >a.py <<'PY'
import sqlite3

c = sqlite3.connect(":memory:")
print(c.execute("select json_array(9e999)").fetchone()[0],
      c.execute("select json_valid(json_array(9e999))").fetchone()[0])
c.execute("create table trial(id, loss real)")
c.executemany("insert into trial values(?, ?)", [(0, 0.5), (1, float("nan")), (2, 0.2)])
print(c.execute("select id, loss from trial order by loss limit 1").fetchone())
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'json_array(9e999), and whether it is valid' "$(sed -n 1p out)" '[Inf] 0'
seen 'the best of the losses 0.5, NaN, 0.2' "$(sed -n 2p out)" '(1, None)'
finish
