#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Optuna itself reads what is written for it: the SQLite storage, the journal, and the
# journal of a study that is still running.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

# What Optuna reads does not depend on how the program was compiled; that it is written does.
version=3.2
brief programs || for python in python3 /usr/bin/python3 ''; do
	[ -n "$python" ] || skip 'no python3 with optuna 3.1 or later'
	version=$("$python" -c '
import optuna, sys
v = optuna.__version__
print("3.1" if v.startswith("3.1.") else "3.2")
sys.exit(v < "3.1")' 2>/dev/null) && break
done
other=3.2
[ "$version" = 3.2 ] && other=3.1
optuna() {
	"$python" "$srcdir/tests/check_optuna.py" "$@"
}

# Every distribution there is, under names and values that need care.
cat >every.yaml <<'YAML'
name: every "distribution"
objective: {kind: simulated, diverge: 0.1, fail: 0.05}
metric: {name: val_error, goal: minimize}
scheduler: {name: asha, eta: 3, min: 1, max: 9}
parameters:
  constant: {distribution: constant, value: 0.1}
  "null": {value: null}
  categorical: {distribution: categorical, values: [relu, 'say "hm"', 3, 0.5, true, null]}
  categorical_w_probabilities:
    {distribution: categorical_w_probabilities, values: [a, "b,c"], probabilities: [0.9, 0.1]}
  int_uniform: {distribution: int_uniform, min: -3, max: 12}
  uniform: {distribution: uniform, min: -1.5, max: 2.5}
  q_uniform: {distribution: q_uniform, min: 0, max: 1, q: 0.1}
  q_uniform 3: {distribution: q_uniform, min: 0.1, max: 2, q: 0.3}
  q_uniform whole: {distribution: q_uniform, min: 1, max: 99, q: 4}
  log_uniform_values: {distribution: log_uniform_values, min: 0.00001, max: 0.1}
  q_log_uniform_values: {distribution: q_log_uniform_values, min: 16, max: 4096, q: 16}
  q_log_uniform_values 0: {distribution: q_log_uniform_values, min: 0.01, max: 100, q: 0.5}
  q_log_uniform_values 1: {distribution: q_log_uniform_values, min: 0.1, max: 10, q: 0.1}
  log_uniform: {distribution: log_uniform, min: -9, max: 0}
  q_log_uniform: {distribution: q_log_uniform, min: 0, max: 5, q: 1}
  inv_log_uniform_values: {distribution: inv_log_uniform_values, min: 0.1, max: 10}
  inv_log_uniform: {distribution: inv_log_uniform, min: -2, max: 2}
  normal: {distribution: normal, mu: 1, sigma: 2}
  q_normal: {distribution: q_normal, mu: 0, sigma: 10}
  q_normal half: {distribution: q_normal, mu: 0, sigma: 1, q: 0.25}
  log_normal: {distribution: log_normal, mu: 0, sigma: 1}
  q_log_normal: {distribution: q_log_normal, mu: 2, sigma: 1}
  beta: {distribution: beta, a: 2, b: 5}
  q_beta: {distribution: q_beta, a: 2, b: 2, q: 0.25}
stop: {trials: 60}
workers: 7
seed: 3
YAML
for d in $("$RUNGTOP" list distributions | sed -n 's/^  \([a-z_]*\):.*/\1/p'); do
	grep -q "distribution: $d," every.yaml || not_ok "$d is not among the distributions"
done

# written NAME [live FILE]: exports NAME.jsonl; whether that is the study, whichever way it
# is read, is asked of Optuna at the end, of all of them at once: it takes long to start.
written() {
	name=$1
	shift
	"$RUNGTOP" export "$name.jsonl" --format json -o "$name.json"
	check "$name: SQLite" "$RUNGTOP" export "$name.jsonl" --format optuna \
		--optuna-version "$version" -o "$name.storage"
	check "$name: journal" "$RUNGTOP" export "$name.jsonl" --format optuna-journal \
		-o "$name.journal"
	echo "$name $name.json storage $name.storage journal $name.journal $*" >>studies
}

sweep() { # NAME OPTION…
	name=$1
	shift
	"$RUNGTOP" run "$@" --data-dir "$data" --batch -q --events "$name.jsonl" \
		--optuna-journal "$name.log" >/dev/null
	written "$name" live "$name.log"
}

sweep every every.yaml
sweep hyperband hyperband --rounds 1 --set scheduler.max=9
sweep stopping every.yaml -s asha_stop
sweep scratch every.yaml --set scheduler.resume=scratch
sweep best digits --set metric.name=val_acc --set metric.goal=maximize \
	--set scheduler.max=9
sweep switched every.yaml --set \
	'switch=[{at: {epochs: 60}, scheduler: {name: successive_halving, max: 9}}]'

head -c "$(($(wc -c <every.jsonl) / 2))" every.jsonl >cut.jsonl
written cut
head -n 400 hyperband.jsonl >barrier.jsonl
written barrier

# While it runs: the study ends when it has been read.
reads_a_running_one() {
	"$RUNGTOP" run digits --data-dir "$data" -s asha --set scheduler.max=9 --batch -q \
		--trials 100000 --events running.jsonl --optuna-journal running.log >/dev/null &
	pid=$!
	check 'a journal is read while it grows' optuna live running.log "$pid"
	kill -TERM "$pid"
	wait "$pid"
	equal 'the study was still running' $? 143
	written running live running.log
}
reads_all() {
	"$RUNGTOP" export every.jsonl --format optuna --optuna-version "$other" -o other.db
	optuna same <studies >read
	while read -r name rest; do
		check "$name: as Optuna reads it" grep -qx "$name" read
	done <studies
	check 'the version counts' optuna refused other.db
}
if ! brief programs; then
	reads_a_running_one
	reads_all
fi

cp every.jsonl there
run export every.jsonl --format optuna -o there
equal 'nothing is overwritten: exit 2' "$status" 2
check 'and it is as it was' cmp -s there every.jsonl
run run every.yaml --batch -q --optuna-journal there --events new
equal 'nor by a run: exit 2' "$status" 2
equal 'one line' "$(cat err)" \
	"rungtop: --optuna-journal: 'there' exists; nothing is overwritten"
check 'and nothing else is there' test ! -e new
run export every.jsonl --format optuna
equal 'a file is needed: exit 2' "$status" 2
check 'which is said' grep -q 'needs a file: -o FILE' err
{ head -n 90 every.jsonl && echo noise; } >noise.jsonl
run export noise.jsonl --format optuna -o half.db
equal 'noise: exit 2' "$status" 2
check 'with its line' grep -q 'noise.jsonl:91: ' err
check 'and no file that has only a part' test ! -e half.db
finish
