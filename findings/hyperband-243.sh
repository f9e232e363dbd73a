# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna 3.1.0's HyperbandPruner and scikit-learn 1.2.1's HalvingGridSearchCV (Debian 12).
#
# One would guess: from 1 to 81 epochs by threes there are 5 brackets, to 243 there are 6, and
# 1 to 1000 by tens makes 4; 243 candidates come down to 1 in 6 rounds.
# Seen: 243 has 5, as 81 has, and 729 has 7; 1000 has 3, as 100 has. 243 candidates are left
# with 3, and 1000 with 100. Both take the floor of math.log(a, b), and math.log(243, 3) is
# 4.999999999999999. Of the powers up to the eleventh it is so for 3^5, 3^10, 9^5, 10^3, ...
# Why it matters: the usual ladders end there. The bracket that trusts the shortest trials
# most, or the last round, is missing without a word, so two tools that are told the same are
# compared at different budgets.
. "$(dirname -- "$0")/lib.sh"
debian python3-optuna 3.1.0
debian python3-sklearn 1.2.1

cat >brackets.py <<'PY'
import optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)

def brackets(most, eta):
    pruner = optuna.pruners.HyperbandPruner(1, most, eta)
    trial = optuna.create_study(pruner=pruner).ask()
    trial.report(0.5, 1)
    trial.should_prune()
    return len(pruner._pruners)

print(*[brackets(3**k, 3) for k in (4, 5, 6)], *[brackets(10**k, 10) for k in (2, 3)])
PY
cat >rounds.py <<'PY'
import numpy as np
from sklearn.experimental import enable_halving_search_cv
from sklearn.model_selection import HalvingGridSearchCV
from sklearn.tree import DecisionTreeClassifier

x = np.random.default_rng(0).normal(size=(2430, 5))
y = (x[:, 0] > 0).astype(int)

def rounds(n, factor):
    search = HalvingGridSearchCV(DecisionTreeClassifier(max_depth=1),
        {"random_state": list(range(n))}, factor=factor, cv=2, max_resources=10 * n if n < 1000 else 2000)
    return search.fit(x, y).n_candidates_

print(rounds(81, 3), rounds(243, 3), rounds(1000, 10))
PY
seen 'math.log(243, 3)' "$(/usr/bin/python3 -c 'import math; print(math.log(243, 3))')" \
	4.999999999999999
seen 'brackets to 81, 243, 729 by threes, to 100, 1000 by tens' \
	"$(/usr/bin/python3 brackets.py 2>/dev/null)" '5 5 7 3 3'
seen 'candidates of each round, of 81, 243 by threes, of 1000 by tens' \
	"$(/usr/bin/python3 rounds.py)" '[81, 27, 9, 3, 1] [243, 81, 27, 9, 3] [1000, 100, 10]'
finish
