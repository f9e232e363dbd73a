#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How even SciPy's scrambled Sobol points are: the table tests/scipy_sobol.tsv.

Prints dimensions, points, the mean of the centred L2 discrepancy squared (Hickernell 1998)
over SEEDS scrambles, and the standard error of that mean, one line each. Made with
Debian's python3-scipy 1.10.1.
"""
import warnings

import numpy
from scipy.stats import qmc

SEEDS = 60

warnings.simplefilter("ignore")  # that n is no power of 2
for d in (2, 8, 33):
    for n in (16, 27, 64, 128, 256):
        each = [
            qmc.discrepancy(qmc.Sobol(d, seed=seed).random(n), method="CD")
            for seed in range(SEEDS)
        ]
        error = numpy.std(each, ddof=1) / SEEDS**0.5
        print(f"{d}\t{n}\t{numpy.mean(each):.6g}\t{error:.2g}")
