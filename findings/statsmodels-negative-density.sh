#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# statsmodels 0.13 (Debian's python3-statsmodels): KDEMultivariate of discrete variables, with
# its rule for the bandwidth (normal_reference), which BOHB's models are made with.
#
# One would guess: a density is 0 or more, sums to 1 over the categories, and is larger where
# there are more results; what number stands for a category makes no difference to an
# unordered one.
# Seen: the bandwidth is 1.06 times the deviation of the codes, as if they were measured, and
# nothing limits it. Of two categories with 3 and 27 results the rarer one is more likely when
# their codes are 0 and 9, and not when they are 0 and 1. An ordered variable with the values
# 1, 10, 100 has densities below -10^100; one with 0 to 3 sums to less than 0.8.
# Why it matters: a sampler takes the draw with the largest quotient of two such densities.
# With a batch size as an ordered parameter, or ten categories, it prefers what was bad, and
# of two negative densities the quotient looks fine.
. "$(dirname -- "$0")/lib.sh"
debian python3-statsmodels 0.13.5

cat >a.py <<'PY'
import numpy as np
from statsmodels.nonparametric.kernel_density import KDEMultivariate

def density(kind, codes, counts):
    data = np.repeat(np.array(codes, float), counts)
    model = KDEMultivariate([data], kind, bw="normal_reference")
    return np.array([float(model.pdf([code])) for code in codes])

far, near = density("u", [0, 9], [3, 27]), density("u", [0, 1], [3, 27])
print(far[0] > far[1], near[0] > near[1])
print(density("o", [1, 10, 100], [10, 10, 10]).max() < -1e100)
print(density("o", [0, 1, 2, 3], [8, 7, 8, 7]).sum() < 0.8)
PY
/usr/bin/python3 -W ignore a.py >out 2>err || cat err
seen 'the rarer of two is more likely: codes 0 and 9, codes 0 and 1' \
	"$(sed -n 1p out)" 'True False'
seen 'densities of 1, 10, 100 below -10^100' "$(sed -n 2p out)" 'True'
seen 'densities of 0 to 3 that sum to less than 0.8' "$(sed -n 3p out)" 'True'
finish
