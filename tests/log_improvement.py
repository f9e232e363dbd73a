#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# The table of tests/check_searcher_process.c: log(phi(z) + z Phi(z)) with 200 digits, by
# mpmath's own functions. Neighbours of each border between two branches are among them.
from mpmath import mp, mpf, log, ncdf, npdf

mp.dps = 200
points = ["40", "3", "1", "0.5", "0", "-0.5", "-1", "-3", "-10", "-24.9999", "-25",
          "-25.0001", "-30", "-100", "-300", "-999.99", "-1000", "-1000.01", "-1e4"]
for z in points:
    mp.dps = 200 if abs(float(z)) < 200 else 30
    x = mpf(z)
    if x > -200:
        value = log(npdf(x) + x * ncdf(x))
    else:  # Phi's continued fraction (Abramowitz & Stegun 26.2.14) for z Phi / phi
        f = mpf(0)
        for k in range(4000, 0, -1):
            f = k / (-x + f)
        value = log(npdf(mpf(0))) - x * x / 2 + log(f / (-x + f))
    print("\t{%s, %s}," % (z, mp.nstr(value, 17)))
