#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2 (Debian's python3-sklearn): sample_y() of a Gaussian process.
#
# One would guess: each call draws another function from the posterior, unless it is given a
# seed; rvs() of SciPy and the generators of NumPy do so.
# Seen: without a seed it has the seed 0. Every call, and every process, draws the same
# function; and the draws of two different models are one and the same noise.
# Why it matters: Thompson sampling takes the best point of such a draw. Each new trial, and
# each of many workers, gets one point until there are new results, and no message says so.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1

cat >a.py <<'PY'
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern

x = np.linspace(0, 1, 6)[:, None]
model = GaussianProcessRegressor(Matern(0.2, nu=2.5), optimizer=None).fit(x, np.sin(6 * x[:, 0]))
points = np.linspace(0, 1, 200)[:, None]
def proposals(**seed):
    return len({int(model.sample_y(points, **seed).argmin()) for _ in range(50)})
print(proposals(), proposals(random_state=None) > 5)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'how many points 50 draws propose, and whether more with a seed of None' \
	"$(cat out)" '1 True'
finish
