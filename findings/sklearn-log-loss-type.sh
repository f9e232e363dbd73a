# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2 (Debian's python3-sklearn): log_loss() of float32 and of float64.
#
# One would guess: the loss of a probability 0 for the true class is infinite, or is capped by one
# small constant, 1e-15; the type of the array is a matter of the last digits.
# Seen: the cap is the precision of the type. The same zeros and ones cost 15.9 for each wrong
# row as float32, 36.0 as float64, and less than 7 as float16.
# Why it matters: networks predict float32, trees float64. Where a few rows are wrong and sure, the
# network's loss is not half of the tree's because it is better, and half precision as a
# parameter of the sweep wins.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1

cat >a.py <<'PY'
import numpy as np
from sklearn.metrics import log_loss

for kind in "float16", "float32", "float64":
    print(f"{log_loss([0, 1], np.array([[0, 1], [1, 0]], kind)):.1f}")
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'two rows, wrong and sure, as float16, float32, float64' "$(tr '\n' ' ' <out)" \
	'6.9 15.9 36.0 '
finish
