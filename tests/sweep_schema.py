# SPDX-License-Identifier: GPL-3.0-or-later
"""Random sweep files that the published schema of W&B's sweeps allows (wandb/sweeps,
src/sweeps/config/schema.json), run with a stand-in program: it must be called with what
W&B's agent would call it with, or one line must name the key that is in the way; and a
key that is not used must be named in a line.

usage: sweep_schema.py RUNGTOP FIRST COUNT
"""
import json
import math
import os
import random
import re
import subprocess
import sys

STAND_IN = """#!/bin/sh
for word; do printf '%s\\0' "$word"; done >"argv.$RUNGTOP_TRIAL"
printf '%s\\n' "$REPORT"
"""
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
TEXTS = ["adam", "", "yes", "null", "1e-5", "0x10", "~", "it's", 'a "b"', "both ' and \"",
         "tab\tand\nline", "back\\slash", "é ü", "\u00a0\u3000", "\U0001f600", "\x7f", "- a",
         "a: b", "#x", "${args}", "[1", "%", "@", "a b", " lead"]


class Dice(random.Random):
    def maybe(self, p):
        return self.random() < p

    def name(self):
        more = LETTERS + "0123456789.-"
        return self.choice(LETTERS) + "".join(self.choices(more, k=self.randint(0, 7)))

    def number(self):
        return self.choice([self.randint(-9, 99), round(self.uniform(-2, 2), 3), 10.0 **
                            self.randint(-9, 20), self.uniform(-1, 1), 0, 1.0])

    def value(self, depth=2):
        kind = self.randint(0, 9 if depth else 6)
        if kind < 2:
            return self.choice(TEXTS)
        if kind < 4:
            return self.number()
        if kind == 4:
            return self.choice([True, False])
        if kind == 5:
            return self.choice([None, 2 ** 53 + 1, -(2 ** 63), 10 ** 30, math.inf, -math.inf])
        if kind == 6:
            return self.randint(0, 9)
        if kind < 9:
            return [self.value(depth - 1) for _ in range(self.randint(0, 3))]
        return {self.name(): self.value(depth - 1) for _ in range(self.randint(0, 3))}

    def parameter(self, depth=2):
        lo = self.number()
        ends = {"min": lo, "max": lo + abs(self.number()) + self.choice([1, 0.5])}
        positive = {"min": abs(lo) + 0.001, "max": abs(lo) + 0.001 + self.randint(1, 9)}
        exponents = {"min": self.uniform(-9, -1), "max": self.uniform(-1, 3)}
        whole = {"min": self.randint(-5, 5), "max": self.randint(6, 99)}
        q = {"q": self.choice([1, 2, 0.5, 0.1, 8])} if self.maybe(0.7) else {}
        bell = {}
        if self.maybe(0.7):
            bell["mu"] = self.uniform(-2, 2)
        if self.maybe(0.7):
            bell["sigma"] = self.choice([0, 1, 0.5, 0.01])
        beta = {k: self.choice([0, 1, 2.5]) for k in "ab" if self.maybe(0.6)}
        values = []
        for v in [self.value() for _ in range(self.randint(1, 4))]:
            if not any(v == w for w in values):
                values.append(v)
        shares = [1 / len(values)] * len(values)
        forms = [
            {"value": self.value()},
            {"value": self.value(), "distribution": "constant"},
            {"values": values},
            {"values": values, "distribution": "categorical"},
            {"values": values, "probabilities": shares},
            {"values": values, "probabilities": shares + ([0.5] if self.maybe(0.2) else []),
             "distribution": "categorical_w_probabilities"},
            whole,
            {**whole, "distribution": "int_uniform"},
            ends,
            {**ends, "distribution": "uniform"},
            {**ends, **q, "distribution": "q_uniform"},
            {**positive, "distribution": "log_uniform_values"},
            {**positive, **q, "distribution": "q_log_uniform_values"},
            {**positive, "distribution": "inv_log_uniform_values"},
            {**exponents, "distribution": "log_uniform"},
            {**exponents, "distribution": "inv_log_uniform"},
            {**exponents, **q, "distribution": "q_log_uniform"},
            {**bell, "distribution": "normal"},
            {**bell, **q, "distribution": "q_normal"},
            {**bell, "distribution": "log_normal"},
            {**bell, **q, "distribution": "q_log_normal"},
            {**beta, "distribution": "beta"},
            {**beta, **q, "distribution": "q_beta"},
        ]
        if depth and self.maybe(0.15):
            return {"parameters": self.parameters(depth - 1)}
        return self.choice(forms)

    def parameters(self, depth=2):
        return {self.name(): self.parameter(depth) for _ in range(self.randint(1, 4))}

    def command(self):
        macros = ["env", "interpreter", "program", "args", "args_no_hyphens",
                  "args_no_boolean_flags", "args_no_equals", "args_append_hydra",
                  "args_override_hydra", "args_json", "args_json_file", "no_such",
                  "envvar:SWEEP_SET", "envvar:SWEEP_UNSET", "envvar:lower"]
        words = ["${env}", "${program}"] if self.maybe(0.5) else ["./stand-in"]
        for _ in range(self.randint(0, 5)):
            words.append(self.choice(["${%s}" % self.choice(macros), self.number(), True,
                                      None, self.choice(TEXTS), "x/${envvar:SWEEP_SET}/y",
                                      "--k=${args}", "${envvar:SWEEP_SET}-${no}"]))
        return words

    def scheduler(self, method):
        """Engines and their methods: config/cfg.py of wandb/sweeps; or Launch's."""
        if self.maybe(0.2):
            return {"job": "j", "num_workers": 4, "settings": {"pruner": {"type": "p"}}}
        if method != "custom":
            return {"engine": "wandb"}
        engine = {"engine": self.choice(["optuna", "ax"])}
        if self.maybe(0.5):
            engine["source"] = "search.py"
            for key in "optimizer", "search_space":
                if self.maybe(0.5):
                    engine[key] = "make_" + key
        return engine

    def sweep(self):
        s = {"method": self.choice(["random", "random", "bayes", "grid", "custom"])}
        s["parameters"] = self.parameters()
        if self.maybe(0.9):
            s["program"] = "stand-in"
            if self.maybe(0.5):
                s["command"] = self.command()
            else:
                s["command"] = ["${env}", "${program}", "${args}"]
        if self.maybe(0.85):
            s["metric"] = {"name": self.choice(["loss", "val/acc", "a b", 'q"'])}
            for key, value in [("goal", self.choice(["minimize", "maximize"])),
                               ("target", self.number()),
                               ("impute", self.choice(["latest", "best", "worst"])),
                               ("impute_while_running", self.choice(["latest", "false"]))]:
                if self.maybe(0.3):
                    s["metric"][key] = value
        elif s["method"] == "custom" and self.maybe(0.5):
            s["metrics"] = [{"name": "loss"}, {"name": "b", "goal": "maximize"}]
        if self.maybe(0.3):
            e = {"type": "hyperband"}
            if self.maybe(0.5):
                e["min_iter"] = self.randint(1, 30)
            if "min_iter" not in e or self.maybe(0.3):
                e["max_iter"], e["s"] = self.randint(-1, 100), self.randint(0, 4)
            if self.maybe(0.4):
                e["eta"] = self.choice([2, 3, 1.5, 4.0])
            if self.maybe(0.3):
                e["strict"] = self.choice([True, False])
            s["early_terminate"] = e
        elif self.maybe(0.3):
            s["scheduler"] = self.scheduler(s["method"])
            if "search_space" in s["scheduler"] and self.maybe(0.5):
                del s["parameters"]
        for key, value in [("name", self.choice(["a", "b/c", "x" * 150, "..", "é", ""])),
                           ("description", "d"), ("project", "p"), ("entity", "e"),
                           ("apiVersion", "v1"), ("kind", "sweep"), ("job", "j"),
                           ("image_uri", "i"), ("run_cap", self.randint(1, 5)),
                           ("controller", {"type": self.choice(["local", "cloud"])})]:
            if self.maybe(0.15):
                s[key] = value
        keys = list(s)
        self.shuffle(keys)
        return {k: s[k] for k in keys}


