#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ten sweep files as W&B's documentation has them, unmodified: the program is called as
# W&B's agent calls it. Their python is a stand-in that prints what it was called with.
. "$(dirname -- "$0")/lib.sh"

mkdir bin scripts && touch train.py main.py scripts/train.py
cat >bin/python <<'SH'
#!/bin/sh
printf 'called'
for word; do printf ' <%s>' "$word"; done
printf '\n{"%s": 0.5}\n' "$METRIC"
SH
chmod +x bin/python && cp bin/python bin/python3
PATH=$tmp/bin:$PATH SWEEP_USER=ann SWEEP_DATA=/data
export PATH SWEEP_USER SWEEP_DATA

# sweep FILE METRIC PATTERN: the words of its first trial's call, as a pattern.
sweep() {
	METRIC=$2 "$RUNGTOP" run "$srcdir/tests/sweeps/$1.yaml" --batch -w 1 --trials 1 \
		-o "$1.db" >"$1.out" 2>"$1.err"
	check "$1 runs" grep -qx 'completed: 1' "$1.out"
	check "$1: as the agent calls it" grep -Eqx "called $3" "$1.logs/trial-00000.log"
}

real='-?[0-9.]+(e-[0-9]+)?'
sweep quickstart validation_loss \
	"<train.py> <--learning_rate=$real> <--optimizer=(adam|sgd)>"
sweep nested val_acc "<train.py> <--batch_size=32> <--optimizer=[{]'name': 'adam', 'learning_rate': 0.01, 'schedule': [{]'warmup': True, 'steps': 100}}> <--dropout=0.5>"
sweep hydra eval/loss "<main.py> <model.width=128> <model.act=gelu> <trainer.amp=False> <optim.lr=$real> <hydra.run.dir=runs/ann>"
sweep flags loss '<-u> <train.py> <--fp16> <--epochs=3>'
sweep json loss '<train.py> <--config> <[{]"lr": 1e-05, "layers": [{]"n": 4, "norm": "batch"}, "resume": null}>'
sweep json_file loss "<train.py> <--config-file> <$tmp/json_file.logs/trial-00000.json>"
equal 'and the file has them' "$(cat json_file.logs/trial-00000.json)" \
	'{"seed": 42, "name": "a b"}'
sweep slashes val/loss "<scripts/train.py> <--lr=$real> <--weight_decay=$real>"
sweep bands val_loss "<train.py> <--lr=0[.][0-9]+>"
sweep min_iter accuracy \
	"<train.py> <--data=/data/train> <--batch_size=[0-9]+> <--hidden=[0-9]+>"
sweep distributions loss "<train.py> <--a=[0-9]+> <--b=$real> <--c=$real> <--d=$real> <--e=[0-9]+> <--f=relu> <--g=10> <--h=-?[0-9]+[.][05]>"

check 'bayes is the Gaussian process, in one line' \
	grep -q 'quickstart.yaml:2:9: method bayes: the searcher gp in its place' quickstart.err
printf 'program: train.py\nmethod: bayes\nmetric: {name: x, target: 0.6}\nparameters: {a: {min: 0.1, max: 0.2}}\nrun_cap: 9\n' >target.yaml
METRIC=x run run target.yaml --batch -w 1 -o none
equal 'a target ends the sweep' "$(sed -n 's/^reason: //p; s/^trials: //p' out | tr '\n' ' ')" 'value 1 '
printf 'program: train.py\nmethod: custom\nmetrics: [{name: x, goal: maximize}, {name: y}]\nscheduler: {engine: optuna, source: o.py, optimizer: f}\nparameters: {a: {min: 0.1, max: 0.2}}\nrun_cap: 3\n' >engine.yaml
METRIC=x run run engine.yaml --batch -w 1 -o none
equal 'an engine, and several metrics' "$(sed -n 's/^rungtop: //p' err)" "engine.yaml:4:13: scheduler: with engine, source, optimizer it is one of W&B's, which hands out configurations; not used
engine.yaml:3:1: metrics: the first of them, x, decides; others are not used
engine.yaml:2:9: method custom: the searcher tpe in its place"
equal 'run' "$(sed -n 's/^completed: //p' out)" 3
equal 'keys for a server are named' "$(grep -c 'project, entity: for a server; not used' distributions.err)" 1
levels() {
	"$RUNGTOP" export "$1.db" --format jsonl |
		sed -n 's/.*"event":"scheduler","name":"\([a-z_]*\)".*"levels":\(\[[0-9,]*\]\).*/\1 \2/p'
}
equal 's: 2 of max_iter: 27 are bands at 3 and 9' "$(levels bands)" 'asha_stop [3,9]'
equal 'min_iter: 3 are bands at 3, 9, 27, and so on' \
	"$(levels min_iter | sed 's/\(,[0-9]*\)\{14\}]/,...]/')" 'asha_stop [3,9,27,81,243,...]'

