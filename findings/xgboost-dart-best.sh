# SPDX-License-Identifier: GPL-3.0-or-later
# XGBoost 1.7.4 (Debian's python3-xgboost): early stopping with booster=dart.
#
# One would guess: the first best_iteration + 1 trees are the model that had the best score; with
# gbtree they are.
# Seen: each round of dart gives weights of trees before it another value, in place. The trees of
# the best round score otherwise than was recorded, and no range of trees does as recorded.
# Why it matters: the booster is a choice in the study like any other. The value by which such
# a trial won belongs to a model that existed for one round and cannot be had again.
. "$(dirname -- "$0")/lib.sh"
debian python3-xgboost 1.7.4

cat >a.py <<'PY'
import numpy as np
import xgboost as xgb

draw = np.random.RandomState(0)
x, z = draw.rand(300, 5), draw.rand(100, 5)
data = xgb.DMatrix(x, x.sum(1) + draw.randn(300) / 10)
held = xgb.DMatrix(z, z.sum(1))
for booster in "gbtree", "dart":
    seen = {}
    p = {"booster": booster, "nthread": 1, "seed": 1, "eta": 0.8}
    if booster == "dart":
        p["rate_drop"] = 0.5
    model = xgb.train(p, data, 40, [(held, "held")], evals_result=seen, verbose_eval=False,
                      early_stopping_rounds=10)

    def rmse(trees):
        return np.sqrt(np.mean((model.predict(held, iteration_range=(0, trees)) - z.sum(1)) ** 2))

    off = [abs(rmse(k) - model.best_score) for k in range(1, model.num_boosted_rounds() + 1)]
    print(off[model.best_iteration] < 1e-5, min(off) < 1e-5)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'gbtree: the best round, any round, scores as recorded' "$(sed -n 1p out)" 'True True'
seen 'dart' "$(sed -n 2p out)" 'False False'
finish
