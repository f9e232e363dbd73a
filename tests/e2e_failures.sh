#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Failures that explain themselves: causes with their counts in the result, in show and in
# the report; studies of which every trial fails; trials that run out of memory.
. "$(dirname -- "$0")/lib.sh"

cat >fails.sh <<'SH'
#!/bin/sh
echo "trial $RUNGTOP_TRIAL in $RUNGTOP_CHECKPOINT, process $$" >&2
case $1 in
import)
	echo 'starting'
	echo "ModuleNotFoundError: No module named 'numpy'" >&2
	exit 1
	;;
numbers)
	echo "ValueError: lr=0.0$$ of trial $RUNGTOP_TRIAL is too large for shape ($$, 3) at 0x7f$$" >&2
	exit 1
	;;
two)
	if [ $((RUNGTOP_TRIAL % 3)) = 0 ]; then
		echo "OSError: $RUNGTOP_CHECKPOINT/data.csv is not there" >&2
		exit 2
	fi
	kill -SEGV $$
	;;
late) # three fail, then one reports
	[ "$RUNGTOP_TRIAL" -ge 3 ] && [ "$RUNGTOP_TRIAL" -lt 5 ] &&
		echo '{"epoch": 1, "loss": 1}' && exit 0
	exit 7
	;;
oom)
	echo 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.' >&2
	exit 1
	;;
limit) (ulimit -v 200000 && exec awk 'BEGIN { for (;;) a[n++] = sprintf("%1000d", n) }') || exit ;;
once) # one more program of the study than there is memory for
	if ! mkdir lock 2>/dev/null; then
		echo 'std::bad_alloc' >&2
		exit 1
	fi
	i=0
	until [ -e "$RUNGTOP_CHECKPOINT/../failed" ] || [ $((i += 1)) -gt 50 ]; do sleep 0.1; done
	rmdir lock
	;;
esac
echo '{"epoch": 1, "loss": 0.5}'
SH
chmod +x fails.sh

study() { # HOW [OBJECTIVE…]
	how=$1
	shift
	cat >"$how.yaml" <<-YAML
		program: ./fails.sh
		command: ["\${program}", "$how"]
		objective: {grace: 0.3${*:+, $*}}
		metric: {name: loss}
		parameters: {x: {min: 0.0, max: 1.0}}
		scheduler: {name: random, min: 1, max: 1}
		stop: {trials: 17}
		workers: 1
	YAML
	rm -rf "$how".db* "$how".logs "$how".checkpoints
	run run "$how.yaml" --batch -q
	cp out "$how.out"
}
told() { grep -E '^(reason|trials|failed|diverged|completed): ' out | tr '\n' ' '; }
causes() { sed -n 's/^cause: //p' out; }
last_words() { sed 's/^rungtop: //' err; }

# All fail -------------------------------------------------------------------------------

study import
equal 'a study whose first five trials fail ends' "$status $(told)" \
	'1 reason: error trials: 5 failed: 5 '
cause="5 of 5 failed: ModuleNotFoundError: No module named 'numpy' (import.logs/trial-00000.log)"
equal 'with the cause in the result' "$(causes)" "$cause"
equal 'and on standard error' "$(last_words)" \
	"$cause; the first 5 trials failed without a report (fail_fast: 5)"
run show import.db
equal 'as show has it' "$(causes)" "$cause"
run replay import.db --batch
equal 'and replay' "$(causes)" "$cause"
run report import.db -o page
check 'and the page of the report' grep -q '5 of 5 failed: ModuleNotFoundError: No module named .* (import.logs/trial-00000.log)' page/index.html
equal 'an event has what is known' "$("$RUNGTOP" export import.db --format jsonl |
	sed -n 's/.*"event":"end","trial":4,.*\(,"status".*\)/\1/p')" \
	",\"status\":1,\"line\":\"ModuleNotFoundError: No module named 'numpy'\"}"
run resume import.db --batch -q
equal 'resumed, one more that fails is enough' "$status $(told)" \
	'1 reason: error trials: 6 failed: 6 '
study import 'fail_fast: 2'
equal 'after so many as fail_fast says' "$status $(told)" \
	'1 reason: error trials: 2 failed: 2 '
study import 'fail_fast: 0'
equal 'never with 0' "$status $(told)$(causes)" \
	"1 reason: trials trials: 17 failed: 17 17 of 17 failed: ModuleNotFoundError: No module named 'numpy' (import.logs/trial-00000.log)"
study import 'fail_fast: 3, retries: 1'
equal 'attempts are not trials' "$status $(told)" '1 reason: error trials: 3 failed: 3 '
sed -i 's/workers: 1/workers: 4/' import.yaml
rm -rf import.db import.logs import.checkpoints
run run import.yaml --batch -q
equal 'it is the first ones with any number of workers' \
	"$status $(sed -n 's/^reason: //p' out) $(tail -n 1 err | sed 's/.*; /; /')" \
	'1 error ; the first 3 trials failed without a report (fail_fast: 3)'
study late
equal 'a trial that has reported ends the watch' "$status $(told)" \
	'0 reason: trials trials: 17 completed: 2 failed: 15 '
