# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1 (Debian's python3-optuna): TPESampler and a range whose lower half gives NaN.
#
# One would guess: the sampler sees that this half is bad, and after a while draws from the other.
# Seen: a trial that returns NaN has failed, and TPE does not look at failed trials. The loss is x
# for x >= 0.5, so its model points to the edge, and beyond it learns nothing: with five seeds
# all of the last 30 of 60 trials are NaN. With inf instead, or pruned, 11 to 14 are.
# Why it matters: a rate that is the better the higher, until it diverges, is just that. The sweep
# spends its trials beyond the edge, and the more surely the better it has learned.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def beyond(bad, seed):
    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        if x < 0.5 and bad == "pruned":
            raise optuna.TrialPruned()
        return x if x >= 0.5 else float(bad)

    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=5)
    study = optuna.create_study(sampler=sampler)
    study.optimize(objective, n_trials=60)
    return sum(t.params["x"] < 0.5 for t in study.trials[-30:])


for bad in "nan", "inf", "pruned":
    n = [beyond(bad, seed) for seed in range(1, 6)]
    print(bad, min(n) == 30, max(n) < 15)
    print(n, file=open("counts", "a"))
PY
/usr/bin/python3 a.py >out 2>err || cat err
cat counts
seen 'all beyond the edge with each seed, fewer than half with each seed' \
	"$(tr '\n' ';' <out)" 'nan True False;inf False True;pruned False True;'
finish
