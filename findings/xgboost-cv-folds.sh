# SPDX-License-Identifier: GPL-3.0-or-later
# XGBoost 1.7.4 (Debian's python3-xgboost): xgboost.cv() with a seed among the parameters.
#
# One would guess: the seed that a model is trained with is the one that its folds are drawn
# with; or the parameter's is for training, and without the argument `seed` the folds differ.
# Seen: the folds are the same in each call. Where training draws
# nothing, all seeds have the same result to the last digit.
# Why it matters: a study that repeats a configuration over seeds, to see how far a result can be
# trusted, sees no spread at all; or one of subsampling alone, never that of the data.
. "$(dirname -- "$0")/lib.sh"
debian python3-xgboost 1.7.4

cat >a.py <<'PY'
import numpy as np
import xgboost as xgb

draw = np.random.RandomState(0)
x = draw.normal(size=(300, 5))
data = xgb.DMatrix(x, (x[:, 0] + draw.normal(size=300) > 0).astype(int))


def results(seeds, among=True, **parameters):
    parameters = {"objective": "binary:logistic", "nthread": 1, **parameters}
    return len({xgb.cv({**parameters, **({"seed": s} if among else {})}, data, 5, nfold=3,
                       **({} if among else {"seed": s})).iloc[-1, 2] for s in seeds})


print(results(range(5)), results(range(5), subsample=0.5), results(range(5), among=False))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'results of five seeds: among the parameters, with subsample, as an argument' \
	"$(cat out)" '1 5 5'
finish
