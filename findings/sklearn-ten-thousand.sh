#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2 (Debian's python3-sklearn): HistGradientBoosting and row 10,001.
#
# One would guess: a sweep that gives candidates more and more rows, as the halving searches
# do, trains the same algorithm at each rung.
# Seen: from 10,001 rows on, early_stopping="auto" holds a tenth of the rows back and stops
# by itself; with one row fewer it trains all its iterations on all rows. 60 trees become
# 36, on less data.
# Why it matters: the rung that crosses the line compares candidates that have been trained
# by other rules than at the rung below, and max_iter suddenly means nothing.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1

cat >a.py <<'PY'
from sklearn.datasets import make_classification
from sklearn.ensemble import HistGradientBoostingClassifier

for n in 10000, 10001:
    x, y = make_classification(n, 5, random_state=0, flip_y=0.3)
    model = HistGradientBoostingClassifier(max_iter=60, random_state=0).fit(x, y)
    print(n, model.n_iter_ == 60, len(model.validation_score_) > 0)
PY
OMP_NUM_THREADS=1 /usr/bin/python3 a.py >out 2>err || cat err
seen 'rows, all iterations, rows held back' "$(tr '\n' ' ' <out)" \
	'10000 True False 10001 False True '
finish
