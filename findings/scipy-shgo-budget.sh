# SPDX-License-Identifier: GPL-3.0-or-later
# SciPy 1.10.1 (Debian 12): how often global optimisers call the function that they are given.
#
# One would guess: maxfev and maxfun are the most calls that are made, up to a handful.
# Seen: dual_annealing(maxfun=50) makes 50 calls, direct(maxfun=50) a few more, and
# shgo(maxfev=50) four times as many: what its local searches need is not counted.
# Why it matters: where a call is the training of a model, the budget is the bill; and of
# optimisers that are compared at 50 calls each one had 200.
. "$(dirname -- "$0")/lib.sh"
debian python3-scipy 1.10.1

cat >calls.py <<'PY'
import numpy as np
from scipy import optimize

def calls(method, **options):
    n = 0
    def f(x):
        nonlocal n
        n += 1
        return float(np.sum((np.asarray(x) - 0.3) ** 2))
    method(f, [(0, 1)] * 3, **options)
    return n

annealing = calls(optimize.dual_annealing, maxfun=50, seed=1)
direct = calls(optimize.direct, maxfun=50)
shgo = calls(optimize.shgo, options={"maxfev": 50})
print(annealing, 50 < direct < 60, shgo > 190)
PY
seen 'dual_annealing, direct: more but below 60, shgo: above 190' \
	"$(/usr/bin/python3 calls.py)" '50 True True'
finish
