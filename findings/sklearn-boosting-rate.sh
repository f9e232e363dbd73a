# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2 (Debian's python3-sklearn): learning_rate of a model that is fitted already.
#
# One would guess: it is for training. A fitted GradientBoostingRegressor predicts what it
# predicts, and with warm_start a smaller rate is for the trees to come.
# Seen: trees are kept without the rate, and predict() multiplies by what learning_rate is now.
# set_params() alone changes all predictions; going on with a tenth of the rate takes nine
# tenths away from the trees that were there, and the error is higher with twice the trees.
# Why it matters: cutting the rate at a rung, or a population based search that perturbs it,
# destroys the model that it goes on with. HistGradientBoostingRegressor is safe: its trees
# have the rate in them.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1

cat >a.py <<'PY'
import numpy as np
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor

draw = np.random.RandomState(0)
x = draw.rand(300, 3)
y = x.sum(1)
old = GradientBoostingRegressor(n_estimators=20, random_state=0, warm_start=True)
new = HistGradientBoostingRegressor(max_iter=20, random_state=0, warm_start=True)
for model, more in (old, {"n_estimators": 40}), (new, {"max_iter": 40}):
    was = model.fit(x, y).predict(x)
    same = (model.set_params(learning_rate=0.01).predict(x) == was).all()
    now = model.set_params(**more).fit(x, y).predict(x)
    print(same, np.mean((now - y) ** 2) > np.mean((was - y) ** 2))
PY
OMP_NUM_THREADS=1 /usr/bin/python3 a.py >out 2>err || cat err
seen 'predicts the same with another rate; twice the trees are worse' "$(sed -n 1p out)" \
	'False True'
seen 'HistGradientBoosting' "$(sed -n 2p out)" 'True False'
finish
