#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# OpenBLAS 0.3.21 (Debian's libopenblas0-pthread) through NumPy: one row, and rows together.
#
# One would guess: with one thread on one machine a row of x @ w depends on that row of x, and
# on w, alone.
# Seen: it depends on how many rows are multiplied with it. No row alone is what it is among
# 64, and the same 64 rows have another mean loss in batches of 64, 32, 16, 8 and 1.
# Why it matters: the size of a validation batch, and the size of the last batch of a set, are
# in every reported value. Losses of one network differ in the seventh digit, so a tie on
# a rung is a tie only among trials that validate in batches of one size.
. "$(dirname -- "$0")/lib.sh"
debian libopenblas0-pthread 0.3.21+ds
debian python3-numpy 1:1.24.2
grep -qw avx2 /proc/cpuinfo || skip 'the kernels for Haswell need AVX2'

cat >a.py <<'PY'
import numpy as np

draw = np.random.default_rng(0)
x = draw.standard_normal((64, 256)).astype("f")
w = draw.standard_normal((256, 10)).astype("f")
all_rows = x @ w
print(sum((x[i : i + 1] @ w == all_rows[i]).all() for i in range(64)))


def loss(size):
    z = np.concatenate([x[i : i + size] @ w for i in range(0, 64, size)])
    z = z.astype("d")
    return np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)).mean()


print(len({loss(size) for size in (64, 32, 16, 8, 1)}))
PY
OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=Haswell /usr/bin/python3 a.py >out 2>err || cat err
seen 'rows of 64 that are alone what they are among the others' "$(sed -n 1p out)" '0'
seen 'values of one loss, by five sizes of the batch' "$(sed -n 2p out)" '5'
finish
