#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): MedianPruner and a trial that blows up.
#
# One would guess: a trial whose loss goes from 0.1 to 10^6 is worse than the median of 0.5,
# and is pruned; so is one whose loss becomes NaN.
# Seen: neither ever is. Its best value so far is compared, not its value now, and NaN is
# left out of that. One good first epoch makes a trial immune for good.
# Why it matters: diverging late is the commonest failure of a high learning rate. Such
# trials keep their workers to the last epoch, and with a short sweep it is they who set
# the budget. SuccessiveHalvingPruner compares the value at the rung.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def run(pruner, late):
    def objective(trial):
        for epoch in range(1, 10):
            good = trial.number < 4
            trial.report(0.5 if good else 0.1 if epoch == 1 else late, epoch)
            if trial.should_prune():
                raise optuna.TrialPruned()
        return 0.5

    study = optuna.create_study(pruner=pruner)
    study.optimize(objective, n_trials=6)
    return [t.state.name for t in study.trials[4:]]


median = optuna.pruners.MedianPruner(n_startup_trials=3)
print(*run(median, 1e6))
print(*run(median, float("nan")))
print(*run(optuna.pruners.SuccessiveHalvingPruner(min_resource=2), 1e6))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'from 0.1 to a million, median' "$(sed -n 1p out)" 'COMPLETE COMPLETE'
seen 'from 0.1 to NaN, median' "$(sed -n 2p out)" 'COMPLETE COMPLETE'
seen 'from 0.1 to a million, halving' "$(sed -n 3p out)" 'PRUNED PRUNED'
finish
