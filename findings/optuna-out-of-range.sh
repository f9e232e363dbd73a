#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): enqueue_trial() with a value outside of the range.
#
# One would guess: an error, or the nearest value that is allowed.
# Seen: the trial gets the value as it is. It is recorded, can be the best one, and
# samplers learn from it.
# Why it matters: trials that are put in by hand come from other sweeps with other ranges.
# A learning rate of 11 in a range up to 1 is a slip of the pen that a sweep should refuse.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study()
study.enqueue_trial({"x": 11})
study.optimize(lambda t: -t.suggest_float("x", 0, 1), n_trials=5)
print(study.trials[0].state.name, study.best_params, study.trials[0].distributions["x"].high)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the trial, the best parameters, the upper end' "$(cat out)" "COMPLETE {'x': 11.0} 1.0"
finish
