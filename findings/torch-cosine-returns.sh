#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): CosineAnnealingLR past its end.
#
# One would guess: after T_max steps the rate is eta_min, and stays there.
# Seen: it climbs back, along the same cosine, to the full rate at 2 T_max.
# Why it matters: a trial whose schedule was made for its first rung and which climbs trains
# its best weights to pieces at the full rate, and loses at the next rung to one that was
# never that good. Annealing "until the rung" and climbing do not go together unsaid.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import warnings

import torch

warnings.filterwarnings("ignore")
sgd = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
cosine = torch.optim.lr_scheduler.CosineAnnealingLR(sgd, T_max=4)
for step in range(1, 9):
    sgd.step()
    cosine.step()
    print(round(cosine.get_last_lr()[0], 2), end=" ")
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the rate after steps 1 to 8, T_max 4' "$(cat out)" '0.85 0.5 0.15 0.0 0.15 0.5 0.85 1.0 '
finish
