# SPDX-License-Identifier: GPL-3.0-or-later
"""A trial of scikit-learn's: the same curve, in one go or taken up again on its way."""
import argparse
import json
import os
import pathlib
import pickle

from sklearn.neural_network import MLPClassifier

import images

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
parser.add_argument("--hidden", type=int)
args = parser.parse_args()
x, y, x_val, y_val = images.read(os.environ["IMAGES"])
state = pathlib.Path(os.environ["RUNGTOP_CHECKPOINT"], "model.pickle")
first, last = int(os.environ["RUNGTOP_FROM"]), int(os.environ["RUNGTOP_TO"])
seed = int(os.environ["RUNGTOP_SEED"]) + int(os.environ["RUNGTOP_TRIAL"])
if first:
    model = pickle.loads(state.read_bytes())
else:
    model = MLPClassifier((args.hidden,), learning_rate_init=args.lr, random_state=seed)
print(f"epochs {first + 1} to {last}", flush=True)
for epoch in range(first + 1, last + 1):
    model.partial_fit(x, y, classes=range(10))
    state.with_suffix(".new").write_bytes(pickle.dumps(model))
    state.with_suffix(".new").rename(state)
    print(json.dumps({"epoch": epoch, "val_error": 1 - model.score(x_val, y_val)}), flush=True)
