#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Constraints on metrics, from the study file to every place that compares results: an awk
# program that knows nothing of scores ranks the results of each decision again.
. "$(dirname -- "$0")/lib.sh"

! brief once || skip 'to be brief'

# 36 configurations whose latency is their own, the fast ones being the worse ones.
awk 'BEGIN {
	srand(3)
	print "config,epoch,lr,val_error,latency"
	for (c = 0; c < 36; c++) {
		latency = 10 + 20 * rand()
		level = .05 + .1 * rand() - .002 * (latency - 20)
		for (e = 1; e <= 9; e++)
			printf "%d,%d,%.6g,%.6g,%.4g\n", c, e, .0001 * 1.1 ^ c,
				level + .5 / e, latency
	}
}' >t.csv

# study FILE MAX SCHEDULER
study() {
	printf 'name: t\nobjective: {kind: table, data: t.csv}\n' >"$1"
	printf 'constraints: [{metric: latency, max: %s}]\n' "$2" >>"$1"
	printf 'scheduler: {name: %s, min: 1, max: 9}\nworkers: 3\n' "$3" >>"$1"
}

# ranks FILE.jsonl: how many decisions have another value, amount or rank than they should
ranks() {
	awk -v max=20 '
	function field(name,	s) {
		s = $0
		if (!sub(".*\"" name "\":", "", s))
			return ""
		sub(/[,}].*/, "", s)
		return s
	}
	/"event":"report"/ {
		at = field("trial") " " field("epoch")
		value[at] = field("val_error")
		broken[at] = field("latency") > max ? field("latency") - max : 0
	}
	/"event":"decision"/ {
		k = field("level"); me = field("trial")
		at = me " " k
		if (value[at] != field("value") ||
			(broken[at] - field("broken")) ^ 2 > 1e-20)
			wrong++
		seen[k " " me] = 1
		n = 0
		for (s in seen) {
			split(s, x, " ")
			if (x[1] != k || x[2] == me)
				continue
			o = x[2] " " k
			n += broken[o] != broken[at] ? broken[o] < broken[at] : \
				value[o] < value[at]
		}
		if (barrier ? 0 : field("verdict") == "pause" && n + 1 != field("rank"))
			wrong++
	}
	/"event":"incumbent"/ && broken[field("trial") " " field("epoch")] { wrong++ }
	END { print wrong + 0 }' "$1"
}

for s in asha pasha asha_stop median successive_halving hyperband random; do
	study $s.yaml 20 $s
	"$RUNGTOP" run $s.yaml --batch -q -o $s.db --events $s.jsonl --trials 36 >$s.out
	equal "$s: the value, the amount and the rank of each decision" "$(ranks $s.jsonl)" 0
	check "$s: the incumbent breaks nothing" awk '/^incumbent latency: / {
		good = $3 <= 20 } END { exit !good }' $s.out
done
check 'it would not be the best without' awk -F, '
	NR > 1 && $2 == 9 { if (!best || $4 < best) { best = $4; slow = $5 > 20 } }
	END { exit !slow }' t.csv

# Words, at each place that has some.
"$RUNGTOP" run asha.yaml --plain -o none --trials 36 >plain.out 2>/dev/null
check 'a decision says what is broken' grep -q 'it breaks latency by [0-9.]*\. ' plain.out
"$RUNGTOP" run asha_stop.yaml --batch -q -o none --events stop.jsonl --trials 36 >out
check 'so does the end of a stopped trial' grep -q \
	'"state":"stopped","why":"rank [0-9]* of [0-9]*, [0-9]* go on; it breaks latency by' stop.jsonl
"$RUNGTOP" show asha.db >show.out
check 'show has the constraints' grep -qx 'constraints: latency <= 20' show.out
check 'and the latency of the best trials' grep -q '^  T[0-9 ]*.* latency=1[0-9.]* ' show.out
"$RUNGTOP" export asha.db --format json >all.json
check 'the export has by how much' grep -q '"broken":[1-9]' all.json

# Resumed, it is the same study; nothing is lost on the way through the recording.
"$RUNGTOP" run asha.yaml --batch -q -o cut.db --trials 36 --epochs 77 >out
"$RUNGTOP" resume cut.db --batch -q --epochs 10000 >resumed.out
equal 'resumed, it ends with the same' "$(grep ^incumbent resumed.out)" \
	"$(grep ^incumbent asha.out)"
"$RUNGTOP" export cut.db --format jsonl >cut.jsonl
equal 'and its ranks are right' "$(ranks cut.jsonl)" 0

