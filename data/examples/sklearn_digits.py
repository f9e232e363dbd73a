"""The digits with scikit-learn: a trial that stops after RUNGTOP_TO and is taken up again."""
import argparse, json, os, pathlib, pickle
import numpy as np
from sklearn.neural_network import MLPClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
parser.add_argument("--hidden", type=int)
parser.add_argument("--alpha", type=float)
args = parser.parse_args()

data = np.loadtxt(pathlib.Path(__file__).parent / "../digits.csv", delimiter=",")
x, y = data[:, :-1] / 16, data[:, -1].astype(int)
state = pathlib.Path(os.environ["RUNGTOP_CHECKPOINT"], "model.pickle")
first = int(os.environ["RUNGTOP_FROM"])
if first:
    model = pickle.loads(state.read_bytes())
else:
    model = MLPClassifier((args.hidden,), learning_rate_init=args.lr, alpha=args.alpha,
                          random_state=int(os.environ["RUNGTOP_SEED"]))
for epoch in range(first + 1, int(os.environ["RUNGTOP_TO"]) + 1):
    model.partial_fit(x[:1400], y[:1400], classes=range(10))
    state.with_suffix(".new").write_bytes(pickle.dumps(model))
    state.with_suffix(".new").rename(state)
    print(json.dumps({"epoch": epoch, "val_error": 1 - model.score(x[1400:], y[1400:]),
                      "train_loss": model.loss_}), flush=True)
