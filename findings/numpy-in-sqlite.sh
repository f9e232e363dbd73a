#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# NumPy 1.24.2 and Python 3.11's sqlite3 (Debian's): numbers on their way into a table.
#
# One would guess: np.int64(3) is stored as 3, or is an error, as in json.dumps().
# Seen: it is stored as its eight bytes, a BLOB, in an INTEGER column, without a word; so are
# int32, bool_ and float32, while float64 is a number. No query by trial = 3 finds the row,
# max(loss) is the bytes of a float32, and sum() counts it as 0. A STRICT table refuses it.
# Why it matters: epochs come from np.arange, losses from float32 networks. The study is written
# for hours, its counts are right, and its best value is not among its numbers.
. "$(dirname -- "$0")/lib.sh"
debian python3.11 3.11.2
debian python3-numpy 1:1.24.2

cat >a.py <<'PY'
import sqlite3

import numpy as np

q = sqlite3.connect(":memory:").execute
q("create table report(trial integer, loss real)")
for row in (np.int64(3), np.float32(0.5)), (np.int32(4), np.float64(0.25)), (5, 0.125):
    q("insert into report values(?, ?)", row)
print(*(f"{a}/{b}" for a, b in q("select typeof(trial), typeof(loss) from report")))
print(q("select count(*) from report where trial = 3").fetchone()[0],
      q("select sum(loss) from report").fetchone()[0],
      q("select typeof(max(loss)) from report").fetchone()[0])
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'what (int64, float32), (int32, float64), (int, float) became' "$(sed -n 1p out)" \
	'blob/blob blob/real integer/real'
seen 'rows of trial 3, the sum of 0.5, 0.25, 0.125, the type of the largest' \
	"$(sed -n 2p out)" '0 0.375 blob'
finish
