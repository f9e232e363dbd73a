"""The digits with PyTorch: one process that takes task after task, a line of JSON each."""
import json, pathlib, sys
import numpy as np, torch
from torch import nn

path = pathlib.Path(__file__).parent / "../digits.csv"
data = torch.tensor(np.loadtxt(path, delimiter=",", dtype=np.float32))
x, y = data[:, :-1] / 16, data[:, -1].long()
for task in map(json.loads, sys.stdin):
    config, state = task["config"], pathlib.Path(task["checkpoint"], "state.pt")
    torch.manual_seed(task["seed"] + task["from"])
    model = nn.Sequential(nn.Linear(64, config["hidden"]), nn.ReLU(),
                          nn.Dropout(config["dropout"]), nn.Linear(config["hidden"], 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
    if task["from"]:
        for part, saved in zip((model, optimizer), torch.load(state)):
            part.load_state_dict(saved)
    for epoch in range(task["from"] + 1, task["to"] + 1):
        model.train()
        for batch in torch.randperm(1400).split(50):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
        wrong = (model.eval()(x[1400:]).argmax(1) != y[1400:]).float().mean().item()
        torch.save((model.state_dict(), optimizer.state_dict()), state)
        print(json.dumps({"epoch": epoch, "val_error": wrong}), flush=True)
    print(json.dumps({"done": True}), flush=True)
