#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): keeping the best weights in memory.
#
# One would guess: best = model.state_dict() at the best epoch, and load_state_dict(best) at
# the end, gives the model of that epoch; or at least dict(...) or best.copy() does.
# Seen: the dict has the tensors themselves, which training goes on to change in place, and a
# copy of a dict has the same tensors. What is loaded at the end is the last epoch. Only a
# deep copy, or a file, keeps the best.
# Why it matters: early stopping "with the best weights restored" restores nothing, without a
# word, and what a sweep reports as its incumbent's value is not what its checkpoint has.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import copy

import torch

torch.manual_seed(0)
model = torch.nn.Linear(2, 1)
sgd = torch.optim.SGD(model.parameters(), lr=0.1)
was = model.weight.detach().clone()
kept = [model.state_dict(), dict(model.state_dict()), model.state_dict().copy(),
        copy.deepcopy(model.state_dict())]
for _ in range(3):
    model(torch.ones(1, 2)).sum().backward()
    sgd.step()
print(*(bool((k["weight"] == was).all()) for k in kept))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'state_dict(), dict(), copy(), deepcopy() have what was kept' "$(cat out)" \
	'False False False True'
finish