# An audit compares as the study did, and finds the same values again, then and later.
"$RUNGTOP" audit asha.db >audit.out 2>err
equal 'an audit comes to the same values' "$(cat err)" ''
check 'and to what stopping has cost' grep -q '^wrongly stopped: 0$' audit.out
"$RUNGTOP" audit asha.db --json >audit.json
check 'what breaks constraints would not have won' grep -q \
	'"best":null,"best_broken":.*; at its best it breaks constraints by [0-9.]*\.' audit.json
"$RUNGTOP" audit asha.db >again.out 2>err
equal 'kept, it says the same' "$(cat again.out)" "$(cat audit.out)"

# None that breaks nothing: no incumbent, and the nearest is named.
study none.yaml 5 asha
"$RUNGTOP" run none.yaml --batch -q -o none --trials 36 >none.out 2>err
equal 'it says so' "$?: $(cat err)" '1: rungtop: every result breaks a constraint'
check 'no incumbent, and which is nearest' grep -q \
	'^incumbent: none; T[0-9]* breaks latency by 5\.[0-9]*, the least$' none.out

# says WHAT LINE FILE: exit 2, one line.
says() {
	"$RUNGTOP" run "$3" --batch -q -o none >out 2>err
	equal "$1: exit" "$?" 2
	equal "$1" "$(cat err)" "rungtop: $2"
}
sed 's/latency/latencz/' asha.yaml >wrong.yaml
says 'a metric that the table has not' "wrong.yaml:3:24: unknown column 'latencz' in the table; did you mean 'latency'?" wrong.yaml
printf 'constraints: [{metric: loss, max: 1}]\nparameters: {x: {min: 0.0, max: 1.0}}\nobjective: {kind: simulated}\n' >wrong.yaml
says 'nor the objective' "wrong.yaml:1:24: unknown metric 'loss'; there are: val_error, val_loss" wrong.yaml
study other.yaml 25 asha
"$RUNGTOP" run other.yaml --batch -q -o other.db --trials 36 >out
"$RUNGTOP" race asha.db other.db --batch -q >out 2>err
equal 'they cannot race others' "$?: $(cat err)" \
	'2: rungtop: asha cannot race other: one has the constraints latency <= 20, the other latency <= 25'

# A program tells of its latency once, on a line of its own; another one never does.
cat >program <<'SH'
#!/bin/sh
eval "$1"
[ "$2" = never ] || echo "{\"epoch\": 1, \"latency\": $x}"
for e in 1 2 3; do echo "{\"epoch\": $e, \"loss\": $((100 - x))}"; done
SH
chmod +x program
cat >program.yaml <<'YAML'
command: ["./program", "${args_no_hyphens}", "once"]
metric: {name: loss, goal: minimize}
constraints: [{metric: latency, max: 20}]
parameters: {x: {values: [10, 30, 15]}}
method: grid
scheduler: {name: asha, min: 1, max: 3}
workers: 1
YAML
"$RUNGTOP" run program.yaml --batch -q -o none >out 2>err
equal 'it holds until it is told again' "$(grep '^incumbent' out | head -4 | tr '\n' ' ')" \
	'incumbent value: 85 incumbent trial: 2 incumbent epoch: 1 incumbent latency: 15 '
sed 's/once/never/' program.yaml >never.yaml
"$RUNGTOP" run never.yaml --batch -q -o none --events never.jsonl >out 2>err
equal 'never told, all rank last' "$(grep -c '"event":"incumbent"' never.jsonl)" 0
check 'and a warning says so, once' [ "$(grep -c 'has reported no latency, of which there is a constraint' never.jsonl)" = 1 ]

# Optuna knows which trials are feasible.
python=
for p in python3 /usr/bin/python3; do
	[ -n "$python" ] || ! "$p" -c 'import optuna' 2>/dev/null || python=$p
done
if [ -n "$python" ]; then
	"$RUNGTOP" export asha.db --format optuna-journal -o asha.journal
	"$python" - >optuna.out 2>/dev/null <<'PY'
import optuna
from optuna.storages import JournalStorage, JournalFileStorage
optuna.logging.disable_default_handler()
study = optuna.load_study(study_name="t", storage=JournalStorage(JournalFileStorage("asha.journal")))
told = [t.system_attrs["constraints"] for t in study.trials]
print(len(told), sum(c[0] > 0 for c in told))
PY
	equal 'Optuna has the constraints of each trial' "$(cat optuna.out)" \
		"36 $(sed -n 's/^break constraints: \([0-9]*\) of.*/\1/p' asha.out)"
fi

finish
