# SPDX-License-Identifier: GPL-3.0-or-later
# PyTorch 1.13 (Debian's python3-torch): nn.TransformerEncoder with a padding mask.
#
# One would guess: without dropout a model gives in eval() what it gave in train(), and what it
# gives has the shape of what it got.
# Seen: in eval() without gradients the output is as long as the longest sequence of the batch,
# not as the batch was padded: 6 in place of 10 places. What is padded within these is 0. Where
# the sequences are, the numbers are the same.
# Why it matters: a mean over places, a common way to make one vector of a sequence, has other
# terms and another divisor in validation than in training, by what else is in the batch. The
# metric that a sweep compares is not that of the model that was trained.
. "$(dirname -- "$0")/lib.sh"
debian python3-torch 1.13.1

cat >a.py <<'PY'
import torch
from torch import nn

torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
model = nn.TransformerEncoder(layer, 2)
batch = torch.randn(2, 10, 8)
padding = torch.zeros(2, 10, dtype=torch.bool)
padding[0, 4:] = padding[1, 6:] = True
with torch.no_grad():
    trained = model(batch, src_key_padding_mask=padding)
    model.eval()
    judged = model(batch, src_key_padding_mask=padding)
print(*trained.shape, "and", *judged.shape)
print(bool(trained[0, 4:6].abs().max() > 0.1), judged[0, 4:6].abs().max().item())
print(torch.allclose(trained[1, :6], judged[1, :6], atol=1e-5))
print(bool((trained.mean(1) - judged.mean(1)).abs().max() > 0.1))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'shapes in train() and eval()' "$(sed -n 1p out)" '2 10 8 and 2 6 8'
seen 'padding is something in train(), in eval()' "$(sed -n 2p out)" 'True 0.0'
seen 'the same where the sequence is' "$(sed -n 3p out)" 'True'
seen 'means over places differ by more than 0.1' "$(sed -n 4p out)" 'True'
finish
