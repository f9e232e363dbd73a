# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what rungtop wrote for Optuna with Optuna itself.

check_optuna.py same                prints NAME for every line NAME EXPORT.json KIND FILE... of
                                    stdin whose files all have the study of that export; KIND
                                    is storage, journal, or live for a run's own journal
check_optuna.py live FILE PID       a journal can be read while the process writes it
check_optuna.py refused FILE        Optuna wants another version of the storage
"""
import json
import math
import os
import sys
import time
import traceback
import warnings

warnings.simplefilter("ignore")
import optuna  # noqa: E402
from optuna.trial import TrialState  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.ERROR)


def load(kind, path):
    if kind == "storage":
        storage = optuna.storages.RDBStorage("sqlite:///" + path)
    else:
        storage = optuna.storages.JournalStorage(
            optuna.storages.JournalFileStorage(path))
    names = [s.study_name for s in optuna.get_all_study_summaries(storage)]
    assert len(names) == 1, names
    return optuna.load_study(study_name=names[0], storage=storage)


def wanted_state(trial, finished):
    if trial["state"] in ("diverged", "failed", "killed"):
        return TrialState.FAIL
    if trial["state"] == "completed":
        return TrialState.FAIL if trial["best"] is None else TrialState.COMPLETE
    if trial["state"] == "stopped" or finished:
        return TrialState.PRUNED
    return TrialState.RUNNING


def same_number(a, b):
    return math.isnan(a) if b is None else a == b


def check_trial(got, want, metric, finished, switched):
    state = wanted_state(want, finished)
    curve = want["curve"][metric]
    assert got.state == state, (got.number, got.state, state)
    assert got.params == want["config"], (got.number, got.params, want["config"])
    assert sorted(got.intermediate_values) == list(range(1, len(curve) + 1)), got.number
    for step, value in enumerate(curve, 1):
        assert same_number(got.intermediate_values[step], value), (got.number, step)
    if state == TrialState.COMPLETE:
        assert got.value == want["best"], got.number
    elif state == TrialState.PRUNED and curve and curve[-1] is not None:
        assert got.value == curve[-1], got.number
    else:
        assert got.values is None, got.number
    # A later ladder has another place even for a trial that had ended.
    assert switched or got.user_attrs["bracket"] == want["bracket"], got.number
    if state.is_finished():
        assert got.datetime_complete >= got.datetime_start, got.number
        assert switched or got.user_attrs["rung"] == want["rung"], got.number
        assert got.user_attrs["state"] == want["state"], got.number
        assert got.user_attrs["why"] == (want["why"] or "the study ended"), got.number
        assert math.isclose(got.user_attrs["seconds"], want["seconds"], rel_tol=1e-4,
                            abs_tol=1e-4), got.number
    if want["state"] in ("paused", "climbed") and curve:
        assert got.user_attrs["paused"] is True, got.number
    else:
        assert not got.user_attrs.get("paused"), got.number
    for name, d in got.distributions.items():
        value = d.to_internal_repr(got.params[name])
        assert d._contains(value), (got.number, name, value, d)


def check_distributions(trials):
    first = {}
    for t in trials:
        for name, d in t.distributions.items():
            one = first.setdefault(name, d)
            optuna.distributions.check_distribution_compatibility(one, d)


def check_open(study, doc):
    """Without ends: the range of what occurs, the same in all trials of an export."""
    for name, d in doc["study"]["parameters"].items():
        if "normal" not in d["distribution"]:
            continue
        values = [t["config"][name] for t in doc["trials"]]
        for t in study.trials:
            assert t.distributions[name].low == min(values), name
            assert t.distributions[name].high == max(values), name


def check_going_on(study):
    """Optuna's samplers and pruners take the study for one of their own."""
    study.sampler = optuna.samplers.TPESampler(n_startup_trials=1, seed=1)
    study.pruner = optuna.pruners.SuccessiveHalvingPruner(
        min_resource=1, reduction_factor=3)
    trial = study.ask(study.trials[0].distributions)
    trial.report(1.0, 1)
    trial.should_prune()
    study.tell(trial, 1.0)


def same(kind, path, doc):
    info, finished = doc["study"], doc["finish"] is not None
    # A range that Optuna has to mend says so.
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        study = load(kind, path)
        trials = study.get_trials()
    assert study.study_name == info["name"]
    maximize = study.direction == optuna.study.StudyDirection.MAXIMIZE
    assert maximize == (info["goal"] == "maximize")
    assert len(trials) == len(doc["trials"])
    for got, want in zip(trials, doc["trials"]):
        check_trial(got, want, info["metric"], finished, len(doc["schedulers"]) > 1)
    check_distributions(trials)
    if kind != "live":
        check_open(study, doc)
    done = [t["best"] for t in doc["trials"]
            if t["state"] == "completed" and t["best"] is not None]
    if done:
        assert study.best_value == (max if maximize else min)(done)
    assert study.user_attrs["incumbent"]["value"] == doc["best"]["value"]
    assert study.user_attrs["scheduler"] == doc["schedulers"][-1]["spec"]
    check_going_on(study)


def live(path, pid):
    """Until a trial is paused and another one trains. The process does not end by itself."""
    while True:
        os.kill(pid, 0)
        try:
            trials = load("journal", path).get_trials()
        except (FileNotFoundError, AssertionError):
            trials = []  # not even the study is there yet
        running = [t for t in trials if t.state == TrialState.RUNNING]
        if (any(t.user_attrs.get("paused") for t in running)
                and any(t.intermediate_values for t in running)
                and any(t.state == TrialState.COMPLETE for t in trials)):
            return
        time.sleep(0.2)


def refused(path):
    try:
        load("storage", path)
    except RuntimeError:
        return
    raise AssertionError("this Optuna takes " + path)


mode, args = sys.argv[1], sys.argv[2:]
if mode == "same":
    for name_, export_, *files in map(str.split, sys.stdin):
        with open(export_, encoding="utf-8") as f:
            wanted = json.load(f)
        try:
            for kind_, path_ in zip(files[::2], files[1::2]):
                same(kind_, path_, wanted)
            print(name_)
        except Exception:  # of Optuna's own, too
            print("in", path_, file=sys.stderr)
            traceback.print_exc()
elif mode == "live":
    live(args[0], int(args[1]))
else:
    refused(*args)
