#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): a categorical parameter with the choices 1 and 1.0.
#
# One would guess: best_params is what the best trial got.
# Seen: choices are looked up by ==, and 1 == 1.0 == True. The trial is given 1.0 or True,
# and 1 is written down for it; best_params is a configuration that nobody has tried.
# Why it matters: max_features of scikit-learn's forests is one feature for 1 and all of
# them for 1.0, and such a sweep ends by naming the wrong one of its two extremes.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
got = []


def objective(trial):
    value = trial.suggest_categorical("max_features", [1, 1.0, True])
    got.append(value)
    return {int: 2, float: 1, bool: 0}[type(value)]


study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
study.optimize(objective, n_trials=20)
print(*sorted({repr(v) for v in got}))
print(*sorted({repr(t.params["max_features"]) for t in study.trials}))
print(repr(got[study.best_trial.number]), study.best_params)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'trials were given' "$(sed -n 1p out)" '1 1.0 True'
seen 'and are recorded with' "$(sed -n 2p out)" '1'
seen 'the best one had' "$(sed -n 3p out)" "True {'max_features': 1}"
finish
