#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SQLite 3.40.1 (Debian's libsqlite3-0): numbers on their way into text.
#
# One would guess: json_array(x) can be read back to x, as it can be with every JSON library;
# and printf('%.17g') prints 17 digits.
# Seen: 15 digits in JSON and in casts, and printf() stops at 16 whatever it is told, unless
# there is a "!" in the format. 0.1 + 0.2 becomes 0.3. Only quote() keeps all of it.
# Why it matters: values that go through json_object() or CAST on their way out of a study are
# others than those in it: a trial at the cutoff is above it in one and below it in the
# other, and ties appear that there were not.
. "$(dirname -- "$0")/lib.sh"
debian libsqlite3-0 3.40.1

cat >a.py <<'PY'
import sqlite3

q = sqlite3.connect(":memory:").execute
print(q("select json_array(0.1 + 0.2)").fetchone()[0],
      q("select json_extract(json_array(0.1 + 0.2), '$[0]') = 0.1 + 0.2").fetchone()[0],
      q("select cast(cast(0.1 + 0.2 as text) as real) = 0.1 + 0.2").fetchone()[0])
print(q("select printf('%.17g', 0.1 + 0.2)").fetchone()[0],
      q("select printf('%!.17g', 0.1 + 0.2)").fetchone()[0],
      float(q("select quote(0.1 + 0.2)").fetchone()[0]) == 0.1 + 0.2)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'json_array, is what it was, a cast is' "$(sed -n 1p out)" '[0.3] 0 0'
seen "printf('%.17g'), with '!', quote is what it was" "$(sed -n 2p out)" \
	'0.3 0.30000000000000004 True'
finish
