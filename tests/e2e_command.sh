#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Trials that are processes: they are looked after whatever they do, and nothing of them
# is left when rungtop has ended, however it did.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

mark=31.$$ # `sleep $mark` is ours alone
export mark

# What is left of the programs of this test.
left() {
	n=0
	for dir in /proc/[0-9]*; do
		case $(cat "$dir/cmdline" 2>/dev/null | tr '\0' ' ') in
		*"sleep $mark "* | *"$tmp"/*.sh*) n=$((n + 1)) ;;
		esac
	done
	echo "$n"
}

# Waits for a second at most until nothing is left.
gone() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(left)" -eq 0 ] && return
		sleep 0.1
	done
	false
}

# How each trial of NAME.db ended that was not the scheduler's doing.
ends() {
	"$RUNGTOP" export "$1.db" --format jsonl |
		sed -n 's/.*"event":"end".*"state":"\([a-z]*\)","why":"\(\([^"\\]\|\\.\)*\)".*$/\1: \2/p'
}

# Threads ------------------------------------------------------------------------------

cat >threads.yaml <<'YAML'
command: [sh, -c, 'echo $OMP_NUM_THREADS $MKL_NUM_THREADS; echo "{\"epoch\": 1, \"loss\": 1}"']
metric: {name: loss, goal: minimize}
parameters: {x: {min: 0, max: 1}}
scheduler: {name: random, max: 1}
stop: {trials: 1}
YAML
# threads [OPTION]…: what a trial is told.
threads() {
	rm -rf threads.db threads.logs threads.checkpoints
	run run threads.yaml --batch -q "$@"
	cat threads.logs/trial-*
}
(
	unset OMP_NUM_THREADS MKL_NUM_THREADS
	share=$(($(nproc) / 2))
	[ $share -gt 0 ] || share=1
	equal 'the processors, divided by the workers' "$(threads -w 2)" "$share $share"
	equal 'at least one thread' "$(threads -w 999)" '1 1'
	equal 'as many as the file says' "$(threads -w 2 --set objective.threads=3)" '3 3'
	equal 'not told' "$(threads --set objective.threads=0)" ''
	MKL_NUM_THREADS=7
	export MKL_NUM_THREADS
	equal 'what is set is kept' "$(threads -w 999)" '1 7'
	[ "$failed" -eq 0 ]
) || failed=$((failed + 1))

# Programs that misbehave, each in its own way ------------------------------------------

cat >"$tmp/bad.sh" <<'SH'
#!/bin/sh
report() { echo "{\"epoch\": $1, \"val_error\": ${2:-0.5}}"; }
case $1 in
exits) echo 'cannot read the data' >&2; exit 1 ;;
silent) ;;
half) printf '{"epoch": 1, "val_er' ;;
whole) report 1; report 2; printf '{"epoch": 3, "val_error": 0.25}' ;;
much) report 1; yes 'noise that nobody wants to read' | head -c 100000000; echo; report 2; report 3 ;;
nan) report 1 NaN; sleep "$mark" ;;
order) report 1; report 3; report 2 ;;
twice) report 1; report 1; report 2 ;;
past) for e in 1 2 3 4 5 6 7 8; do report $e; done; sleep "$mark" ;;
late) report 2; report 3 ;;
term) trap '' TERM; report 1; while :; do sleep "$mark"; done ;;
daemon) report 1; (setsid sh -c 'trap "" TERM; sleep "$mark"' &); report 2; report 3 ;;
closes) report 1; exec >&-; sleep "$mark" ;;
segv) report 1; kill -SEGV $$ ;;
misnamed) echo '{"epoch": 1, "error": 1}' ;;
early) report 1; report 2 ;;
chatty) while :; do echo 'still loading'; sleep 0.1; done ;;
none) exit 127 ;;
bytes) printf '\377\376\001 \303\n'; printf 'a\000b\n'; exit 3 ;;
esac
SH
chmod +x "$tmp/bad.sh"
cat >bad.yaml <<'YAML'
program: bad.sh
command: ["${program}", "exits"]
metric: {name: val_error}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: random, min: 1, max: 3}
objective: {grace: 0.3, timeout: 1}
stop: {trials: 1}
workers: 1
YAML

misbehaves() { # HOW STATE: WHY [OPTION]…
	how=$1 end=$2
	shift 2
	sed "s/exits/$how/" bad.yaml >"$how.yaml"
	run run "$how.yaml" --batch -q "$@"
	equal "$how" "$(ends "$how")" "$end"
}

misbehaves exits 'failed: exited with status 1, without a report: cannot read the data'
misbehaves silent 'failed: exited with status 0, without a report; no line of it is a report such as {\"epoch\": 1, \"val_error\": 0.5}'
misbehaves half "failed: exited with status 0, without a report; a line with an epoch is not JSON (premature end of input near '\\\"val_er'): {\\\"epoch\\\": 1, \\\"val_er"
misbehaves whole 'completed: trained to the top rung'
misbehaves much 'completed: trained to the top rung' --set objective.timeout=60
check 'and its log has a limit' test "$(wc -c <much.logs/trial-00000.log)" -le 1048700
misbehaves nan 'diverged: the loss was not finite in epoch 1'
misbehaves order 'failed: epoch 3 came after epoch 1'
misbehaves twice 'failed: epoch 1 came after epoch 1'
misbehaves late 'failed: its first report is of epoch 2, not 1'
misbehaves past 'completed: trained to the top rung'
misbehaves term 'failed: no epoch within 1 s (timeout)'
misbehaves daemon 'completed: trained to the top rung'
misbehaves chatty 'failed: no epoch within 1 s (timeout)'
misbehaves closes 'failed: closed its standard output after epoch 1'
misbehaves segv 'failed: killed by signal 11 (Segmentation fault) after epoch 1'
misbehaves misnamed 'failed: its report of epoch 1 has no val_error: {\"epoch\": 1, \"error\": 1}'
misbehaves early 'completed: its program ended after epoch 2'
misbehaves bytes 'failed: exited with status 3, without a report: ??\\x01 ? | a?b'
check 'a line with a NUL is in its log' grep -qx 'a?b' bytes.logs/trial-00000.log
misbehaves none ''
check 'no process is left' gone

# What cannot be started ends the study, and does not fail 200 trials.
equal 'a program that shells cannot find ends the study' "$(cat err)" \
	'rungtop: exited with status 127, without a report'
printf '#!/no/such/interpreter\n' >noint.sh && chmod +x noint.sh
sed 's/bad.sh/noint.sh/; s/trials: 1/trials: 200/' bad.yaml >noint.yaml
run run noint.yaml --batch -q
equal 'so does one without its interpreter' "$(cat err)" \
	'rungtop: ./noint.sh cannot be started: it, or the interpreter that it names, is not there'
ending() { grep -Ex 'reason: .*|trials: .*|failed: .*|completed: .*' out | tr '\n' ' '; }
equal 'at once, with exit 1 and a reason' "$status $(ending)" '1 reason: error trials: 1 '
run show noint.db
equal 'which the recording has as well' "$status $(ending)$(grep '^error' out)" \
	"0 reason: error trials: 1 error: ./noint.sh cannot be started: it, or the interpreter that it names, is not there"
equal 'and no trial has ended' "$("$RUNGTOP" export noint.db --format jsonl |
	grep -c '"event":"end"')" 0
printf '#!/bin/sh\necho "{\\"epoch\\": 1, \\"val_error\\": 0.5}"\n' >noint.sh
run resume noint.db --batch -q --trials 2
equal 'it goes on when the program is there' "$status $(ending)" \
	'0 reason: trials trials: 2 completed: 2 '

sed 's/exits/segv/; s/timeout: 1/retries: 2/' bad.yaml >retries.yaml
run run retries.yaml --batch -q
equal 'retries are shown' "$("$RUNGTOP" export retries.db --format jsonl |
	grep -o 'T0: attempt . of 3 failed')" 'T0: attempt 1 of 3 failed
T0: attempt 2 of 3 failed'
equal 'and its log is parted by them' "$(sed 's/ (.*//' retries.logs/trial-00000.log)" \
	'rungtop: attempt 1 failed: killed by signal 11
rungtop: started again for epochs 1 to 3
rungtop: attempt 2 failed: killed by signal 11
rungtop: started again for epochs 1 to 3
rungtop: attempt 3 failed: killed by signal 11'

# Workers may be anywhere; one that is killed is replaced, a launcher must lead to one.
sed 's/bad.sh/kills.sh/; s/timeout: 1/launcher: [env, WHERE=far]/' bad.yaml >far.yaml
cat >kills.sh <<'SH'
#!/bin/sh
mark=$RUNGTOP_CHECKPOINT/../killed
for e in 1 2 3; do
	echo "{\"epoch\": $e, \"val_error\": 0.5}"
	[ "$e" -lt 2 ] || [ -e "$mark" ] || { : >"$mark"; kill -KILL "$PPID"; }
done
echo "here is $WHERE"
SH
chmod +x kills.sh
run run far.yaml --batch -q
equal 'a worker that is killed is replaced' "$(ends far)" 'completed: trained to the top rung'
check 'behind its launcher' grep -qx 'here is far' far.logs/trial-00000.log
sed 's/timeout: 1/launcher: "false"/; s/exits/early/' bad.yaml >false.yaml
run run false.yaml --batch -q
equal 'a launcher that leads to no worker' "$(cat err)" \
	"rungtop: no worker can be started; see $tmp/false.logs/workers.log"
equal 'is a reason of its own' "$status $(ending)" '1 reason: error trials: 1 '
mkdir bin
printf '#!/bin/sh\necho "srun: error: Unable to confirm allocation for job 7" >&2; exit 1\n' >bin/srun
chmod +x bin/srun
sed 's/exits/early/' bad.yaml >stale.yaml
SLURM_JOB_ID=7 PATH=$tmp/bin:$PATH "$RUNGTOP" run stale.yaml --batch -q >out 2>err
status=$?
equal 'so is an srun that refuses' "$status $(ending)$(cat err)" \
	'1 reason: error trials: 1 rungtop: no worker can be started: srun: error: Unable to confirm allocation for job 7'
run resume stale.db --batch -q
equal 'and its trial goes on without it' "$status $(ending)" \
	'0 reason: trials trials: 1 completed: 1 '

# Nothing but its three descriptors is open in the child; its stdin is empty.
cat >bare.sh <<'SH'
#!/bin/sh
for fd in 3 4 5 6 7 8 9; do # a shell's own are above
	[ ! -e "/proc/$$/fd/$fd" ] || echo "descriptor $fd"
done
cat
echo "threads ${OPENBLAS_NUM_THREADS-unset}"
echo '{"epoch": 1, "val_error": 1}'
SH
chmod +x bare.sh
sed 's/bad.sh/bare.sh/' bad.yaml >bare.yaml
(unset OPENBLAS_NUM_THREADS; "$RUNGTOP" run bare.yaml --batch -q --set objective.threads=0 >/dev/null 2>&1)
equal 'nothing leaks into a program' "$(cat bare.logs/trial-00000.log)" 'threads unset'

# Rungs: whichever way a paused trial goes on, the study is the same --------------------

cat >"$tmp/steps.sh" <<'SH'
#!/bin/sh
epoch=$RUNGTOP_FROM state=$RUNGTOP_CHECKPOINT/epoch
[ "$epoch" -gt 0 ] && read -r epoch <"$state"
sleep "$mark" &
while [ "$epoch" -lt "$RUNGTOP_TO" ]; do
	epoch=$((epoch + 1))
	[ -z "$SLOW" ] || sleep "$SLOW"
	echo "$epoch" >"$state.new" && mv "$state.new" "$state"
	echo "{\"epoch\": $epoch, \"val_error\": 0.$((10 + RUNGTOP_TRIAL))$epoch}"
done
SH
chmod +x "$tmp/steps.sh"
cat >steps.yaml <<'YAML'
program: steps.sh
command: ["${program}"]
metric: {name: val_error}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: hyperband, min: 1, max: 9}
objective: {grace: 0.5}
stop: {rounds: 1}
workers: 2
YAML
essence() {
	sed -n 's/.*"event":"\(report\|decision\|end\)",/\1 /p' "$1" |
		sed 's/,"seconds":[0-9.e-]*//' | sort
}
for scheduler in hyperband asha asha_stop; do
	for resume in checkpoint hold scratch; do
		run run steps.yaml --batch -q -o none -s "$scheduler" --trials 17 -w 1 \
			--set "objective.resume=$resume" --events "$scheduler-$resume.jsonl"
		check "$scheduler, resume: $resume" test "$status" -eq 0
		check 'no trial has failed' sh -c "! grep -q '^failed' out"
	done
	essence "$scheduler-checkpoint.jsonl" >a
	essence "$scheduler-hold.jsonl" >b
	check "$scheduler: checkpoint and hold are the same study" cmp -s a b
