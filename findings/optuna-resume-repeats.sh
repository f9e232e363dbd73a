#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): going on with a study that has a seed.
#
# One would guess: a seeded sampler that is given a study with five trials proposes the sixth
# configuration of its row.
# Seen: it begins at the first again. The second five trials are the first five, number for
# number, with RandomSampler and with TPESampler alike, whose first ten are random.
# Why it matters: a sweep that is run in pieces, or by several processes with one script, tries
# the same configurations again and again, and pays for each. The cure, another seed for
# each start, is what the seed was to spare.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
for sampler in optuna.samplers.RandomSampler, optuna.samplers.TPESampler:
    for start in range(2):
        study = optuna.create_study(
            study_name=sampler.__name__,
            storage="sqlite:///a.db",
            load_if_exists=True,
            sampler=sampler(seed=1),
        )
        study.optimize(lambda t: (t.suggest_float("x", 0, 1) - 0.3) ** 2, n_trials=5)
    x = [t.params["x"] for t in study.trials]
    print(len(x), x[:5] == x[5:])
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'trials, the second five are the first, random' "$(sed -n 1p out)" '10 True'
seen 'with TPE' "$(sed -n 2p out)" '10 True'
finish
