#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What starting takes: each start of a program is an event, the result has its part of the
# workers' time as the events tell it, and says what would help.
. "$(dirname -- "$0")/lib.sh"

[ -x /usr/bin/python3 ] || skip 'there is no Python'

# The two parts by an event log: all times are those of its events. After a start that a
# report has ended nothing happens to the trial before that report.
cat >parts.py <<'PY'
import json
import sys

room = busy = last = 0
workers, running, on = 0, True, {}
starts, counts, first, later, awaited = {}, {}, set(), {}, set()
for line in open(sys.argv[1]):
    e = json.loads(line)
    if running:
        n = len(on)
        busy += n * (e["t"] - last)
        room += max(n, workers) * (e["t"] - last)
    last = e["t"]
    kind, trial = e["event"], e.get("trial")
    assert trial not in awaited or kind == "report", line
    awaited.discard(trial)
    if kind == "task":
        on[e["worker"]] = trial, e["to"]
    elif kind == "start":
        assert on[e["worker"]][0] == trial
        starts[trial] = starts.get(trial, 0) + e["seconds"]
        if e.get("reported", True):
            counts[trial] = counts.get(trial, 0) + 1
            first.add(trial)
            awaited.add(trial)
    elif kind == "report":
        if trial not in first:
            later.setdefault(trial, []).append(e["seconds"])
        first.discard(trial)
        on = {w: t for w, t in on.items() if t != (trial, e["epoch"])}
    elif kind == "end":
        on = {w: t for w, t in on.items() if t[0] != trial}
    elif kind == "finish":
        running, on = False, {}
    elif kind == "control":
        workers = e.get("workers", workers)
        running = {"pause": False, "resume": True, "step": True}.get(e["action"], running)
every = [s for seconds in later.values() for s in seconds]
starting = 0
for trial, seconds in starts.items():
    known = later.get(trial) or every
    mean = sum(known) / len(known) if known else 0
    starting += max(0, seconds - counts.get(trial, 0) * mean)
print(f"utilisation: {(busy - starting) / room:.2f} training, {starting / room:.2f} starting")
PY
# The same numbers, but for what the rounding of each may do.
same() { # RESULT EVENTS
	grep '^utilisation: ' "$1" >said
	/usr/bin/python3 parts.py "$2" >wanted
	cat said wanted
	paste -d' ' said wanted | awk '{
		ok = NF == 10 && ($2 - $7)^2 < 0.00023 && ($4 - $9)^2 < 0.00023 && $4 > 0
	} END { exit !ok }'
}

cat >slow.sh <<'SH'
#!/bin/sh
# Takes a moment to start. An epoch takes a part of that.
sleep 0.2
e=0
[ ! -s "$RUNGTOP_CHECKPOINT/epoch" ] || read -r e <"$RUNGTOP_CHECKPOINT/epoch"
while [ "$e" -lt "$RUNGTOP_TO" ]; do
	e=$((e + 1))
	sleep 0.01
	[ "${BREAKS:-}" != "$RUNGTOP_TRIAL" ] || exit 3
	echo "$e" >"$RUNGTOP_CHECKPOINT/epoch"
	echo "{\"epoch\": $e, \"loss\": $((RUNGTOP_TRIAL + 1))e-$e}"
done
SH
chmod +x slow.sh
cat >slow.yaml <<'YAML'
program: slow.sh
command: ["${program}"]
metric: {name: loss}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: asha, min: 1, max: 9}
stop: {trials: 6}
workers: 2
YAML

