"""The digits with PyTorch: a trial that waits between rungs; no word of rungtop in it."""
import argparse, pathlib
import numpy as np, torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
parser.add_argument("--hidden", type=int)
parser.add_argument("--dropout", type=float)
args = parser.parse_args()

torch.manual_seed(0)
path = pathlib.Path(__file__).parent / "../digits.csv"
data = torch.tensor(np.loadtxt(path, delimiter=",", dtype=np.float32))
x, y = data[:, :-1] / 16, data[:, -1].long()
model = nn.Sequential(nn.Linear(64, args.hidden), nn.ReLU(), nn.Dropout(args.dropout),
                      nn.Linear(args.hidden, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
for epoch in range(1, 28):
    model.train()
    for batch in torch.randperm(1400).split(50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
    model.eval()
    wrong = (model(x[1400:]).argmax(1) != y[1400:]).float().mean()
    print(f"epoch {epoch}: val_error = {wrong:.4f}", flush=True)