done
run run steps.yaml --batch -q -o none --set objective.hold_max=0
check 'with none on hold it takes longer, and comes to the same' \
	grep -qx 'epochs: 69' out

# The perceptrons may be trained by workers elsewhere, too, and are the same then.
perceptrons() { # EVENTS [OPTION]…
	events=$1
	shift
	run run "$data/studies/digits.yaml" --batch -q -o none -s hyperband --rounds 1 \
		--set scheduler.max=9 -w 2 --events "$events" "$@"
	essence "$events" >"$events.essence"
}
perceptrons here.jsonl
perceptrons there.jsonl --set objective.launcher=env
check 'perceptrons trained by workers are the same' \
	cmp -s here.jsonl.essence there.jsonl.essence
equal 'and it is known where' "$(grep -c '"event":"place"' there.jsonl)" \
	"$(grep -c '"event":"task"' there.jsonl)"
run run "$data/studies/digits.yaml" --batch -q -o far-away.db -s hyperband --rounds 1 \
	--set scheduler.max=9 -w 2 --set objective.launcher=env --epochs 20
run resume far-away.db --batch -q --epochs 1000
equal 'a study that was interrupted goes on with them' "$(grep -Ex 'trials: .*|failed: .*' out)" \
	'trials: 17'

# A trial that is sent back is more than lies on the way to a worker that does not listen.
cat >deaf.sh <<'SH'
#!/bin/sh
# The first of them lets no more than 20 kB through.
mkdir "$TOP/deaf" 2>/dev/null || exec "$@"
{
	dd bs=1 count=20000 status=none
	exec sleep "$mark" >/dev/null
} | "$@"
SH
chmod +x deaf.sh
TOP=$tmp
export TOP
big() { # EVENTS [OPTION]…
	events=$1
	shift
	run run "$data/studies/spirals.yaml" --batch -q -o none -w 1 --trials 3 \
		-s 'successive_halving min=9 max=27' --events "$events" \
		--set objective.samples=6000 --set 'parameters.hidden.values=["128x128"]' "$@"
	essence "$events" >"$events.essence"
}
big big-here.jsonl
big big-deaf.jsonl --set objective.launcher="$tmp/deaf.sh" --set objective.fence=1
check 'a worker that does not listen is given up' \
	grep -q 'attempt 2 lost: node .* does not answer' big-deaf.jsonl
