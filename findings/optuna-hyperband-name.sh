#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): HyperbandPruner and the name of the study.
#
# One would guess: with a seeded sampler and a deterministic objective two studies are the
# same, whatever they are called.
# Seen: a trial's bracket is a checksum of the study's name and the trial's number. Another
# name trains other trials for longer, and a study without a name gets a random one: no
# seed makes it the same again.
# Why it matters: two sweeps "with the same seed" are not a repetition, and renaming a study
# changes which trials it stops. A comparison of pruners over seeds alone varies the seed
# and, unseen, the brackets.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def epochs(name):
    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        for epoch in range(1, 28):
            trial.report(x + 1 / epoch, epoch)
            if trial.should_prune():
                raise optuna.TrialPruned()
        return x

    study = optuna.create_study(
        study_name=name,
        sampler=optuna.samplers.RandomSampler(seed=1),
        pruner=optuna.pruners.HyperbandPruner(1, 27, 3),
    )
    study.optimize(objective, n_trials=60)
    return sum(len(t.intermediate_values) for t in study.trials)


print(epochs("a"), epochs("a"), epochs("b"), epochs("c"))
print("same" if len({epochs(None) for _ in range(4)}) == 1 else "different")
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'epochs of the studies a, a, b and c' "$(sed -n 1p out)" '416 416 462 622'
seen 'four studies without a name are' "$(sed -n 2p out)" 'different'
finish
