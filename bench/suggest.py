#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a suggestion costs, beside Optuna's TPE: microseconds of one core.

usage: bench/suggest.py [--build DIR] [--most RESULTS]

bench/suggest first: every searcher that learns, with 100, 1000 and 10000 known results of
8 parameters; then Optuna's TPESampler (multivariate) with the same, in memory: ask, the 8
suggestions, tell; and how many times faster each searcher is.
"""

import argparse
import os
import subprocess
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DIMS = 8


def optuna_us(known):
    import optuna
    import random
    import warnings
    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    rng = random.Random(1)
    space = {f"x{i}": optuna.distributions.FloatDistribution(0, 1) for i in range(DIMS)}

    def value(params):
        return sum((params[f"x{i}"] - .3) ** 2 / 2 ** i
                   for i in range(DIMS)) + .01 * rng.random()

    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(multivariate=True, seed=1))
    for _ in range(known):
        params = {name: rng.random() for name in space}
        study.add_trial(optuna.trial.create_trial(
            params=params, distributions=space, value=value(params)))
    suggestions = 20 if known < 5000 else 3
    began = time.process_time()
    for _ in range(suggestions):
        trial = study.ask(space)
        study.tell(trial, value(trial.params))
    return (time.process_time() - began) / suggestions * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(TOP, "build"))
    parser.add_argument("--most", type=int, default=10000, help="results known")
    args = parser.parse_args()
    out = subprocess.run([os.path.join(args.build, "bench/suggest")],
                         capture_output=True, text=True, check=True).stdout
    lines = [line.split() for line in out.splitlines()]
    sizes = [int(n) for n in lines[0][1:4]]
    theirs = {n: optuna_us(n) for n in sizes if n <= args.most}
    print(f"{'us a suggestion':16}" + "".join(f"{n:>22}" for n in sizes) +
          "  results known")
    for name, *times in lines[1:]:
        cells = [f"{float(t):12.1f}" + (f" {theirs[n] / float(t):7.0f} x"
                                        if n in theirs else 10 * " ")
                 for n, t in zip(sizes, times)]
        print(f"{name:16}" + "".join(cells))
    import optuna
    print(f"{'Optuna ' + optuna.__version__:16}" +
          "".join(f"{theirs.get(n, float('nan')):12.1f}" + 10 * " " for n in sizes))


if __name__ == "__main__":
    sys.exit(main())
