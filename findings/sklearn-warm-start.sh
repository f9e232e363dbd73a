#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2 (Debian's python3-sklearn): MLPClassifier, epoch by epoch.
#
# One would guess: warm_start and one epoch a call of fit(), or partial_fit() over the whole
# set, train as one fit() of so many epochs does, when random_state is a number.
# Seen: all three curves part at the second epoch. fit() with warm_start begins the
# optimiser anew, without Adam's means, and the generator, so that every later epoch sees
# the rows in one and the same order; partial_fit() keeps the optimiser, and still shuffles
# from the same seed each time.
# Why it matters: these are the two ways to train a model up to a rung and go on later. A
# sweep with early stopping selects by curves of a model that nobody trains afterwards.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1

cat >a.py <<'PY'
import warnings

from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
x, y = load_digits(return_X_y=True)
x = x / 16
once = MLPClassifier((16,), random_state=1, max_iter=6).fit(x, y)
warm = MLPClassifier((16,), random_state=1, max_iter=1, warm_start=True)
part = MLPClassifier((16,), random_state=1)
for _ in range(6):
    warm.fit(x, y)
    part.partial_fit(x, y, classes=range(10))


def agree(a, b):
    return sum(abs(p - q) < 1e-9 for p, q in zip(a.loss_curve_, b.loss_curve_))


print(len(once.loss_curve_), agree(once, warm), agree(once, part), agree(warm, part))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'epochs; of these alike: fit and warm_start, fit and partial_fit, both of these' \
	"$(cat out)" '6 1 1 1'
finish