def yaml(v):
    """Flow YAML that PyYAML reads as v: floats have a point, infinity its own word."""
    if isinstance(v, dict):
        return "{" + ", ".join(json.dumps(k, ensure_ascii=False) + ": " + yaml(x)
                               for k, x in v.items()) + "}"
    if isinstance(v, list):
        return "[" + ", ".join(map(yaml, v)) + "]"
    if isinstance(v, str):
        return json.dumps(v, ensure_ascii=False).replace("\x7f", "\\x7f")
    if isinstance(v, float):
        if math.isinf(v):
            return ".inf" if v > 0 else "-.inf"
        text = repr(v)
        return text if "." in text else text.replace("e", ".0e")
    return json.dumps(v)


def agent_argv(command, program, args, json_file):
    """The agent's rule: wandb/wandb, sdk/launch/sweeps/utils.py and wandb_agent.py."""
    flags = ["%s=%s" % item for item in args.items()]
    bare = []
    for name, value in args.items():
        if value is True:
            bare.append("--" + name)
        elif value is not False:
            bare.append("--%s=%s" % (name, value))
    known = {
        "env": ["/usr/bin/env"], "interpreter": ["python"], "program": [program],
        "args": ["--" + f for f in flags], "args_no_hyphens": flags,
        "args_no_boolean_flags": bare,
        "args_no_equals": [w for k, v in args.items() for w in ("--" + k, str(v))],
        "args_append_hydra": ["+" + f for f in flags],
        "args_override_hydra": ["++" + f for f in flags],
        "args_json": [json.dumps(args)], "args_json_file": [json_file],
    }
    argv = []
    for word in command:
        word = str(word)
        for name in ("SWEEP_SET", "SWEEP_UNSET"):
            word = word.replace("${envvar:%s}" % name, os.environ.get(name, name))
        if word.startswith("${") and word.endswith("}"):
            argv += known.get(word[2:-1], [])
        else:
            argv.append(word)
    return argv


