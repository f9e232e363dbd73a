#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2 (Debian's python3-sklearn): set_params() between two partial_fit()s.
#
# One would guess: a new learning_rate_init of MLPRegressor counts from the next call on;
# get_params() says so.
# Seen: the optimiser of the first call is kept, with its rate. At a rate of 10^-12 the
# weights still move by the old one.
# Why it matters: cutting the rate at a rung, or a population based search that perturbs it,
# changes a number in a dict and nothing else. The sweep ranks rates that were not used.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1

cat >a.py <<'PY'
import numpy as np
from sklearn.neural_network import MLPRegressor

draw = np.random.RandomState(0)
x = draw.rand(200, 3)
y = x.sum(1)
model = MLPRegressor((4,), random_state=1, learning_rate_init=0.01).partial_fit(x, y)
was = model.coefs_[0].copy()
model.set_params(learning_rate_init=1e-12).partial_fit(x, y)
moved = abs(model.coefs_[0] - was).max()
print(model.get_params()["learning_rate_init"], moved > 0.005)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the rate that is said, and whether weights move by the old one' "$(cat out)" '1e-12 True'
finish
