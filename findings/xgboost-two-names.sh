# SPDX-License-Identifier: GPL-3.0-or-later
# XGBoost 1.7.4 (Debian's python3-xgboost): eta and learning_rate in one set of parameters.
#
# One would guess: they are two names of one parameter, so the later one wins, or both together
# are an error.
# Seen: learning_rate wins in either order, and eta is not looked at; no warning.
# Why it matters: a base configuration says learning_rate, and the study sweeps eta, the name in the
# manual. All its trials have one rate. They are alike to the last digit, so the importance
# of the rate, found with care, is 0.
. "$(dirname -- "$0")/lib.sh"
debian python3-xgboost 1.7.4

cat >a.py <<'PY'
import numpy as np
import xgboost as xgb

draw = np.random.RandomState(0)
x = draw.rand(300, 5)
data = xgb.DMatrix(x, x.sum(1))


def model(**parameters):
    return xgb.train({"nthread": 1, **parameters}, data, 3).predict(data).tobytes()


print(model(eta=0.9) == model(learning_rate=0.9), model(eta=0.1) == model(eta=0.9))
print(model(learning_rate=0.9, eta=0.1) == model(eta=0.9),
      model(eta=0.1, learning_rate=0.9) == model(eta=0.9))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'alone both names are one; 0.1 is 0.9' "$(sed -n 1p out)" 'True False'
seen 'learning_rate 0.9 wins as the first, as the last' "$(sed -n 2p out)" 'True True'
test ! -s err || other=1
finish
