#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whole studies in batch: the same seed gives the same study, with any number of workers.
. "$(dirname -- "$0")/lib.sh"

digits=$data/studies/digits.yaml
hyperband=$data/studies/hyperband.yaml

# What must not depend on workers or timing: trials, climbs and ends, sorted. A trial's
# reports come in their order; who reports first does not matter.
essence() {
	sed -E 's/"seq":[0-9]+,"t":[0-9.]+,//; s/,"seconds":[0-9.e-]+//; s/"worker":[0-9]+,//' "$1" |
		grep -E '"event":"(trial|task|report|decision|end)"' | sort
}

sweep() { # OUT OPTION…
	out=$1
	shift
	"$RUNGTOP" run "$digits" --batch -q -S 1 --set scheduler.max=9 --events "$tmp/$out.jsonl" \
		"$@" >"$tmp/$out.txt" 2>"$tmp/$out.err"
}

check 'a pass of hyperband ends well' sweep one -w 1
check 'and again' sweep again -w 1
check 'and with two workers' sweep two -w 2
for other in again two; do
	essence "$tmp/one.jsonl" >"$tmp/a"
	essence "$tmp/$other.jsonl" >"$tmp/b"
	check "same trials, curves and climbs ($other)" cmp -s "$tmp/a" "$tmp/b"
	grep -E '^(incumbent|param|trials|epochs)' "$tmp/one.txt" >"$tmp/a"
	grep -E '^(incumbent|param|trials|epochs)' "$tmp/$other.txt" >"$tmp/b"
	check "same incumbent ($other)" cmp -s "$tmp/a" "$tmp/b"
done
check 'hyperband (1,9,3) seats 9 5 3' test "$(grep -c '"event":"trial"' "$tmp/one.jsonl")" -eq 17
check 'the reason is named' grep -qx 'reason: rounds' "$tmp/one.txt"
check 'nothing on stderr when quiet' test ! -s "$tmp/one.err"

if command -v python3 >/dev/null 2>&1; then
	check 'events are JSON, numbered from 1' python3 -c '
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
assert events[0]["event"] == "study" and events[-1]["event"] == "finish"
' "$tmp/one.jsonl"
fi

for study in random successive_halving asha spirals; do
	check "the study $study runs" "$RUNGTOP" run "$study" --data-dir "$data" --batch -q --trials 9 >"$tmp/$study.txt"
	check "and has an incumbent" grep -q '^incumbent value: 0' "$tmp/$study.txt"
done

"$RUNGTOP" run "$data/studies/barrier.yaml" --batch -q -o none -s 'asha eta=2 max=8' \
	--epochs 60 --events "$tmp/knobs.jsonl" >/dev/null
check 'a scheduler takes its knobs with it' grep -q '"levels":\[1,2,4,8\]' "$tmp/knobs.jsonl"

# Bundled files are also found beside the program: in a prefix that was moved, and in a
# checkout that it was built in.
mkdir -p "$tmp/moved/bin" "$tmp/moved/share" "$tmp/checkout/build"
cp "$RUNGTOP" "$tmp/moved/bin/rungtop"
cp "$RUNGTOP" "$tmp/checkout/build/rungtop"
cp -R "$data" "$tmp/moved/share/rungtop"
cp -R "$data" "$tmp/checkout/data"
for program in moved/bin checkout/build; do
	check "$program finds its digits" \
		"$tmp/$program/rungtop" --batch -q -o none --trials 3 >"$tmp/out"
	check "and its record, in another folder" \
		"$tmp/$program/rungtop" curves --batch -q -o none --trials 3 >"$tmp/out"
done

"$RUNGTOP" run "$hyperband" --plain --rounds 1 --set scheduler.max=9 >"$tmp/plain" 2>&1
check '--plain has a line a decision' grep -Eq '^#[0-9]+ T[0-9]+ (climbs|stops|completes) at bracket 0 round 0 rung 0 \(epoch 1\): val_error [0-9.]+, rank [0-9]+ of 9, the best 3 climb, cutoff [0-9.]+[.] ASHA.*[.]$' "$tmp/plain"

# What comes through a pipe can be read but once, and has no path of its own.
cat "$data/studies/barrier.yaml" | "$RUNGTOP" run /dev/stdin --batch -q --epochs 60 \
	-o "$tmp/pipe.db" >"$tmp/pipe" 2>&1
equal 'a study from a pipe is recorded' "$(sed -n 's/^reason: //p' "$tmp/pipe")" epochs
run resume "$tmp/pipe.db" --batch -q --epochs 120
check 'and gone on with' grep -qx 'epochs: 12[0-9]' "$tmp/out"

