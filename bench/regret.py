#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a searcher gains: regret on recorded tables, rungtop's and Optuna's.

Each table (a CSV file as the objective `table` reads it) is a finite set of
configurations with their curves. A study may spend 20 x R epochs, where R is the last
epoch of the table; rungs are 1, 3, 9, 27, R. Every epoch that any trial trains counts.
Its regret after so many epochs is the best value reported until then less the best value
in the table, for the metric that decides (larger is worse). A regret of 0 counts as half
of the second best configuration's, so that it has a logarithm: on a finite table nothing
between the two can be seen.

The figures are geometric means, over all pairs of a table and a seed, of the regret
divided by that of asha with random configurations with the same seed and as many workers,
with 95 % intervals (bootstrap over the pairs) and the part of the pairs that it wins
(a tie is half a win).

The searchers choose among the rows that no trial has yet (choose: searcher). Optuna has
no such thing: it suggests a point of the same space, the row nearest to it that no trial
has yet is trained, and the parameters that Optuna remembers of the trial are that row's
own, so its model learns from points where they are. Nearest is by the sum of squares in
the unit cube. Both have the same space, from the least to the largest value in the
table; the scale is the one that a column's values were drawn on, where it is known (SCALE:
LCBench, TaskSet), else logarithmic where the largest is 100 times the least. What was
drawn as 1 - x is searched so: beta1 and beta2 close to 1. Optuna prunes with its Hyperband
or SuccessiveHalving pruner, with the same min, max and eta. A row that diverges is reported
to it as nan and pruned. One worker.
"""

import argparse
import concurrent.futures
import csv
import gzip
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import zlib

BUDGETS = (1, 2, 5, 10, 20)
STUDIES = ("asha random", "asha auto", "asha kde", "asha gp", "asha cqr", "asha tpe",
           "asha evolution", "hyperband random", "hyperband kde", "hyperband gp")
PEERS = ("optuna-hyperband", "optuna-halving")
METRICS = ("val_error", "val_loss", "val_rmse")
# The scale of a column: log, linear, or log of 1 - x.
SCALE = {
    **dict.fromkeys(("batch_size", "max_units", "learning_rate", "epsilon", "l1", "l2",
                     "linear_decay", "exponential_decay"), "log"),
    **dict.fromkeys(("momentum", "weight_decay", "num_layers", "max_dropout"), "linear"),
    **dict.fromkeys(("beta1", "beta2"), "flipped"),
}
FLIPPED_LEAST = 5e-6  # of 1 - x, where x is rounded to 1
LOG_RATIO = 100
RESAMPLES = 2000
REFERENCE = "asha random"


class Table:
    """One table: its curves, and the space and points of its configurations."""

    def __init__(self, path, folder):
        self.name = os.path.basename(path).split(".")[0]
        self.set = self.name.split("-")[0]
        opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
        with opened as f:
            lines = list(csv.DictReader(f, skipinitialspace=True))
        self.metric = next(m for m in METRICS if m in lines[0])
        self.params = [c for c in lines[0]
                       if c not in METRICS + ("config", "epoch", "seconds")]
        curves, rows = {}, {}
        for line in lines:
            number, text = int(line["config"]), line[self.metric]
            value = float(text) if text else math.nan
            curves.setdefault(number, []).append((int(line["epoch"]), value))
            rows[number] = [self.flip(p, float(line[p])) for p in self.params]
        self.curves = [[v for _, v in sorted(curves[i])] for i in range(len(curves))]
        self.rows = [rows[i] for i in range(len(rows))]
        self.top = min(len(c) for c in self.curves if math.isfinite(c[-1]))
        best = sorted(min((v for v in c[:self.top] if math.isfinite(v)),
                          default=math.inf) for c in self.curves)
        self.best = best[0]
        self.least = next(b - best[0] for b in best if b > best[0]) / 2
        self.worst = max(v for c in self.curves for v in c if math.isfinite(v))
        self.ranges = [self.range(p) for p in range(len(self.params))]
        self.points = [[self.place(p, v) for p, v in enumerate(r)] for r in self.rows]
        self.path = os.path.join(folder, self.name + ".csv")
        self.write()

    @staticmethod
    def flip(name, value):
        if SCALE.get(name) != "flipped":
            return value
        return max(round(1 - value, 9), FLIPPED_LEAST)

    def range(self, p):
        """(least, largest, whether on a logarithmic scale, whether whole numbers)."""
        values = [r[p] for r in self.rows]
        low, high = min(values), max(values)
        scale = SCALE.get(self.params[p])
        log = scale != "linear" if scale else low > 0 and high / low >= LOG_RATIO
        return low, high, log, all(v == int(v) for v in values)

    def place(self, p, value):
        low, high, log, _ = self.ranges[p]
        if low == high:
            return 0.5
        if log:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    def write(self):
        """As rungtop reads it."""
        with open(self.path, "w") as f:
            out = csv.writer(f)
            out.writerow(["config", "epoch", *self.params, self.metric])
            for i, curve in enumerate(self.curves):
                row = [int(v) if self.ranges[p][3] else v
                       for p, v in enumerate(self.rows[i])]
                for epoch, value in enumerate(curve, 1):
                    out.writerow([i, epoch, *row, value])

    def parameters(self):
        """The space as a study file has it."""
        out = {}
        for name, (low, high, log, whole) in zip(self.params, self.ranges):
            kind = (("q_log_uniform_values" if log else "int_uniform") if whole
                    else "log_uniform_values" if log else "uniform")
            if low < high:
                low, high = (int(low), int(high)) if whole else (low, high)
                out[name] = {"distribution": kind, "min": low, "max": high}
        return json.dumps(out)

    def regret(self, value):
        return max((self.worst if value is None else value) - self.best, self.least)


def at_budgets(table, incumbents):
    """[(epochs spent, value), ...] to the value at each budget; None: none yet."""
    out = []
    for b in BUDGETS:
        seen = [v for n, v in incumbents if n <= b * table.top]
        out.append(seen[-1] if seen else None)
    return out


STUDY = """\
objective: {{kind: table, data: "{path}", choose: searcher}}
metric: {{name: {metric}, goal: minimize}}
method: {searcher}
parameters: {parameters}
scheduler: {{name: {scheduler}, eta: 3, min: 1, max: {top}}}
stop: {{epochs: {epochs}}}
workers: {workers}
seed: {seed}
"""


def ours(table, name, workers, seed):
    scheduler, searcher = name.split(" ", 1)
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as f:
        f.write(STUDY.format(path=table.path, metric=table.metric,
                             parameters=table.parameters(), searcher=searcher,
                             scheduler=scheduler, top=table.top, epochs=BUDGETS[-1] * table.top,
                             workers=workers,
                             # tables of one set may have the same rows
                             seed=zlib.crc32(table.name.encode()) % 10**6 + seed))
        f.flush()
        run = subprocess.run([os.environ["RUNGTOP"], "run", f.name, "--batch", "-q", "-o",
                              "none", "--events", "-"], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"regret.py: {table.name}: {name}: {run.stderr.strip()}")
    spent, incumbents = 0, []
    for line in run.stdout.splitlines():
        event = json.loads(line)
        if event["event"] == "report":
            spent += 1
        elif event["event"] == "incumbent":
            incumbents.append((spent, event["value"]))
    return at_budgets(table, incumbents)


def nearest(table, left, point):
    return min(left, key=lambda r: sum((a - b) ** 2
                                       for a, b in zip(table.points[r], point)))


def optunas(table, name, seed):
    import optuna
    import warnings
    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    d = optuna.distributions
    space = {}
    for p, (low, high, log, whole) in zip(table.params, table.ranges):
        if low < high:
            space[p] = (d.IntDistribution(int(low), int(high), log=log) if whole
                        else d.FloatDistribution(low, high, log=log))
    if name == "optuna-hyperband":
        pruner = optuna.pruners.HyperbandPruner(1, table.top, 3)
    else:
        pruner = optuna.pruners.SuccessiveHalvingPruner(1, 3, 0)
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(multivariate=True, seed=seed), pruner=pruner)
    state = optuna.trial.TrialState
    left, spent, incumbents = set(range(len(table.rows))), 0, []
    limit = BUDGETS[-1] * table.top
    while left and spent < limit:
        trial = study.ask(space)
        point = [table.place(i, trial.params[p]) if p in space else 0.5
                 for i, p in enumerate(table.params)]
        row = nearest(table, left, point)
        left.remove(row)
        for i, p in enumerate(table.params):
            if p in space:
                value = int(table.rows[row][i]) if table.ranges[i][3] else table.rows[row][i]
                study._storage.set_trial_param(
                    trial._trial_id, p, space[p].to_internal_repr(value), space[p])
        for step, value in enumerate(table.curves[row][:table.top], 1):
            spent += 1
            finite = math.isfinite(value)
            if finite and (not incumbents or value < incumbents[-1][1]):
                incumbents.append((spent, value))
            trial.report(value, step)
            if not finite or trial.should_prune():
                study.tell(trial, state=state.PRUNED)
                break
            if spent == limit:
                break
        else:
            study.tell(trial, table.curves[row][table.top - 1])
    return at_budgets(table, incumbents)


def one(job):
    table, name, workers, seed = job
    if name in PEERS:
        out = optunas(TABLES[table], name, seed)
    else:
        out = ours(TABLES[table], name, workers, seed)
    return table, name, workers, seed, out


def geometric(logs):
    return math.exp(sum(logs) / len(logs))


def interval(logs, rng):
    """Of the geometric mean: the bootstrap's percentiles."""
    means = sorted(sum(rng.choices(logs, k=len(logs))) / len(logs)
                   for _ in range(RESAMPLES))
    return (math.exp(means[int(.025 * RESAMPLES)]),
            math.exp(means[int(.975 * RESAMPLES)]))


