# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1.0 (Debian's python3-optuna): TPESampler(multivariate=True) with one parameter.
#
# One would guess: it samples parameters together instead of one by one, so with one parameter
# nothing changes.
# Seen: from the second trial after the random ones on nearly all that it proposes is other. The switch
# has another rule for the width of the kernels, whatever the number of parameters.
# Why it matters: what is found with the switch on and off is taken for the worth of modelling
# parameters together. A part of it, with one parameter all, is that of the kernels' width.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0

cat >a.py <<'PY'
import warnings
import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def proposed(together):
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=1, multivariate=together))
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 1) - 0.3) ** 2, 40)
    return [trial.params["x"] for trial in study.trials]


apart, together = proposed(False), proposed(True)
print(next(i for i in range(40) if apart[i] != together[i]))
print(sum(a == b for a, b in zip(apart[11:], together[11:])) < 3)
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the first trial that differs' "$(sed -n 1p out)" 11
seen "of the 29 after it fewer than 3 are the same" "$(sed -n 2p out)" True
finish
