#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): resuming an optimiser and its schedule.
#
# One would guess: once both have had their load_state_dict(), the learning rate is what it
# was, in whatever order they were made and loaded.
# Seen: a schedule that is made after the optimiser was loaded starts that optimiser's rate
# anew, and loading the schedule does not set it right. By kind: StepLR does no harm;
# LambdaLR trains one more epoch at the first rate; LinearLR multiplies what is wrong, and
# stays at a tenth for good. Made before the optimiser is loaded, all are right.
# Why it matters: each climb to a rung is such a resumption. Whether a trial goes on as if it
# had not stopped depends on the order of two lines, and on which schedule it drew.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import copy
import warnings

import torch
from torch.optim import lr_scheduler as lr

warnings.filterwarnings("ignore")


def sgd():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


def rates(optimizer, schedule):
    out = [optimizer.param_groups[0]["lr"]]
    optimizer.step()
    schedule.step()
    return out + [optimizer.param_groups[0]["lr"]]


for name, make in {
    "StepLR": lambda o: lr.StepLR(o, 1, 0.5),
    "LambdaLR": lambda o: lr.LambdaLR(o, lambda epoch: 0.5**epoch),
    "LinearLR": lambda o: lr.LinearLR(o, 0.1, 1.0, 9),
}.items():
    optimizer = sgd()
    schedule = make(optimizer)
    for _ in range(3):
        optimizer.step()
        schedule.step()
    saved = copy.deepcopy((optimizer.state_dict(), schedule.state_dict()))
    last = sgd()
    last.load_state_dict(saved[0])
    made_last = make(last)
    made_last.load_state_dict(saved[1])
    first = sgd()
    made_first = make(first)
    first.load_state_dict(saved[0])
    made_first.load_state_dict(saved[1])
    for what in rates(optimizer, schedule), rates(first, made_first), rates(last, made_last):
        print(*(f"{rate:.4g}" for rate in what), end="; ")
    print(name)
PY
/usr/bin/python3 a.py >out 2>err || cat err
# Two epochs each: without a stop; the schedule made first; the schedule made last.
seen 'StepLR' "$(sed -n 1p out)" '0.125 0.0625; 0.125 0.0625; 0.125 0.0625; StepLR'
seen 'LambdaLR' "$(sed -n 2p out)" '0.125 0.0625; 0.125 0.0625; 1 0.0625; LambdaLR'
seen 'LinearLR' "$(sed -n 3p out)" '0.4 0.5; 0.4 0.5; 0.04 0.05; LinearLR'
finish