def unused(s):
    """The keys of a file that this program has no use for."""
    keys = [k for k in ("project", "entity", "apiVersion", "kind", "description", "job",
                        "image_uri", "controller", "metrics", "scheduler") if k in s]
    keys += [k for k in ("impute", "impute_while_running") if k in s.get("metric", {})]
    keys += s.get("scheduler", {})
    if s.get("early_terminate", {}).get("strict") is False:
        keys.append("strict")
    return keys + [m for m in ("bayes", "custom") if s["method"] == m]


def names(s):
    """Every word that a line may be about."""
    if isinstance(s, dict):
        return set(s) | set().union(*[names(v) for v in s.values()])
    if isinstance(s, list):
        return set().union(*[names(v) for v in s]) if s else set()
    return set()


def is_whole(spec):
    ends = [spec.get(k) for k in ("min", "max")]
    return spec.get("distribution") == "int_uniform" or isinstance(spec.get("q", 0.5), int) or \
        ("distribution" not in spec and all(isinstance(end, int) for end in ends)) or \
        ("q" not in spec and str(spec.get("distribution")).startswith("q_"))


def is_same(v, got):
    """Whether the events' value is the one of the file; what JSON lacks is text there."""
    if isinstance(got, str) and not isinstance(v, str):
        try:
            return json.loads(got) == v
        except ValueError:
            return False
    number = isinstance(v, (int, float)) and not isinstance(v, bool)
    return v == got and (type(v) is type(got) or number and not isinstance(got, bool))


