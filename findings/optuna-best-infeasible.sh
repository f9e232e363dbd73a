# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1.0 (Debian 12): a sampler with constraints_func, and study.best_trial.
#
# One would guess: the best trial of a study with constraints is the best of those that keep
# them, as the sampler sees it.
# Seen: the sampler goes where the constraints hold, and best_trial, best_value and
# best_params are of a trial that breaks them; best_trials of two objectives, too.
# Why it matters: the line that everybody ends a study with prints a configuration that must
# not be used, while all plots of the search look right. The more random trials there were
# before the sampler learned the limit, the better this value looks.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >best.py <<'PY'
import warnings
import optuna
warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

def breaks(trial):  # above 0: broken
    return (2 - trial.params["x"],)

def one(trial):
    return trial.suggest_float("x", -5, 5) ** 2

def two(trial):
    x = trial.suggest_float("x", -5, 5)
    return x**2, (x - 1) ** 2

study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1, constraints_func=breaks))
study.optimize(one, 60)
late = study.trials[30:]
print(sum(t.params["x"] >= 2 for t in late) > len(late) / 2, study.best_params["x"] >= 2)
study = optuna.create_study(directions=["minimize"] * 2,
    sampler=optuna.samplers.NSGAIISampler(seed=1, constraints_func=breaks))
study.optimize(two, 100)
print(any(t.params["x"] >= 2 for t in study.trials), any(t.params["x"] >= 2 for t in study.best_trials))
PY
/usr/bin/python3 best.py >out
seen 'most late trials keep it, and the best does' "$(sed -n 1p out)" 'True False'
seen 'of two objectives: some trials keep it, and some of the best' "$(sed -n 2p out)" 'True False'
finish
