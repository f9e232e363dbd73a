#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2 (Debian's python3-sklearn): ties in HalvingGridSearchCV.
#
# One would guess: of candidates with the same score the first ones stay, as in every
# other search there, whose best_params_ is the first of the equals.
# Seen: the last ones stay, rung after rung, and the last of all is the best.
# Why it matters: at low rungs ties are common: an accuracy on 20 rows has 21 values, and
# a bad region often gives one score to all. A grid is written from small to large, so
# the search drifts to the largest and dearest models for no reason.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1

cat >a.py <<'PY'
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV


class Same(BaseEstimator):
    def __init__(self, size=0):
        self.size = size

    def fit(self, x, y):
        return self

    def score(self, x, y):
        return 0.5


x, y, grid = np.zeros((270, 1)), np.zeros(270), {"size": list(range(9))}
h = HalvingGridSearchCV(Same(), grid, factor=3, cv=2, random_state=0).fit(x, y)
r = h.cv_results_
for k in range(h.n_iterations_):
    print([p["size"] for p, i in zip(r["params"], r["iter"]) if i == k])
print(h.best_params_, GridSearchCV(Same(), grid, cv=2).fit(x, y).best_params_)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'rung 0' "$(sed -n 1p out)" '[0, 1, 2, 3, 4, 5, 6, 7, 8]'
seen 'rung 1' "$(sed -n 2p out)" '[6, 7, 8]'
seen 'rung 2' "$(sed -n 3p out)" '[8]'
seen 'best of halving, best of the plain grid' "$(sed -n 4p out)" "{'size': 8} {'size': 0}"
finish
