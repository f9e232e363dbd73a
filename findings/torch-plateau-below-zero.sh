#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): ReduceLROnPlateau and a loss below 0.
#
# One would guess: a loss that stays at -100, or rises, is no improvement; after the patience
# the rate is cut.
# Seen: better means below best times (1 - threshold), and -100 times that lies above -100.
# Standing still is an improvement each time, and so is getting worse slowly; each becomes
# the new best. With a threshold of 0.1 a loss climbs from -100 to -43 in nine epochs, all of
# them "better", and the rate is never cut. For a loss of +100 it is cut.
# Why it matters: log-likelihoods, ELBOs and negated scores are below 0. The schedule is there in
# every trial's configuration and does nothing, so it has no effect on the ranking either.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import torch


def cuts(losses, threshold):
    sgd = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(sgd, patience=2, threshold=threshold)
    for loss in losses:
        plateau.step(loss)
    return sgd.param_groups[0]["lr"] < 1


print(cuts([100] * 10, 1e-4), cuts([-100] * 10, 1e-4))
print(cuts([100 * 1.09**k for k in range(10)], 0.1), cuts([-100 * 0.91**k for k in range(10)], 0.1))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the rate is cut for a constant 100, for a constant -100' "$(sed -n 1p out)" 'True False'
seen 'for a rise from 100, for a rise from -100' "$(sed -n 2p out)" 'True False'
finish
