#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Programs that serve: one process takes task after task as lines of JSON.
. "$(dirname -- "$0")/lib.sh"

brief programs && skip 'what programs do is looked at elsewhere'
python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) ||
	skip 'python3 is not installed'

# A program whose loss is its configuration's, and which counts its tasks; HOOK comes before
# each report.
program() {
	cat >serve.py <<-PY
		import json, os, signal, sys, time
		tasks = 0
		for line in sys.stdin:
		    task = json.loads(line)
		    tasks += 1
		    folder = task["checkpoint"]
		    trial, done = task["trial"], {"done": True}
		    state = os.path.join(folder, "state")
		    if task["from"]:
		        assert int(open(state).read()) == task["from"]
		    for epoch in range(task["from"] + 1, task["to"] + 1):
		        ${1:-pass}
		        open(state, "w").write(str(epoch))
		        print(json.dumps({"epoch": epoch, "loss": task["config"]["x"] + 1 / epoch,
		                          "tasks": tasks, "pid": os.getpid()}), flush=True)
		    print(json.dumps(done), flush=True)
	PY
}
# study [KEYS OF THE OBJECTIVE]
study() {
	cat >study.yaml <<-YAML
		command: ['$python', serve.py]
		metric: {name: loss, goal: minimize}
		parameters: {x: {min: 0.1, max: 0.2}}
		scheduler: {name: asha, min: 1, max: 9, eta: 3}
		stop: {trials: 9}
		workers: 1
		seed: 5
		objective: {serve: true, metrics: [tasks, pid], grace: 1${1:-}}
	YAML
	rm -rf study.db study.logs study.checkpoints events.jsonl
	run run study.yaml --batch -q --events events.jsonl
}
reports() {
	sed -n 's/.*"event":"report","trial":\([0-9]*\),"epoch":\([0-9]*\),"metrics":{"loss":\([^,]*\),.*/T\1 \2 \3/p' \
		events.jsonl
}
metric() { sed -n "s/.*\"event\":\"report\".*\"$1\":\([0-9]*\)[,}].*/\1/p" events.jsonl; }
ends() { sed -n 's/.*"event":"end","trial":\([0-9]*\),.*"state":"\([a-z]*\)","why":"\([^"]*\)".*/T\1 \2: \3/p' events.jsonl; }
warnings() { sed -n 's/.*"action":"warning","text":"\([^"]*\)".*/\1/p' events.jsonl; }

program
study
equal 'it ends well' "$status" 0
equal 'one process' "$(metric pid | sort -u | wc -l)" 1
equal 'a task after the other' "$(metric tasks | uniq | tr '\n' ' ')" \
	"$(seq "$(metric tasks | tail -n 1)" | tr '\n' ' ')"
equal 'nothing is told' "$(warnings)" ''
reports >served

# The same study with a process a task.
cat >once.py <<'PY'
import json, os, sys
x, first, last = float(sys.argv[1].split("=")[1]), int(os.environ["RUNGTOP_FROM"]), int(os.environ["RUNGTOP_TO"])
for epoch in range(first + 1, last + 1):
    open(os.environ["RUNGTOP_CHECKPOINT"] + "/state", "w").write(str(epoch))
    print(json.dumps({"epoch": epoch, "loss": x + 1 / epoch}), flush=True)
PY
sed -e "s/serve.py/once.py, '\${args}'/; s/serve: true/resume: checkpoint/" study.yaml >once.yaml
rm events.jsonl
run run once.yaml --batch -q --events events.jsonl
reports >once
check 'the same reports as from a process a task' cmp -s served once

program 'if trial == 2 and tasks > 1: os._exit(3)'
study
equal 'one that ends is started again: another attempt' "$(warnings)" \
	'T2: attempt 1 of 2 failed: exited with status 3, without a report'
equal 'and the trial is well' "$(reports | sort)" "$(sort served)"
program 'if trial == 2 and tasks > 1: sys.exit(0)'
study
equal 'one that ends well, but before its task does' "$(warnings)" \
	'T2: attempt 1 of 2 failed: exited with status 0, without a report'
program 'if trial == 2 and tasks > 1: os.kill(os.getpid(), signal.SIGKILL)'
study ', retries: 0'
equal 'without retries the trial fails' "$(ends | grep T2)" \
	'T2 failed: killed by signal 9 (Killed), without a report'
equal 'and the others do not' "$(reports | cut -d ' ' -f 1 | sort -u | tr '\n' ' ')" \
	'T0 T1 T3 T4 T5 T6 T7 T8 '
program 'if trial == 2 and tasks > 1: time.sleep(1000)'
study ', timeout: 1'
equal 'one that hangs is started again' "$(warnings)" \
	'T2: attempt 1 of 2 failed: no epoch within 1 s (timeout)'
equal 'and the trial is well, too' "$(reports | sort)" "$(sort served)"
program 'if trial == 2: done = {"error": "no such layer"}; break'
study
equal 'a trial that the program gives up fails by its words' "$(ends | grep T2)" \
	'T2 failed: no such layer'
program 'if trial == 2: done = {"error": {"code": 7}}; break'
study
equal 'whatever it says is wrong' "$(ends | grep -c 'T2 failed: ')" 1
equal 'and the process goes on' "$(metric pid | sort -u | wc -l)" 1
program 'if epoch == 2: break'
study
equal 'a trial that ends before its task is over' "$(ends | sort -u | cut -d ' ' -f 2- | uniq)" \
	'completed: its program ended after epoch 1'
program 'if trial == 2: break'
study ', retries: 0'
equal 'one that reports nothing' "$(ends | grep T2)" 'T2 failed: done without a report'
program
sed -i 's/"pid": os.getpid()/&, "done": epoch == task["to"]/; s/^    print(json.dumps(done).*/    pass/' \
	serve.py
study
equal 'the last report may say it is done' "$(reports | sort)" "$(sort served)"
program 'print("between", flush=True)'
sed -i '/done), flush/a\    print(json.dumps({"epoch": 77, "loss": -1}), flush=True)' serve.py
study
equal 'what it says between tasks is of no trial' "$(reports | sort)" "$(sort served)"

for keys in 'resume: hold' 'prepare: learn'; do
	study ", $keys"
	equal "$keys: status" "$status" 2
	check "$keys: names it" grep -q "^rungtop: study.yaml:8:[0-9]*: ${keys%%:*}" err
done
study >/dev/null
sed -i "s/serve.py/serve.py, '\${args}'/" study.yaml
run run study.yaml --batch
equal 'words of a trial: status' "$status" 2
check 'words of a trial: the place' grep -q '^rungtop: study.yaml:1:' err
finish