def drawn(parameters, config, prefix=""):
    """The values of a trial as the file has them, nested, in the order of the file."""
    out = {}
    for name, spec in parameters.items():
        if "parameters" in spec:
            out[name] = drawn(spec["parameters"], config, prefix + name + ".")
            continue
        got = config[prefix + name]
        if "value" in spec or "values" in spec:
            same = [v for v in spec.get("values", [spec.get("value")]) if is_same(v, got)]
            out[name] = same[0]
        else:
            out[name] = int(got) if is_whole(spec) else float(got)
    return out


def check_argv(rungtop, s):
    lines = subprocess.run([rungtop, "export", "s.db", "--format", "jsonl"],
                           capture_output=True, text=True, check=True).stdout
    for event in map(json.loads, lines.splitlines()):
        if event["event"] != "trial":
            continue
        trial = event["trial"]
        with open("argv.%d" % trial, "rb") as f:
            argv = f.read().decode().split("\0")[:-1]
        json_file = os.path.join(os.getcwd(), "s.logs", "trial-%05d.json" % trial)
        command = s.get("command") or ["${env}", "${interpreter}", "${program}", "${args}"]
        wanted = agent_argv(command, s.get("program"), drawn(s["parameters"], event["config"]),
                            json_file)
        wanted = wanted[1 + (wanted[0] == "/usr/bin/env"):]  # who is called does not see it
        if argv != wanted:
            return "called with %r, and not %r" % (argv, wanted)
    return None


def check(rungtop, seed):
    """What is wrong, or None; and why the file was refused, or None."""
    s = Dice(seed).sweep()
    for old in os.listdir("."):
        if old.startswith("argv."):
            os.remove(old)
    for folder in ("s.db", "s.logs", "s.checkpoints"):
        subprocess.run(["rm", "-rf", folder], check=True)
    with open("s.yaml", "w", encoding="utf-8") as f:
        f.write("".join("%s: %s\n" % (k, yaml(v)) for k, v in s.items()))
    metric = s.get("metric", (s.get("metrics") or [{}])[0]).get("name", "none")
    run = subprocess.run([rungtop, "s.yaml", "--batch", "-w", "1", "--trials", "2",
                          "-o", "s.db"], env=dict(os.environ, REPORT=json.dumps({metric: 0.5})),
                         capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    told = [line[9:] for line in run.stderr.splitlines() if line.startswith("rungtop: ")]
    if run.returncode == 2:
        keys = names(s) | {"program", "metric", "parameters", "command"}
        if len(told) != 1 or " unknown " in told[0] or not any(k in told[0] for k in keys):
            return "told %r" % told, None
        return None, re.sub(r"'.*?'|-?[0-9][0-9.e+-]*", "#", told[0].split(": ", 1)[1])
    if run.returncode:
        return "exit status %d, told %r" % (run.returncode, told), None
    silent = [k for k in unused(s) if not any(k in line for line in told)]
    if silent or any(" unknown " in line for line in told):
        return "nothing is told of %r: %r" % (silent, told), None
    return check_argv(rungtop, s), None


def main():
    rungtop, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open("stand-in", "w") as f:
        f.write(STAND_IN)
    os.chmod("stand-in", 0o755)
    os.environ["SWEEP_SET"] = "set"
    os.environ["PATH"] = os.getcwd() + ":" + os.environ["PATH"]
    for name in ("SWEEP_UNSET", "lower"):
        os.environ.pop(name, None)
    ran, refused, wrong = 0, {}, 0
    for seed in range(first, first + count):
        why, refusal = check(rungtop, seed)
        if why:
            wrong += 1
            print("seed %d: %s" % (seed, why))
        elif refusal:
            refused[refusal] = refused.get(refusal, 0) + 1
        else:
            ran += 1
    for line, n in sorted(refused.items(), key=lambda item: -item[1]):
        print("# refused %d: %s" % (n, line))
    print("# %d ran, %d were refused in one line, %d wrong" % (ran, sum(refused.values()), wrong))
    sys.exit(wrong > 0)


main()