# A table knows how far its curves go, whether max was written or not.
printf 'config,epoch,val_error\n0,1,.5\n0,2,.25\n' >"$tmp/curves.csv"
printf 'objective: {kind: table, data: curves.csv}\nscheduler: {max: 9, name: asha}\n' >"$tmp/long.yaml"
printf 'objective: {kind: table, data: curves.csv}\n' >"$tmp/default.yaml"
run run "$tmp/long.yaml"
equal 'a ladder longer than the table: exit 2' "$status" 2
equal 'and a line says so' "$(cat "$tmp/err")" "rungtop: $tmp/long.yaml:2:18: max is 9; curves.csv has 2 epochs; max must not be more than 2"
run run "$tmp/default.yaml"
equal 'a default that is too long' "$(cat "$tmp/err")" "rungtop: $tmp/default.yaml: max is 81; curves.csv has 2 epochs; max must not be more than 2"

# On the virtual clock a study is the same to the byte, switches and all.
cat >"$tmp/virtual.yaml" <<'YAML'
name: virtual
objective: {kind: simulated, unevenness: 0.5, diverge: 0.05, fail: 0.05}
scheduler: {name: hyperband, eta: 3, min: 1, max: 27}
parameters: {x: {min: 0.0, max: 1.0}}
switch:
  - {at: {epochs: 100}, scheduler: {name: asha, eta: 4}}
  - {at: {trials: 60}, scheduler: {name: asha_stop}}
stop: {trials: 100}
workers: 8
YAML
for out in virtual virtual-2; do
	"$RUNGTOP" run "$tmp/virtual.yaml" --batch -q -o none --events "$tmp/$out.jsonl" >"$tmp/$out.txt"
done
check 'a virtual study is the same again' cmp -s "$tmp/virtual.jsonl" "$tmp/virtual-2.jsonl"
check 'and its result is' cmp -s "$tmp/virtual.txt" "$tmp/virtual-2.txt"
equal 'switch: changes the scheduler, and keeps the knobs' \
	"$(sed -n 's/.*"event":"scheduler","name":\("[a-z_]*","eta":[0-9]*\),.*"r_max":\([0-9]*\).*/\1 \2/p' "$tmp/virtual.jsonl")" \
	'"hyperband","eta":3 27
"asha","eta":4 27
"asha_stop","eta":4 27'
check 'at the epoch that it says' test "$(sed '/"action":"switch"/q' "$tmp/virtual.jsonl" | grep -c '"event":"report"')" -eq 100

# A learning rate beyond all bounds: every trial diverges.
"$RUNGTOP" run "$digits" --batch -q --set 'parameters.learning_rate={value: 1e30}' \
	--set 'parameters.optimizer={value: sgd}' --trials 5 >"$tmp/out" 2>"$tmp/err"
check 'all trials diverge: exit 1' test $? -eq 1
check 'and a line says so' grep -qx 'rungtop: no trial finished with a finite value' "$tmp/err"

"$RUNGTOP" run "$digits" --batch -q --epochs 40 >"$tmp/out"
check '--epochs ends a study' grep -qx 'reason: epochs' "$tmp/out"
"$RUNGTOP" run "$digits" --batch -q --value 0.5 >"$tmp/out"
check '--value ends a study' grep -qx 'reason: value' "$tmp/out"
"$RUNGTOP" run "$digits" --batch -q -s random --set scheduler.max=100000 --seconds 0.2 >"$tmp/out"
check '--seconds ends a study' grep -qx 'reason: seconds' "$tmp/out"

# An interrupt: wait until it trains, then send it.
mkfifo "$tmp/fifo"
"$RUNGTOP" run "$digits" --batch -q -s random --set scheduler.max=1000000 --events - \
	>"$tmp/fifo" 2>"$tmp/out" &
pid=$!
{
	while read -r line; do
		case $line in *'"event":"report"'*) kill -TERM "$pid" && break ;; esac
	done
	cat >"$tmp/rest"
} <"$tmp/fifo"
wait "$pid"
check 'SIGTERM: exit 143' test $? -eq 143
check 'and the study is finished by the user' grep -q '"reason":"user"' "$tmp/rest"

"$RUNGTOP" run "$digits" --batch -q --trials 3 --events /dev/full >/dev/null 2>"$tmp/err"
check 'a disk that is full is no success' test $? -ne 0
"$RUNGTOP" --version >version
equal '--version: the first line' "$(head -n 1 version)" 'rungtop 0.1.0'
check 'and what it is made of' grep -Eqx 'numbers +GSL [0-9.]+; XGBoost ([0-9.]+|none)' version
check 'with the commit' grep -Eqx 'commit +[0-9a-f]{12}(-dirty)?|commit +none' version
check '--help names every option' sh -c '"$0" --help | grep -q -- --events' "$RUNGTOP"
check 'list knows the schedulers' sh -c '"$0" list schedulers | grep -q successive_halving' "$RUNGTOP"
finish
