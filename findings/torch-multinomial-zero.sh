# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): torch.multinomial() without replacement, and zeros.
#
# One would guess: what has the weight 0 is never drawn. Where too few others are left, it is an
# error, as it is in NumPy's choice().
# Seen: it draws those of weight 0, once the others are used up, and says nothing. So does
# WeightedRandomSampler(replacement=False).
# Why it matters: a weight of 0 is how rows are left out of training, and members out of a
# population. With one too many asked for, they are in, and the trial has trained on
# what it is validated with.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1
debian python3-numpy 1:1.24.2

cat >a.py <<'PY'
import numpy as np
import torch
from torch.utils.data import WeightedRandomSampler

print(sorted(torch.multinomial(torch.tensor([0.0, 0.0, 1.0]), 3).tolist()),
      sorted(WeightedRandomSampler([0.0, 0.5, 0.5], 3, replacement=False)))
try:
    print(np.random.default_rng(0).choice(3, 3, replace=False, p=[0, 0, 1]))
except ValueError:
    print("error")
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'three of the weights 0, 0, 1; three of 0, 1/2, 1/2' "$(sed -n 1p out)" '[0, 1, 2] [0, 1, 2]'
seen 'NumPy' "$(sed -n 2p out)" 'error'
finish
