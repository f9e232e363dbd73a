#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): torch.randn() on a CPU, and lengths.
#
# One would guess: with the same seed the first 16 of 17 numbers are those of 16, as they
# are with torch.rand() and in NumPy.
# Seen: below 16 numbers another algorithm draws than from 16 on, and where the length is no
# multiple of 16 the last 16 are drawn once more. Of 17 numbers one is as before; 15 have
# none in common with 16.
# Why it matters: a layer with 15 units does not begin as one with 16 does, and one more unit
# draws nearly all weights anew. "The same seed" takes no noise out of a comparison of
# widths, and a bias of another length moves all that is drawn after it.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import torch


def alike(draw, short, long):
    torch.manual_seed(0)
    a = draw(short)
    torch.manual_seed(0)
    return int((draw(long)[:short] == a).sum())


for short, long in (15, 16), (16, 17), (16, 32), (32, 40):
    print(short, long, alike(torch.rand, short, long), alike(torch.randn, short, long))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'short, long, alike with rand, with randn' "$(tr '\n' ';' <out)" \
	'15 16 15 0;16 17 16 1;16 32 16 16;32 40 32 24;'
finish
