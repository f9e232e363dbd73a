# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): GridSampler and a trial that fails.
#
# One would guess: a point of the grid whose trial failed is tried again, or the study does not
# end as if the grid were done.
# Seen: a failed trial counts as a visit. The study ends by itself, two of its three points have
# a value, and going on with it later tries any point at random, one that has a value perhaps.
# Why it matters: a node that goes away takes a point of the grid with it for good. The grid is
# reported as complete, and best_params is the best of what was left.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    x = trial.suggest_int("x", 1, 3)
    if x == 1:
        failures.append(x)
        if len(failures) == 1:
            raise OSError("no space left")
    return x


failures = []
study = optuna.create_study(sampler=optuna.samplers.GridSampler({"x": [1, 2, 3]}, seed=1))
study.optimize(objective, n_trials=20, catch=(OSError,))
print(len(study.trials), *sorted(t.params["x"] for t in study.trials), study.best_params)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'trials of 20, their points, the best where 1 would be, but failed once' "$(cat out)" \
	"3 1 2 3 {'x': 2}"
finish