def print_row(title, pairs, rng):
    """pairs: of regrets at the budgets, its own and the reference's."""
    cells = []
    for b in range(len(BUDGETS)):
        logs = [math.log(own[b] / other[b]) for own, other in pairs]
        low, high = interval(logs, rng)
        wins = sum((own[b] < other[b]) + .5 * (own[b] == other[b])
                   for own, other in pairs) / len(pairs)
        cells.append(f"{geometric(logs):5.2f} [{low:4.2f} {high:4.2f}] {100 * wins:3.0f}%")
    print(f"{title:30} {len(pairs):4}  " + "  ".join(cells), flush=True)


def print_set(results, tables, title):
    rng = random.Random(1)
    names = sorted({(w, n) for t, n, w, _ in results if t in tables},
                   key=lambda k: (k[0], k[1] != REFERENCE, k[1]))
    head = "  ".join(f"{f'{b} x R':>22}" for b in BUDGETS)
    print(f"\n{title}: regret / that of {REFERENCE}, [95 %], wins")
    print(f"{'':30} {'n':>4}  {head}")
    for name in sorted({n for _, n in names} - {REFERENCE}):
        counts = sorted({w for w, n in names if n == name})
        for some in [[w] for w in counts] + [counts] * (len(counts) > 1):
            pairs = [(r, results[t, REFERENCE, w, s])
                     for (t, n, w, s), r in results.items()
                     if t in tables and n == name and w in some and
                     (t, REFERENCE, w, s) in results]
            if pairs:
                title = f"{name}, {' and '.join(map(str, some))} worker"
                print_row(title + "s" * (some != [1]), pairs, rng)
    for peer in PEERS:
        for workers, name in names:
            pairs = [(r, results[t, peer, 1, s]) for (t, n, w, s), r in results.items()
                     if t in tables and (w, n) == (1, name) and (t, peer, 1, s) in results]
            if pairs and workers == 1 and name not in PEERS:
                print_row(f"{name} / {peer}", pairs, rng)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dir", nargs="?", default="../shared/data/curves",
                        help="the folder with the tables, *.csv or *.csv.gz")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--studies", nargs="+", default=None,
                        help="pairs of a scheduler and a searcher: 'asha gp'")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=PEERS)
    parser.add_argument("--only", default="", help="tables with this in their name")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--results", help="a file of results: those that it has are not "
                        "computed again, new ones are added")
    args = parser.parse_args()
    listed = subprocess.run([os.environ["RUNGTOP"], "list", "searchers"],
                            capture_output=True, text=True, check=True).stdout
    known = {line.split()[0] for line in listed.splitlines() if line[:1].strip()}
    studies = args.studies or [s for s in STUDIES if s.split()[1] in known]
    if REFERENCE not in studies:
        studies = [REFERENCE] + studies
    with tempfile.TemporaryDirectory() as folder:
        for name in sorted(os.listdir(args.dir)):
            if name.endswith((".csv", ".csv.gz")) and args.only in name:
                table = Table(os.path.join(args.dir, name), folder)
                TABLES[table.name] = table
        results = compute(args, studies)
    for each in sorted({t.set for t in TABLES.values()}):
        tables = {t.name for t in TABLES.values() if t.set == each}
        print_set(results, tables, f"{each}, {len(tables)} tables x {args.seeds} seeds")


def compute(args, studies):
    """The regrets at the budgets, by (table, study, workers, seed)."""
    jobs = [(t, n, w, s) for s in range(1, args.seeds + 1) for t in TABLES
            for n in studies + args.peers for w in args.workers
            if w == 1 or n not in PEERS]
    results, kept = {}, None
    if args.results:
        kept = open(args.results, "a+")
        kept.seek(0)
        for line in kept:
            t, n, w, s, out = json.loads(line)
            results[t, n, w, s] = out
    todo = [j for j in jobs if j not in results]
    with concurrent.futures.ProcessPoolExecutor(args.jobs) as pool:
        for i, (t, n, w, s, out) in enumerate(pool.map(one, todo)):
            results[t, n, w, s] = out
            if kept:
                kept.write(json.dumps([t, n, w, s, out]) + "\n")
                kept.flush()
            if sys.stderr.isatty():
                print(f"\r{i + 1} of {len(todo)}", end="", file=sys.stderr)
    return {j: [TABLES[j[0]].regret(v) for v in results[j]] for j in jobs}


TABLES = {}

if __name__ == "__main__":
    sys.exit(main())
