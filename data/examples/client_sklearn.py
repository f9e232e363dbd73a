"""Trains the trials of `rungtop serve client_sklearn`: python3 client_sklearn.py [SOCKET]"""
import json, pathlib, socket, sys
import numpy as np
from sklearn.neural_network import MLPClassifier

connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1] if len(sys.argv) > 1 else "client_sklearn.sock")
lines = connection.makefile("rw")

def request(do, **fields):
    print(json.dumps({"do": do, **fields}), file=lines, flush=True)
    answer = json.loads(lines.readline() or '{"is": "gone"}')
    if answer["is"] == "refused":
        raise RuntimeError(answer["why"])
    return answer

data = np.loadtxt(pathlib.Path(__file__).parent / "../digits.csv", delimiter=",")
x, y = data[:, :-1] / 16, data[:, -1].astype(int)
models = {}
while (task := request("ask"))["is"] == "task":
    trial, config = task["trial"], task["config"]
    if task["from"] == 0:
        models[trial] = MLPClassifier((config["hidden"],), learning_rate_init=config["lr"],
                                      alpha=config["alpha"], random_state=task["seed"])
    for epoch in range(task["from"] + 1, task["to"] + 1):
        model = models[trial].partial_fit(x[:1400], y[:1400], classes=range(10))
        error = 1 - model.score(x[1400:], y[1400:])
        if not request("report", trial=trial, epoch=epoch, val_error=error,
                       train_loss=model.loss_)["goes_on"]:
            break
print(task)
