#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What starting trials costs: the shipped examples, side by side with Optuna.

usage: bench/starts.py [--runs N] PROGRAM...

Seconds from start to end of the whole study (median of N runs, in turns): the examples
torch (hyperband, hold) and sklearn (asha, checkpoint), with one worker and with two, by
each rungtop PROGRAM that is given, with prepare none and learn (one without that knob runs
as it is), torch as a program that serves, and by Optuna: the same training as a function in
its own process (n_jobs 1, 2), under its pruner of the same name and as many trials. Optuna
draws other configurations, so the epochs differ and are shown. PyTorch has one thread in
all of them but the programs that are older than the knob `threads`.

Needs Debian's python3-optuna, python3-sklearn and python3-torch.
"""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = TOP / "data/examples"

OPTUNA = {
    "torch": """
import sys, numpy as np, optuna, torch
from torch import nn
optuna.logging.set_verbosity(optuna.logging.WARNING)
torch.set_num_threads(1)
epochs = 0
def train(trial):
    global epochs
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    hidden = trial.suggest_categorical("hidden", [16, 32, 64, 128])
    dropout = trial.suggest_float("dropout", 0, 0.5)
    torch.manual_seed(0)
    data = torch.tensor(np.loadtxt("{data}", delimiter=",", dtype=np.float32))
    x, y = data[:, :-1] / 16, data[:, -1].long()
    model = nn.Sequential(nn.Linear(64, hidden), nn.ReLU(), nn.Dropout(dropout),
                          nn.Linear(hidden, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(1, 28):
        model.train()
        for batch in torch.randperm(1400).split(50):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
        model.eval()
        wrong = (model(x[1400:]).argmax(1) != y[1400:]).float().mean().item()
        epochs += 1
        trial.report(wrong, epoch)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return wrong
pruner = optuna.pruners.HyperbandPruner(min_resource=3, max_resource=27, reduction_factor=3)
study = optuna.create_study(pruner=pruner, sampler=optuna.samplers.RandomSampler(seed=1))
study.optimize(train, n_trials=17, n_jobs={workers})
print("epochs:", epochs)
""",
    "sklearn": """
import numpy as np, optuna
from sklearn.neural_network import MLPClassifier
optuna.logging.set_verbosity(optuna.logging.WARNING)
epochs = 0
def train(trial):
    global epochs
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    hidden = int(trial.suggest_float("hidden", 16, 128, log=True))
    alpha = trial.suggest_float("alpha", 1e-6, 1e-1, log=True)
    data = np.loadtxt("{data}", delimiter=",")
    x, y = data[:, :-1] / 16, data[:, -1].astype(int)
    model = MLPClassifier((hidden,), learning_rate_init=lr, alpha=alpha, random_state=1)
    for epoch in range(1, 28):
        model.partial_fit(x[:1400], y[:1400], classes=range(10))
        wrong = 1 - model.score(x[1400:], y[1400:])
        epochs += 1
        trial.report(wrong, epoch)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return wrong
pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3)
study = optuna.create_study(pruner=pruner, sampler=optuna.samplers.RandomSampler(seed=1))
study.optimize(train, n_trials=27, n_jobs={workers})
print("epochs:", epochs)
""",
}


def timed(words, folder, env):
    began = time.monotonic()
    out = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True)
    took = time.monotonic() - began
    epochs = re.search(r"^epochs: (\d+)", out.stdout, re.M)
    if out.returncode or not epochs:
        sys.exit(" ".join(words) + ":\n" + out.stdout + out.stderr)
    return took, int(epochs.group(1))


def ways(example, programs, workers, folder, env):
    """(name, what runs it once)"""
    def study(program, name, change):
        text = change((EXAMPLES / name).with_suffix(".yaml").read_text())
        file = folder / "examples" / (name + ".yaml")
        def run():
            file.write_text(text)
            for old in folder.glob("it.*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            return timed([program, "run", str(file), "--batch", "-q", "-w", str(workers),
                          "-o", "it.db"], folder, env)
        return run

    def prepared(how):
        return lambda text: re.sub(r"prepare: learn", "prepare: " + how, text)

    def without(text):
        return re.sub(r" *(prepare: learn|threads: 1),? *\n?", "", text)

    for program in programs:
        knobs = subprocess.run([program, "list", "objectives"], capture_output=True,
                               text=True).stdout
        if "prepare" not in knobs:
            yield program, study(program, example, without)
            continue
        yield program + ", none", study(program, example, prepared("none"))
        yield program + ", learn", study(program, example, prepared("learn"))
        if example == "torch":
            yield program + ", serve", study(program, "served_torch", lambda text: text)
    source = OPTUNA[example].format(workers=workers, data=folder / "digits.csv")
    script = folder / ("optuna_" + example + ".py")
    script.write_text(source)
    yield "Optuna", lambda: timed([sys.executable, str(script)], folder, env)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=list(OPTUNA))
    parser.add_argument("programs", nargs="+", metavar="PROGRAM")
    args = parser.parse_args()
    programs = [os.path.abspath(p) for p in args.programs]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(EXAMPLES, folder / "examples")
        shutil.copy(TOP / "data/digits.csv", folder)
        (folder / "bin").mkdir()
        (folder / "bin/python").symlink_to(sys.executable)
        env = dict(os.environ, PATH=str(folder / "bin") + ":" + os.environ["PATH"],
                   XDG_CONFIG_HOME=name)
        for example in [args.only] if args.only else OPTUNA:
            for workers in (1, 2):
                all_ways = list(ways(example, programs, workers, folder, env))
                seconds = {way: [] for way, _ in all_ways}
                epochs = {}
                for _ in range(args.runs):
                    for way, run in all_ways:
                        took, epochs[way] = run()
                        seconds[way].append(took)
                optuna = statistics.median(seconds["Optuna"])
                for way, _ in all_ways:
                    middle = statistics.median(seconds[way])
                    print("%-8s %d worker%s  %7.2f s  %4d epochs  %5.2f x Optuna  %s" % (
                        example, workers, "s" if workers > 1 else " ", middle, epochs[way],
                        optuna / middle, way), flush=True)


if __name__ == "__main__":
    main()
