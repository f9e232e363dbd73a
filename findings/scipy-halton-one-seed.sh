#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SciPy 1.10 (Debian's python3-scipy) and Optuna 3.1 (python3-optuna): scrambled Halton points.
#
# One would guess: scrambling permutes the digits of each dimension in its own way; that is
# what it is for, as the plain sequence has its later dimensions in lockstep. A seed only
# makes it repeat.
# Seen: with a seed each dimension begins with the same generator anew. Bases that are
# near to each other often get nearly the same permutation: of 40 dimensions two run together
# (correlation of 64 points, median of 20 seeds: .98), where independent draws have .43, and
# so has the same call without a seed. Optuna's QMCSampler hands its seed on.
# Why it matters: two hyperparameters are varied together, and who looks at the sweep cannot
# tell which of them it was. Without a seed all is well, so a run that was made to repeat is
# another experiment.
. "$(dirname -- "$0")/lib.sh"
debian python3-scipy 1.10.1
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import numpy as np
import optuna
from scipy.stats import qmc

def together(points):
    """The largest correlation of two dimensions."""
    c = np.corrcoef(points.T)
    np.fill_diagonal(c, 0)
    return abs(c).max()

def median(points):
    return np.median([together(points(seed)) for seed in range(20)])

optuna.logging.set_verbosity(optuna.logging.ERROR)
def sampled(seed):
    sampler = optuna.samplers.QMCSampler(qmc_type="halton", scramble=True, seed=seed)
    study = optuna.create_study(sampler=sampler)
    names = ["x%d" % i for i in range(40)]
    study.optimize(lambda t: sum(t.suggest_float(n, 0, 1) for n in names), n_trials=65)
    return np.array([[t.params[n] for n in names] for t in study.trials[1:]])

print(median(lambda seed: qmc.Halton(40, seed=seed).random(64)) > 0.9,
      median(lambda seed: qmc.Halton(40).random(64)) < 0.6,
      median(lambda seed: np.random.default_rng(seed).random((64, 40))) < 0.6)
print(together(sampled(seed=1)) > 0.9)
PY
/usr/bin/python3 -W ignore a.py >out 2>err || cat err
seen 'seeded: together; without a seed, and independent draws: not' \
	"$(sed -n 1p out)" 'True True True'
seen 'Optuna, with a seed: together' "$(sed -n 2p out)" 'True'
finish
