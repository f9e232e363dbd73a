#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SciPy 1.10 (Debian's python3-scipy): scrambled Sobol points in many dimensions.
#
# One would guess: scrambling is random and another one for each dimension, so that two
# dimensions of a few points are about as correlated as independent draws, now less, now more.
# Seen: two dimensions whose first binary digits agree stay together under every scrambling,
# which turns that digit over as a whole. With 64 points, dimensions 10 and 26 have a
# correlation of .74 or more (either sign) for each of 100 seeds; of 64 independent points
# one pair in 10^11 has that. With 32 points some pair of 40 dimensions has .9 as a rule.
# Why it matters: a sweep of some dozens of trials varies two parameters together, and another
# seed does not help. Nine parameters are enough for 16 trials.
. "$(dirname -- "$0")/lib.sh"
debian python3-scipy 1.10.1

cat >a.py <<'PY'
import numpy as np
from scipy.stats import qmc

def correlations(n):
    return np.array([np.abs(np.corrcoef(qmc.Sobol(40, seed=seed).random(n).T))
                     for seed in range(100)]) - np.eye(40)
draws = np.array([np.abs(np.corrcoef(np.random.default_rng(seed).random((32, 40)).T))
                  for seed in range(100)]) - np.eye(40)
print(correlations(64)[:, 9, 25].min() > 0.7)
print(np.median(correlations(32).max((1, 2))) > 0.9, np.median(draws.max((1, 2))) > 0.7)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'dimensions 10 and 26 above .7 with 64 points and every seed' "$(sed -n 1p out)" 'True'
seen 'of 32 points some pair above .9; of independent ones above .7' \
	"$(sed -n 2p out)" 'True False'
finish