started() { grep -c '"event":"start"' "$1"; }
tasks() { grep -c '"event":"task"' "$1"; }
for resume in checkpoint scratch hold; do
	run run slow.yaml --batch -q -o "$resume.db" --set "objective.resume=$resume" \
		--events "$resume.jsonl"
	cp out "$resume.out"
	equal "$resume: the study ends" "$status" 0
	check "$resume: the result is what the events tell" \
		same "$resume.out" "$resume.jsonl"
	if [ "$resume" = hold ]; then
		equal 'a program on hold starts once' "$(started hold.jsonl)" 6
		help='objective.serve: true starts a program once a worker'
	else
		equal "$resume: each task starts a program" "$(started "$resume.jsonl")" \
			"$(tasks "$resume.jsonl")"
		help='objective.resume: hold starts a program once a trial, serve: true '
		help=${help}'once a worker'
	fi
	# Above a quarter of the time, which a machine that stands still for a moment decides.
	share=$(sed -n 's/^utilisation: .* training, 0*\([0-9.]*\) starting$/\1/p' "$resume.out")
	case $(echo "$share" | awk '{ print ($1 > 0.251) - ($1 < 0.249) }') in
	1) check "$resume: what would help" grep -q "^hint: starting took [0-9]* % of the \
workers' time; $help\$" "$resume.out" ;;
	-1) check "$resume: nothing needs help" sh -c '! grep -q "^hint" "$0"' "$resume.out" ;;
	esac
	run show "$resume.db"
	equal "$resume: and show says the same" "$(grep -E '^(utilisation|hint):' out)" \
		"$(grep -E '^(utilisation|hint):' "$resume.out")"
done

# Attempts that come to no report were starting; those of the others are as they were.
BREAKS=2
export BREAKS
run run slow.yaml --batch -q -o none --set objective.retries=1 --events breaks.jsonl
check 'with a trial that fails before it reports' same out breaks.jsonl
equal 'each of its attempts is a start without a report' "$(grep '"event":"start"' \
	breaks.jsonl | grep -c '"trial":2,.*"reported":false[,}]')" 2
unset BREAKS

# A study that is gone on with has the starts of both runs.
run run slow.yaml --batch -q -o twice.db --set objective.resume=checkpoint --epochs 4
run resume twice.db --batch -q --epochs 100
run export twice.db --format jsonl -o twice.jsonl
run show twice.db
check 'resumed, it is still what the events tell' same out twice.jsonl

# Nothing that starts no program has starts, and old recordings have none.
run run "$data/studies/spirals.yaml" --batch -q -o none --trials 2 --epochs 4 \
	--events perceptrons.jsonl
check 'perceptrons do not start' test "$(started perceptrons.jsonl)" -eq 0
check 'and the result is one part' grep -Eqx 'utilisation: [01]\.[0-9]{3}' out
check 'without a hint' sh -c '! grep -q "^hint" out'
grep -v '"event":"start"' checkpoint.jsonl | awk '{ sub(/"seq":[0-9]+/, "\"seq\":" NR) } 1' \
	>old.jsonl
run show old.jsonl
check 'a log without starts' grep -Eqx 'utilisation: [01]\.[0-9]{3}' out

# Python programs can be prepared ---------------------------------------------------------

cat >slow.py <<'PY'
#!/usr/bin/python3
import time
time.sleep(0.2)
print('{"epoch": 1, "loss": 1}', flush=True)
PY
chmod +x slow.py
cat >python.yaml <<'YAML'
program: slow.py
command: [/usr/bin/python3, "${program}"]
metric: {name: loss}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: random, max: 1}
stop: {trials: 2}
YAML
hint() { # WHAT COMMAND HELP
	run run python.yaml --batch -q -o none -w 1 --set "command=$2"
	equal "$1" "$(sed -n 's/^hint: .*time; //p' out)" "$3"
}
learn='objective.prepare: learn imports once'
hint 'python SCRIPT' '[/usr/bin/python3, "${program}"]' "$learn"
hint 'env python -u SCRIPT' '["${env}", python3, -u, "${program}"]' "$learn"
hint 'the usual command' '["${env}", "${interpreter}", "${program}", "${args}"]' "$learn"
hint 'a script that names Python' '["${program}"]' "$learn"
hint 'another program' '[sh, -c, "sleep 0.2; echo {loss: 1} | tr -d x; /usr/bin/python3 slow.py"]' \
	'objective.serve: true starts a program once a worker'
finish