printf 'program: none.py\nmetric: {name: x}\nparameters: {a: {value: 1}}\n' >none.yaml
run run none.yaml
equal 'a program that is not there: exit 2' "$status" 2
equal 'and its place' "$(cat err)" 'rungtop: none.yaml:1:10: program none.py is not there; it is looked for in the working directory and beside the study file'
printf 'program: train.py\ncommand: ["${program}"]\nmetric: {name: x}\nparameters: {a: {value: 1}}\n' >plain.yaml
run run plain.yaml
equal 'one that is not executable' "$(cat err)" \
	'rungtop: plain.yaml:1:10: ./train.py cannot be started: it is not executable'

printf 'program: train.py\nparameters: {a: {value: 1}}\nearly_terminate: {type: hyperband, min_iter: 1}\n' >plain.yaml
run run plain.yaml
equal 'a metric must be named where something decides' "$(cat err)" 'rungtop: plain.yaml: metric is missing; a study of programs needs one, as in metric: {name: val_error, goal: minimize}'
printf 'program: train.py\nmethod: grid\nparameters: {a: {values: [1, 2]}}\n' >grid.yaml
METRIC=loss run run grid.yaml --batch -w 1 -o grid.db
equal 'a grid without a metric runs' "$(sed -n 's/^completed: //p' out)" 2
check 'and says so' grep -q 'grid.yaml: no metric: each trial runs' err
equal 'no line of it is a report' "$(sort grid.logs/*.log | uniq -c | sed 's/^ *//' | tail -1)" '2 {"loss": 0.5}'
printf 'command: [python, "${arg}", x]\nmetric: {name: x}\nparameters: {a: {value: 1}}\n' >macro.yaml
METRIC=x run run macro.yaml --batch -w 1 --trials 1 -o macro.db
equal 'a macro that there is not is left out' "$(head -1 macro.logs/trial-00000.log)" 'called <x>'
check 'in a line' grep -qF "macro.yaml:1:19: command: \${arg} is not a macro; left out, as W&B's agent does (did you mean \${args}?)" err
check 'nobody gets the parameters: a line' grep -q 'the parameters reach no program' err
printf 'command: [sh, -c, "echo ${args}; echo {}"]\nmethod: Bayes\nmetric: {name: x}\nparameters: {a: {value: 1}}\n' >buried.yaml
run run buried.yaml --batch -w 1 --trials 1 -o none
check 'nor by a macro inside of a word, which is named' grep -qF \
	"buried.yaml:1:19: command: \${args} in the word 'echo \${args}; echo {}' stays as it is; it must be a word of its own" err
check 'Bayes is bayes' grep -q 'buried.yaml:2:9: method Bayes: the searcher gp in its place' err
printf '#!/bin/sh\necho "{\\"x\\": 1}"\n' >bin/my-bench && chmod +x bin/my-bench
printf 'program: my-bench\ncommand: ["${env}", A=1, "${program}", train, "${args}"]\nmetric: {name: x}\nparameters: {a: {value: 1}}\n' >path.yaml
run run path.yaml --batch -w 1 --trials 1
equal 'env finds the program on PATH' "$(sed -n 's/^completed: //p' out)" 1
cat >values.yaml <<'YAML'
program: train.py
method: grid
metric: {name: x}
early_terminate: {type: hyperband, max_iter: 9, s: 1}
parameters:
  layers: {values: [[64, 1.0, yes, "it's\t"], {a: [.inf]}, 12345678901234567890123]}
  limit: {value: .inf}
YAML
METRIC=x run run values.yaml --batch -w 1 --trials 2 -o values.db
METRIC=x run resume values.db --batch -w 1 --trials 3
equal 'a study of lists and maps goes on' "$(sed -n 's/^completed: //p' out)" 3
equal 'its values reach the program as Python prints them' "$(cat values.logs/*.log | grep called)" \
"called <train.py> <--layers=[64, 1.0, True, \"it's\\t\"]> <--limit=inf>
called <train.py> <--layers={'a': [inf]}> <--limit=inf>
called <train.py> <--layers=12345678901234567890123> <--limit=inf>"
printf 'program: train.py\ncommand: [sh, -c, "for e in $(seq 120); do echo \\"{\\\\\\"x\\\\\\": $e}\\"; done; echo end >ended", "${args}"]\nmetric: {name: x}\nrun_cap: 1\nearly_terminate: {type: hyperband, min_iter: 3}\nparameters: {a: {value: 1}}\n' >long.yaml
run run long.yaml --batch -w 1
equal 'no program is cut at an epoch that its file does not name' "$(sed -n 's/^epochs: //p' out) $(cat ended)" '120 end'
printf 'method: bayes\nmetric: {name: x}\nparameters: {lr: {min: 0.1, max: 0.2}}\n' >none.yaml
run run none.yaml
equal 'nothing to run: exit 2' "$status" 2
check 'and says so' grep -q 'none.yaml: there is nothing to run: it has neither program nor command nor objective' err
finish
