#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# rungtop serve: other programs ask for tasks and report, over a socket or standard input.
. "$(dirname -- "$0")/lib.sh"

! brief once || skip 'to be brief'
: "${WITNESS:=$(dirname -- "$RUNGTOP")/tests/witness}"

python=/usr/bin/python3
[ -x $python ] || skip 'there is no python3'

cat >plain.yaml <<'END'
metric: {name: loss, goal: minimize}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: random, max: 2}
END

# asks LINE…: what is answered to these lines on standard input.
asks() {
	printf '%s\n' "$@" | "$RUNGTOP" serve plain.yaml -q -o none 2>err
}

# alone LINE WHY: the same, of what is answered when the study has got all before it.
alone() {
	equal "refused: $1" "$(asks "$1")" "{\"is\":\"refused\",\"line\":1,\"why\":\"$2\"}"
}

# refused LINE WHY: such a line gets an answer that names what is wrong, and harms nothing.
refused() {
	equal "refused: $(printf %s "$1" | cut -c 1-60)" "$(asks "$1" '{"do": "ping"}')" \
		"{\"is\":\"refused\",\"line\":1,\"why\":\"$2\"}
{\"is\":\"pong\"}"
}

equal 'a ping, with its id' "$(asks '{"do": "ping", "id": "a"}' '{"id": 7, "do": "ping"}')" \
	'{"is":"pong","id":"a"}
{"is":"pong","id":7}'
equal 'nothing asked, nothing answered' "$(asks '' ' ')" ''
refused 'bad' 'not a JSON object'
refused '[1, 2]' 'not a JSON object'
refused '{"do": "ping"' 'not a JSON object: '"'}' expected near end of file"
refused '{}' 'do must say what is asked for, as in {\"do\": \"ask\"}'
refused '{"do": 1}' 'do must say what is asked for, as in {\"do\": \"ask\"}'
refused '{"do": "aks"}' "unknown request 'aks'; did you mean 'ask'?"
refused '{"do": "ping", "id": []}' 'id must be a text or a number'
refused '{"do": "ask", "wait": -1}' \
	'wait must be a number of seconds from 0 up, true or false'
refused '{"do": "report"}' 'trial must be a whole number from 0 up, and is missing'
refused '{"do": "report", "trial": "1"}' 'trial must be a whole number from 0 up'
refused '{"do": "report", "trial": 1e30}' 'trial must be a whole number from 0 up'
refused '{"do": "report", "trial": 9}' "trial 9 is no task of this client's"
alone '{"do": "trial", "trial": 0}' 'there is no trial 0; there are 0'
alone '{"do": "list", "state": "runing"}' "unknown state 'runing'; did you mean 'running'?"
refused '{"do": "hello", "name": ""}' 'name must be a text of 1 to 64 bytes'
refused '{"do": "hello", "fence": 0}' 'fence must be a number of seconds above 0'
alone '{"do": "kill", "trial": 0}' 'there is no such trial'
refused '{"do": "switch"}' 'scheduler must be a text, as \"asha eta=4\", or an object'
refused '{"do": "enqueue", "config": 1}' 'config must be an object, or a text as \"lr=0.1\"'
refused "$(head -c 1048577 /dev/zero | tr '\0' x)" 'the line has more than 1048576 bytes'

# The end of standard input is the end of the study; the answers are given before.
printf '%s\n' '{"do": "ask"}' '{"do": "report", "trial": 0, "loss": 3}' |
	"$RUNGTOP" serve plain.yaml >out 2>err
check 'standard input ends it' test $? -eq 0
equal 'with a task before' "$(sed 's/"config":{[^}]*}/"config":{}/' out)" \
	'{"is":"refused","line":2,"why":"trial 0 is no task of this client'"'"'s"}
{"is":"task","trial":0,"config":{},"from":0,"to":2,"known":0,"checkpoint":null,"seed":1}'
check 'the result is on standard error' grep -q '^reason: user$' err
check 'with the way to go on' grep -q 'continue with: rungtop serve plain.db' err
run resume plain.db
equal 'which is not resume' "$status $(cat err)" \
	"2 rungtop: $tmp/plain.yaml: clients train its trials: give it to them with rungtop serve"

# What cannot be served.
cat >other.yaml <<'END'
objective: {kind: simulated}
parameters: {x: {min: 0.0, max: 1.0}}
stop: {trials: 3}
END
run serve other.yaml
equal 'a study with another objective' "$status $(cat err)" \
	'2 rungtop: other.yaml:1:19: the objective is simulated; for rungtop serve it must be clients, or left out'
run other.yaml -q
run serve simulated.db
check 'nor is its recording' test "$status" -eq 2
run serve
equal 'no study' "$status $(cat err)" \
	'2 rungtop: serve takes one study: rungtop serve STUDY'
printf 'metric: {name: trial}\nparameters: {x: {min: 0.0, max: 1.0}}\n' >taken.yaml
run serve taken.yaml
equal 'a metric with the name of a field' "$status $(cat err)" \
	'2 rungtop: taken.yaml:1:16: a metric cannot be called trial, which is another field of a report'

# The socket.
echo mine >file.sock
run serve plain.yaml --socket file.sock -o none
equal 'a file is not replaced' "$status $(cat err) $(cat file.sock)" \
	'2 rungtop: file.sock exists, and is no socket mine'
run serve plain.yaml --socket "$(printf '%0120d' 0)" -o none
check 'nor is a path too long' test "$status" -eq 2
check 'and nothing is recorded' test ! -e plain-2.db

# talks WHAT [ARGUMENT]…: what clients do; see ask_tell.py.
talks() {
	mkdir "$1" && (cd "$1" && $python "$srcdir/tests/ask_tell.py" "$RUNGTOP" "$@")
}

for what in sockets fence crash again steer kinds slow signalled torn; do
	check "clients: $what" talks $what
done
asha='asha, min: 1, max: 9, eta: 3'
check 'clients: loop' talks loop "$asha"
check 'every event may have happened' "$WITNESS" loop/client.db
cat >program.py <<'END'
import os, sys
x = float(sys.argv[1].split("=")[1])
for e in range(int(os.environ["RUNGTOP_FROM"]) + 1, int(os.environ["RUNGTOP_TO"]) + 1):
    print('{"epoch": %d, "loss": %r}' % (e, abs(x) + 8 / (e + 1)), flush=True)
END
# the same study, trained by a program: what was decided is the same
cat >asked.yaml <<END
name: asked
metric: {name: loss, goal: minimize}
program: program.py
command: [$python, "\${program}", "\${args}"]
scheduler: {name: $asha}
parameters: {x: {min: -5.0, max: 5.0}, kind: {values: [a, b]}}
END
run asked.yaml -q -w 1 --trials 30 -o program.db
decided() {
	"$RUNGTOP" export "$1" --format jsonl | grep -E '"event":"(trial|decision|incumbent|end)"' |
		sed 's/"seq":[0-9]*,"t":[0-9.]*,//'
}
equal 'as a program decides it' "$(decided loop/client.db)" "$(decided program.db)"
check 'clients: killed' talks killed "$asha" "${KILL_SEED:-1}"
check 'every event may have happened' "$WITNESS" killed/killed.db
finish
