#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): clip_grad_norm_() and one infinite gradient.
#
# One would guess: clipping is what protects against it; the norm is brought down to 1.
# Seen: the norm is infinite, so the factor is 0. All finite gradients become 0, the
# infinite one becomes NaN, and with the next step so does its weight. No error, no warning.
# Why it matters: trials with clipping are thought of as safe. The loss may still be finite in
# that epoch, when it is reported at a rung, and the trial climbs as a dead one.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import torch

p = torch.nn.Parameter(torch.zeros(3))
p.grad = torch.tensor([float("inf"), 1.0, 2.0])
norm = torch.nn.utils.clip_grad_norm_([p], 1.0)
print(float(norm), p.grad.tolist())
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the norm, and what is left of inf, 1, 2' "$(cat out)" 'inf [nan, 0.0, 0.0]'
finish