check 'and the study is the same' cmp -s big-here.jsonl.essence big-deaf.jsonl.essence

# However it ends, nothing is left, and it can be gone on with --------------------------

SLOW=0.05
export SLOW
for resume in checkpoint hold; do
	for sig in KILL TERM; do
		name=$resume-$sig
		"$RUNGTOP" run steps.yaml --batch -q -o "$name.db" \
			--set "objective.resume=$resume" >/dev/null 2>&1 &
		pid=$!
		sleep 0.9
		kill "-$sig" "$pid"
		wait "$pid" 2>/dev/null
		check "$resume, $sig: no process is left" gone
		SLOW=0.01 "$RUNGTOP" resume "$name.db" --batch -q >out 2>err
		equal "$resume, $sig: resume ends as if nothing had happened" \
			"$(grep -Ex 'reason: .*|trials: .*|failed: .*|epochs: .*' out)" \
			'reason: rounds
trials: 17
epochs: 69'
	done
done
check 'no process is left at the end' gone

# The examples --------------------------------------------------------------------------

unset SLOW
run run "$data/examples/newton.yaml" --batch -q
check 'a shell script' grep -qx 'completed: [1-9][0-9]*' out
mkdir python && ln -s /usr/bin/python3 python/python3 && ln -s python3 python/python
for module in sklearn torch; do
	brief programs && break
	/usr/bin/python3 -c "import $module" 2>/dev/null || continue
	PATH=$tmp/python:$PATH "$RUNGTOP" run "$data/examples/$module.yaml" --batch -q -w 1 \
		--set scheduler.name=asha --set scheduler.min=1 --set scheduler.max=3 \
		--trials 3 >out 2>err
	check "the example with $module" grep -q '^incumbent value: 0' out
done
finish