equal 'and the cause is in the result all the same' "$(causes)" \
	'15 of 17 failed: exited with status 7: trial 0 in '"$tmp"'/late.checkpoints/trial-00000, process '"$(
	sed -n '1s/.*process //p' late.logs/trial-00000.log)"' (late.logs/trial-00000.log)'

# Groups ---------------------------------------------------------------------------------

study numbers 'fail_fast: 0'
equal 'numbers part no causes' "$(causes | sed 's/lr=.* (n/… (n/')" \
	'17 of 17 failed: ValueError: … (numbers.logs/trial-00000.log)'
study two 'fail_fast: 0'
equal 'nor do paths of the trial; several causes by their count' "$(causes)" \
	"11 of 17 failed: killed by signal 11 (Segmentation fault): $(
	tail -n 2 two.logs/trial-00001.log | head -n 1) (two.logs/trial-00001.log)
6 of 17 failed: exited with status 2: OSError: $tmp/two.checkpoints/trial-00000/data.csv is not there (two.logs/trial-00000.log)"

# Memory ---------------------------------------------------------------------------------

study oom
equal 'out of memory is a cause' "$status $(told)$(causes)" \
	'1 reason: error trials: 5 failed: 5 5 of 5 ran out of GPU memory: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. (oom.logs/trial-00000.log)'
check 'a field of the event' sh -c "'$RUNGTOP' export oom.db --format jsonl |
	grep -q '\"state\":\"failed\",\"why\":\"out of GPU memory: exited.*\"cause\":\"gpu_oom\",\"status\":1,'"
check 'and of the JSON export' sh -c "'$RUNGTOP' export oom.db --format json |
	grep -q '\"cause\":\"gpu_oom\"'"
"$RUNGTOP" replay oom.db --once --size 160x50 >frame
check 'on the screen, too: in TRIALS' grep -q 'T03 !.* gpu_oom ' frame
check 'as a row of DECISIONS' grep -q 'T03 ! failed: out of GPU memory: torch.Out' frame
check 'and as marks of HISTORY' grep -q '^ history .*!' frame
study oom 'on_oom: infeasible'
equal 'which may count as a bad result' "$status $(told)$(causes | cut -c1-30)" \
	'1 reason: trials trials: 17 diverged: 17 17 of 17 ran out of GPU memory'
"$RUNGTOP" export oom.db --format jsonl >oom.jsonl
check 'and its events may have happened' sh -c "'$RUNGTOP' replay oom.jsonl --batch >/dev/null"
run resume oom.db --trials 20 --batch -q
equal 'also for who resumes it' "$status $(told)" '1 reason: trials trials: 20 diverged: 20 '
study oom 'on_oom: retry'
equal 'one that runs alone is not tried again' "$(told)$(grep -c '^rungtop: attempt' oom.logs/trial-00000.log)" \
	'reason: error trials: 5 failed: 5 1'
study limit 'fail_fast: 1'
check 'a limit of the process is found by its words' grep -q '^cause: 1 of 1 ran out of memory: ' out

# Two at once are one too many: the one that fails waits until the other has ended.
study once 'on_oom: retry' >/dev/null
sed -i 's/workers: 1/workers: 2/; s/trials: 17/trials: 2/' once.yaml
sed -i 's|\[ -e "$RUNGTOP_CHECKPOINT/../failed" \]|grep -qs "again when less" "$PWD/said"|' fails.sh
rm -rf once.db once.logs once.checkpoints lock
"$RUNGTOP" run once.yaml --plain >said 2>&1
equal 'another attempt when less is running' "$? $("$RUNGTOP" show once.db | grep -E '^(completed|failed|cause)')" \
	'0 completed: 2'
check 'of which a line tells' grep -q ': attempt 1, again when less is running: out of memory: ' said

# The kernel's word, in a control group with a limit.
group=/sys/fs/cgroup/memory/rungtop-test.$$
if mkdir "$group" 2>/dev/null; then
	cat >fat.sh <<-'SH'
		#!/bin/sh
		exec awk 'BEGIN { for (;;) a[n++] = sprintf("%1000d", n) }'
	SH
	chmod +x fat.sh
	sed 's/fails.sh/fat.sh/; s/trials: 17/trials: 1/' limit.yaml >fat.yaml
	echo 256M >"$group/memory.limit_in_bytes"
	sh -c "echo \$\$ >$group/cgroup.procs && exec '$RUNGTOP' run fat.yaml --batch -q" \
		>out 2>err </dev/null
	equal 'what the kernel has killed for want of memory' "$(causes)" \
		'1 of 1 ran out of memory: killed by signal 9 (Killed), without a report (fat.logs/trial-00000.log)'
	for _ in 1 2 3 4 5; do rmdir "$group" 2>/dev/null && break; sleep 0.2; done
fi
cat >killed.sh <<-'SH'
	#!/bin/sh
	kill -KILL $$
SH
chmod +x killed.sh
sed 's/fails.sh/killed.sh/; s/trials: 17/trials: 1/' limit.yaml >killed.yaml
run run killed.yaml --batch -q
equal 'and what somebody else has killed' "$(causes)" \
	'1 of 1 failed: killed by signal 9 (Killed), without a report (killed.logs/trial-00000.log)'
finish
