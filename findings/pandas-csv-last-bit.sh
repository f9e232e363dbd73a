# SPDX-License-Identifier: GPL-3.0-or-later
# pandas 1.5.3 (Debian's python3-pandas): numbers through to_csv() and read_csv().
#
# One would guess: to_csv() writes all digits, read_csv() reads them, and a number is what it was;
# as with Python's own csv and float().
# Seen: to_csv() does. read_csv() has a parser of its own that is fast, and off by the last bit:
# of 10,000 small numbers more than 1,000 come back as others.
# Why it matters: a sweep that keeps its trials in a CSV cannot find a configuration by its
# parameters again, breaks ties, and at a cutoff that is one of the losses, a trial is on the
# other side. float_precision="round_trip" keeps them.
. "$(dirname -- "$0")/lib.sh"
debian python3-pandas 1.5.3

cat >a.py <<'PY'
import numpy as np
import pandas as pd

was = pd.DataFrame({"lr": np.random.RandomState(0).rand(10000) * 1e-5})
was.to_csv("a.csv", index=False)
print(sum(float(line) != x for line, x in zip(list(open("a.csv"))[1:], was.lr)))
print((pd.read_csv("a.csv").lr != was.lr).sum() > 1000)
print((pd.read_csv("a.csv", float_precision="round_trip").lr != was.lr).sum())
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'others by float()' "$(sed -n 1p out)" 0
seen 'more than 1000 others by read_csv()' "$(sed -n 2p out)" True
seen 'others with round_trip' "$(sed -n 3p out)" 0
finish
