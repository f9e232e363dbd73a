#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# NumPy 1.24.2 (Debian's python3-numpy): default_rng() with a list of numbers.
#
# One would guess: [7, 0] is another seed than 7, as [7, 1] is.
# Seen: a list shorter than four words is filled up with zeros, so 7, [7, 0] and [7, 0, 0] are
# one seed. From five words on a zero counts.
# Why it matters: default_rng([study_seed, trial]) is the recommended way to give each trial a
# stream of its own. Trial 0 gets the study's own stream: it draws the very numbers that the
# sampler draws its configuration from, or the split of the data. spawn() is safe.
. "$(dirname -- "$0")/lib.sh"
debian python3-numpy 1:1.24.2

cat >a.py <<'PY'
import numpy as np


def same(a, b):
    return (np.random.default_rng(a).random(9) == np.random.default_rng(b).random(9)).all()


print(same(7, [7, 0]), same(7, [7, 0, 0, 0]), same(7, [7, 1]), same(7, [7, 0, 0, 0, 0]))
parent = np.random.SeedSequence(7)
print(same(7, parent.spawn(1)[0]))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen '7 is [7, 0], [7, 0, 0, 0], [7, 1], [7, 0, 0, 0, 0]' "$(sed -n 1p out)" \
	'True True False False'
seen '7 is the first that it spawns' "$(sed -n 2p out)" 'False'
finish
