#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same training, side by side: rungtop, scikit-learn's MLPClassifier, PyTorch.

usage: bench/peers.py [--build DIR] [--seeds N] [steps|sweep]

steps: microseconds of CPU time a step of SGD with momentum takes, the same shapes and
batches on data of the same size, one thread each; the median of several epochs.
sweep: successive halving over 81 configurations of an MLP on the digits, from 1 to 81
epochs, against HalvingRandomSearchCV with the same space, split share and rungs, one
worker: seconds of CPU time, without Python's imports but with rungtop's whole start,
and the error of the winner on the rows held out.

Needs Debian's python3-sklearn and python3-torch, and a build with bench/training made.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHAPES = {"64-64-10": 1797, "64-256-10": 1797, "784-256-10": 10000,
          "784-512-256-10": 10000}
BATCHES = (8, 32, 128, 256)
EPOCHS = 5


def ours(build, shape, batch):
    out = subprocess.run([os.path.join(build, "bench/training"), shape, str(batch),
                          "momentum"], capture_output=True, text=True, check=True)
    return float(out.stdout.split()[-1])


def data(shape):
    widths = [int(n) for n in shape.split("-")]
    rng = np.random.default_rng(1)
    x = rng.random((SHAPES[shape], widths[0]), dtype=np.float32)
    return widths, x, rng.integers(0, widths[-1], SHAPES[shape])


def median_step(epoch, rows, batch):
    """epoch() trains once over the rows."""
    epoch()
    times = []
    for _ in range(EPOCHS):
        began = time.process_time()
        epoch()
        times.append(time.process_time() - began)
    return statistics.median(times) / -(-rows // batch) * 1e6


def sklearn_step(shape, batch):
    from sklearn.neural_network import MLPClassifier
    widths, x, y = data(shape)
    net = MLPClassifier(widths[1:-1], batch_size=batch, solver="sgd", momentum=0.9,
                        nesterovs_momentum=False, alpha=0, learning_rate_init=1e-4)
    classes = np.arange(widths[-1])
    return median_step(lambda: net.partial_fit(x, y, classes), len(x), batch)


def torch_step(shape, batch):
    import torch
    torch.set_num_threads(1)
    widths, x, y = data(shape)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    layers = []
    for i, o in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(i, o), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    loss = torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.SGD(net.parameters(), lr=1e-4, momentum=0.9)

    def epoch():
        for rows in torch.randperm(len(x)).split(batch):
            optimiser.zero_grad()
            loss(net(x[rows]), y[rows]).backward()
            optimiser.step()

    return median_step(epoch, len(x), batch)


def steps(build):
    print(f"{'us a step':15} {'batch':>5} {'rungtop':>9} {'sklearn':>9} {'torch':>9}"
          f"  {'sklearn/':>8} {'torch/':>7}")
    for shape in SHAPES:
        for batch in BATCHES:
            a, s, t = (ours(build, shape, batch), sklearn_step(shape, batch),
                       torch_step(shape, batch))
            print(f"{shape:15} {batch:5} {a:9.1f} {s:9.1f} {t:9.1f}"
                  f"  {s / a:8.1f} {t / a:7.1f}", flush=True)


STUDY = """\
name: peers
objective: {{kind: mlp, data: {data}, label: last, scale: minmax, val_fraction: 0.2}}
metric: {{name: val_error, goal: minimize}}
scheduler: {{name: successive_halving, eta: 3, min: 1, max: 81}}
parameters:
  learning_rate: {{distribution: log_uniform_values, min: 0.0001, max: 0.1}}
  batch_size: {{distribution: int_uniform, min: 8, max: 128}}
  optimizer: {{values: [sgd, adam]}}
  momentum: {{value: 0.9}}
  hidden: {{values: ["32", "64", "128", "64x64", "128x64"]}}
  activation: {{values: [relu, tanh]}}
  weight_decay: {{distribution: log_uniform_values, min: 0.000001, max: 0.01}}
stop: {{rounds: 1}}
"""


def our_sweep(build, seed):
    def used():
        u = resource.getrusage(resource.RUSAGE_CHILDREN)
        return u.ru_utime + u.ru_stime

    with tempfile.TemporaryDirectory() as folder:
        study = os.path.join(folder, "study.yaml")
        with open(study, "w") as f:
            f.write(STUDY.format(data=os.path.join(TOP, "data/digits.csv")))
        began = used()
        out = subprocess.run([os.path.join(build, "rungtop"), "run", study, "--batch",
                              "--quiet", "-w", "1", "-S", str(seed), "-o",
                              os.path.join(folder, "study.db")],
                             capture_output=True, text=True, check=True).stdout
        seconds = used() - began
    values = dict(line.split(": ", 1) for line in out.splitlines() if ": " in line)
    return seconds, float(values["incumbent value"])


def sklearn_sweep(seed):
    from scipy.stats import loguniform, randint
    from sklearn.experimental import enable_halving_search_cv  # noqa: F401
    from sklearn.model_selection import HalvingRandomSearchCV, ShuffleSplit
    from sklearn.neural_network import MLPClassifier
    table = np.loadtxt(os.path.join(TOP, "data/digits.csv"), delimiter=",")
    x, y = table[:, :-1] / 16, table[:, -1].astype(int)
    space = {"learning_rate_init": loguniform(1e-4, 0.1), "batch_size": randint(8, 129),
             "solver": ["sgd", "adam"],
             "hidden_layer_sizes": [(32,), (64,), (128,), (64, 64), (128, 64)],
             "activation": ["relu", "tanh"], "alpha": loguniform(1e-6, 1e-2)}
    net = MLPClassifier(momentum=0.9, nesterovs_momentum=False, n_iter_no_change=1000,
                        random_state=seed)
    search = HalvingRandomSearchCV(
        net, space, n_candidates=81, factor=3, resource="max_iter", min_resources=1,
        max_resources=81, cv=ShuffleSplit(1, test_size=0.2, random_state=seed),
        refit=False, random_state=seed, n_jobs=1)
    began = time.process_time()
    search.fit(x, y)
    return time.process_time() - began, 1 - search.best_score_


def sweep(build, seeds):
    times, errors = ([], []), ([], [])
    print(f"{'sweep':>5} {'rungtop':>9} {'error':>7} {'sklearn':>9} {'error':>7}"
          f" {'ratio':>6}")
    for seed in range(1, seeds + 1):
        for i, (t, e) in enumerate((our_sweep(build, seed), sklearn_sweep(seed))):
            times[i].append(t)
            errors[i].append(e)
        print(f"{seed:5} {times[0][-1]:8.3f}s {errors[0][-1]:7.4f} {times[1][-1]:8.2f}s"
              f" {errors[1][-1]:7.4f} {times[1][-1] / times[0][-1]:6.1f}", flush=True)
    ratio = statistics.median(b / a for a, b in zip(*times))
    print(f"ratio of all time {sum(times[1]) / sum(times[0]):.1f}, median ratio"
          f" {ratio:.1f}; mean error {statistics.mean(errors[0]):.4f}"
          f" against {statistics.mean(errors[1]):.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", nargs="?", choices=("steps", "sweep"))
    parser.add_argument("--build", default=os.path.join(TOP, "build"))
    parser.add_argument("--seeds", type=int, default=10)
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    if args.what != "sweep":
        steps(args.build)
    if args.what != "steps":
        sweep(args.build, args.seeds)


if __name__ == "__main__":
    sys.exit(main())
