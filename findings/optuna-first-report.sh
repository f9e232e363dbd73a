#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): a step that is reported twice.
#
# One would guess: the last report counts, as with a dict or a TensorBoard summary.
# Seen: the first one does, with a warning on stderr that worker logs swallow.
# Why it matters: a trial that restarts from an older checkpoint reports some steps again,
# now with its real values, and rungs go on deciding on those of the run that died. A loop
# that reports within an epoch (step = epoch) is judged by its first batch for ever.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    trial.report(1.0, 1)
    trial.report(2.0, 1)
    return 0


study = optuna.create_study()
study.optimize(objective, n_trials=1)
print(study.trials[0].intermediate_values)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'after reports of 1.0 and then 2.0' "$(cat out)" '{1: 1.0}'
finish
