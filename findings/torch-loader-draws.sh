#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): a DataLoader that does not shuffle.
#
# One would guess: going through it, with shuffle=False and no workers, is not random, and
# takes nothing from the global generator.
# Seen: each iterator draws a seed for workers that it does not have. Whoever validates once
# more gets other dropout masks and another order of the rows from then on.
# Why it matters: validating every epoch or every third one, or once more at a rung before a
# pause, changes the training curve of the same seed. A trial that was paused and validated
# is not the trial that ran through.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import torch
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.arange(6))


def order(validates):
    torch.manual_seed(0)
    rows = []
    for _ in range(2):
        rows.append([int(x) for (x,) in DataLoader(data, shuffle=True)])
        if validates:
            for _ in DataLoader(data, shuffle=False):
                pass
    return rows


a, b = order(False), order(True)
print(a[0] == b[0], a[1] == b[1])
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the rows of epoch 1, and of epoch 2, are those without validation' "$(cat out)" \
	'True False'
finish
