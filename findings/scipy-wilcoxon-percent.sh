# SPDX-License-Identifier: GPL-3.0-or-later
# scipy.stats.wilcoxon in SciPy 1.10.1 (Debian 12): two configurations over ten seeds.
#
# One would guess: a test of ranks has the same result for accuracies in percent and as
# fractions, 89 and 0.89.
# Seen: p is 0.049 in percent and 0.084 as fractions. 0.90 - 0.89 and 0.82 - 0.81 differ in the
# last bit, so differences that are equal get different ranks, by chance; equal ones share
# theirs. Of random pairs of such rows about every second one has another p, and some cross
# 0.05. Rounded to ten digits before the test, all is well.
# Why it matters: it is the test that is recommended for comparing configurations over seeds,
# and accuracies have two or three digits, so most differences are ties.
. "$(dirname -- "$0")/lib.sh"
debian python3-scipy 1.10.1

cat >ranks.py <<'PY'
import warnings
import numpy as np
from scipy.stats import wilcoxon

warnings.simplefilter("ignore")  # of ties, which make p approximate
a = np.array([89, 89, 90, 83, 83, 87, 84, 94, 82, 86])
b = np.array([88, 90, 91, 81, 82, 84, 82, 93, 81, 85])
p = [wilcoxon(a, b), wilcoxon(a / 100, b / 100), wilcoxon(np.round(a / 100 - b / 100, 10))]
print(*["%.3f" % x.pvalue for x in p])
random = np.random.default_rng(0)
other = same = 0
while other + same < 400:
    a = random.integers(80, 95, 10)
    b = a - random.integers(-2, 4, 10)
    if (a != b).all():
        equal = wilcoxon(a, b).pvalue == wilcoxon(a / 100, b / 100).pvalue
        same, other = same + equal, other + (not equal)
print(150 < other < 250)
PY
/usr/bin/python3 ranks.py >out
seen 'p in percent, as fractions, as fractions that are rounded' "$(sed -n 1p out)" '0.049 0.084 0.049'
seen 'of 400 random pairs of rows between 150 and 250 have another p' "$(sed -n 2p out)" True
finish
