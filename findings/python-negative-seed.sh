#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Python 3.11 (Debian's python3.11): random.seed() and the sign.
#
# One would guess: -5 is another seed than 5.
# Seen: the sign is dropped, and the two give the same numbers. numpy.random.seed(-5) is an
# error, and torch.manual_seed(-5) a seed of its own.
# Why it matters: seeds that come of a signed hash or of a difference meet those of other
# trials, and a study that is repeated "with seeds -2 to 2" is three studies, two of them
# counted twice.
. "$(dirname -- "$0")/lib.sh"
debian python3.11 3.11.2
debian python3-torch 1.13.1

cat >a.py <<'PY'
import random

import torch


def first(seed, draw, number):
    seed(number)
    return float(draw())


print(first(random.seed, random.random, 5) == first(random.seed, random.random, -5))
torch_draw = lambda: torch.rand(())
print(first(torch.manual_seed, torch_draw, 5) == first(torch.manual_seed, torch_draw, -5))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen '5 and -5 are the same seed in random, in torch' "$(tr '\n' ' ' <out)" 'True False '
finish
