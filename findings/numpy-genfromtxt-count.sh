# SPDX-License-Identifier: GPL-3.0-or-later
# numpy 1.24.2: genfromtxt(names=True, dtype=None) on a table of trials with an empty cell.
#
# One would guess: an empty cell is NaN, or masked, or an error; names of columns are as in the
# file, or as near as a name of a field can be.
# Seen: in a column of whole numbers it is -1. A column called file or print has an underscore
# more, as these were words of Python once ("file_"); "val/error" is valerror, which another
# column may be, too: then it is valerror_1.
# Why it matters: where a metric counts (errors, seconds, bytes), the trial that failed before
# it could report is the best of all. The same cell is NaN as soon as one other trial's is 3.5.
. "$(dirname -- "$0")/lib.sh"
debian python3-numpy 1:1.24.2

cat >a.py <<'PY'
import io
import numpy as np


def read(text):
    return np.genfromtxt(io.StringIO(text), delimiter=",", names=True, dtype=None)


counts = read("trial,errors\n0,12\n1,\n2,9\n")
print(counts["errors"].tolist(), "best:", counts["trial"][counts["errors"].argmin()])
print(read("trial,errors\n0,12\n1,\n2,3.5\n")["errors"].tolist())
print(*read("file,print,val/error,valerror\n1,2,3,4\n1,2,3,4\n").dtype.names)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'errors of 12, none, 9' "$(sed -n 1p out)" '[12, -1, 9] best: 1'
seen 'errors of 12, none, 3.5' "$(sed -n 2p out)" '[12.0, nan, 3.5]'
seen 'file, print, val/error, valerror' "$(sed -n 3p out)" 'file_ print_ valerror valerror_1'
finish
