# SPDX-License-Identifier: GPL-3.0-or-later
"""A trial of PyTorch's: the same curve, in one go or taken up again on its way."""
import argparse
import json
import os
import pathlib

import torch
from torch import nn

import images

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
parser.add_argument("--hidden", type=int)
args = parser.parse_args()
x, y, x_val, y_val = map(torch.tensor, images.read(os.environ["IMAGES"]))
state = pathlib.Path(os.environ["RUNGTOP_CHECKPOINT"], "state.pt")
first, last = int(os.environ["RUNGTOP_FROM"]), int(os.environ["RUNGTOP_TO"])
torch.set_num_threads(1)
torch.manual_seed(int(os.environ["RUNGTOP_SEED"]) + int(os.environ["RUNGTOP_TRIAL"]))
model = nn.Sequential(
    nn.Linear(x.shape[1], args.hidden), nn.ReLU(), nn.Dropout(0.1), nn.Linear(args.hidden, 10)
)
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
if first:
    saved = torch.load(state)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    torch.set_rng_state(saved["random"])
print(f"epochs {first + 1} to {last}", flush=True)
for epoch in range(first + 1, last + 1):
    model.train()
    for batch in torch.randperm(len(x)).split(50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        wrong = (model(x_val).argmax(1) != y_val).double().mean().item()
    saved = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
    }
    torch.save(saved, state.with_suffix(".new"))
    state.with_suffix(".new").rename(state)
    print(json.dumps({"epoch": epoch, "val_error": wrong}), flush=True)
