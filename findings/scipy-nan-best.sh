# SPDX-License-Identifier: GPL-3.0-or-later
# SciPy 1.10.1 (Debian's python3-scipy): global optimisers and a loss that is NaN in places.
#
# One would guess: no NaN is ever smaller than a number, so the points that have one lose, and the
# smallest of the others is found; or there is an error.
# Seen: of x where x >= 0.5, and NaN below, direct() and shgo() find 0.5. brute() names a point
# that is NaN. A NaN that differential_evolution() has drawn at its start is its best one from
# then on, and no number replaces it. dual_annealing() reports NaN, and success, at an x
# whose loss is a number.
# Why it matters: half of a range that diverges is usual for learning rates. inf instead of NaN
# is what makes all five of them work.
. "$(dirname -- "$0")/lib.sh"
debian python3-scipy 1.10.1

cat >a.py <<'PY'
import math

from scipy import optimize as o


def loss(bad):
    return lambda x: float(x[0] if hasattr(x, "__len__") else x) if x >= 0.5 else bad


for bad in math.nan, math.inf:
    f, range_ = loss(bad), [(0, 1)]
    results = [
        o.direct(f, range_),
        o.differential_evolution(f, range_, seed=1, polish=False),
        o.dual_annealing(f, range_, seed=1, maxiter=50, no_local_search=True),
    ]
    print(float(o.brute(f, range_, Ns=11, finish=None)) >= 0.5,
          *(f"{r.fun:.1f}/{r.x[0] >= 0.5}" for r in results), results[2].success)
PY
/usr/bin/python3 a.py >out 2>err || cat err
what='brute finds a number; loss/x has one, of direct, evolution, annealing; its success'
seen "$what, with NaN" "$(sed -n 1p out)" 'False 0.5/True nan/False nan/True True'
seen "$what, with inf" "$(sed -n 2p out)" 'True 0.5/True 0.5/True 0.5/True True'
finish
