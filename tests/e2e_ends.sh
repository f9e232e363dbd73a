#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Programs that end by themselves: no program is cut at an epoch that its file does not
# name, and one that ends before its rung has completed there, without a verdict. And
# studies without a screen, which must come to an end, too.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

: "${WITNESS:=$(dirname -- "$RUNGTOP")/tests/witness}"

# An epoch a line; how many there are is a file's, by the trial, or else is all's.
cat >train.sh <<'SH'
#!/bin/sh
e=0 last=$(cat "ends-$RUNGTOP_TRIAL" 2>/dev/null || cat ends)
while [ $((e += 1)) -le "$last" ]; do
	echo "{\"epoch\": $e, \"loss\": $((1000 - 10 * e - RUNGTOP_TRIAL))}"
done
SH
chmod +x train.sh
study() { # NAME SCHEDULER…
	name=$1
	shift
	printf '%s\n' "program: $tmp/train.sh" 'command: ["${program}"]' \
		'metric: {name: loss, goal: minimize}' "$@" \
		'parameters: {lr: {min: 0.1, max: 0.2}}' 'workers: 1' >"$name.yaml"
}
epochs() { sed -n 's/^epochs: //p' out; }
witnessed() { "$WITNESS" "$1" >said 2>&1; }
fresh() { rm -rf "$1.db" "$1.logs" "$1.checkpoints"; }
runs() { # NAME OPTION…
	name=$1
	shift
	fresh "$name"
	run run "$name.yaml" --batch -q -o "$name.db" "$@"
	"$RUNGTOP" export "$name.db" --format jsonl >"$name.jsonl"
	equal "$name: it finishes" "$status" 0
	check "$name: every event may have happened" witnessed "$name.jsonl"
	cat said
}
events() { sed -n 's/.*"event":"'"$2"'"//p' "$1.jsonl"; }

# No max: to the end
echo 120 >ends
study plain
runs plain --trials 2
equal 'without a scheduler a program trains to its end' "$(epochs)" 240
equal 'and nothing is known of what it may have cost' "$(grep -c r_max out)" 0
study bands 'scheduler: {name: asha_stop, min: 3}'
runs bands --trials 1
equal 'bands of a least epoch go on without end' \
	"$(events bands decision | sed -n 's/.*"level":\([0-9]*\).*"verdict":"\([a-z]*\)".*/\1 \2/p' | tr '\n' ,)" \
	'3 promote,9 promote,27 promote,81 promote,'
equal 'and the program has completed at its own' \
	"$(events bands end)" ',"trial":0,"state":"completed","why":"its program ended after epoch 120"}'
equal 'r_max is not there' "$(events bands scheduler | sed 's/.*"r_max":\([^,]*\),.*/\1/')" null
study list 'scheduler: {name: asha_stop, levels: [3, 11, 33]}'
runs list --trials 1
equal 'a list of levels, and then the end' "$(epochs) $(events list scheduler | sed 's/.*"levels":\([^]]*]\).*/\1/')" \
	'120 [3,11,33]'
study cut 'scheduler: {name: asha_stop, min: 3, max: 50}'
runs cut --trials 1
equal 'a max that is named cuts' "$(epochs)" 50
for s in 'asha levels=2,7' 'asha_stop min=4 keep=wandb' 'random' 'median every=40' \
	'pasha levels=2,7,20' 'successive_halving levels=2,7 n=3' 'hyperband levels=4,8'; do
	study open
	runs open -s "$s" --trials 4
done
for s in hyperband successive_halving; do
	run run plain.yaml --batch -o none -s $s --rounds 1
	equal "$s without a top is refused" "$status $(grep -c 'give max, or levels' err)" '2 1'
done
study told
sed 's/command: .*/command: ["${program}", "--epochs=${to}"]/' told.yaml >to.yaml
run run to.yaml --batch -o none --trials 1
equal 'a program that is to be told its last epoch needs one' \
	"$status $(sed 's/.*:2:25: //' err)" \
	"2 \${to} is the epoch to train to, and there is none; give the scheduler a max"
run run digits --data-dir "$data" --batch -o none --set scheduler.max=none
equal 'other trials have no end of their own' "$status $(grep -c 'no end of their own' err)" '2 1'

# An end on the way
echo 4 >ends; echo 2 >ends-0; echo 1 >ends-1
study early 'scheduler: {name: asha, eta: 2, min: 1, max: 4}'
run run early.yaml --plain -o early.db --trials 4
equal 'an end on the way is told as that' "$(grep -c 'T1 completes (its program ended at epoch 1)' out)" 1
equal 'and nothing was not finite' "$(grep -c 'not finite' out)" 0
"$RUNGTOP" export early.db --format jsonl >early.jsonl
check 'early: every event may have happened' witnessed early.jsonl
equal 'no result where it never came' \
	"$(events early decision | grep -c '"trial":[01],.*"level":4\|"trial":1,.*"level":2')" 0
study rounds 'scheduler: {name: successive_halving, eta: 2, min: 1, max: 4, n: 4}'
echo 3 >ends-0; echo 3 >ends-1; echo 3 >ends-2; echo 3 >ends-3
runs rounds --rounds 1
equal 'a rung fills without it, and the top is nobody'"'"'s' \
	"$(events rounds decision | sed -n 's/.*"rung":\(.\).*"results":\([0-9]*\),"places":\([0-9]*\).*/\1 \2 \3/p' | sort -u | tr '\n' ,)" \
	'0 4 2,1 2 1,'
equal 'the rest have been stopped' "$(grep '^completed\|^stopped' out | tr '\n' ' ')" 'completed: 1 stopped: 3 '

# Going on, and going over to another scheduler
for to in hyperband successive_halving asha_stop median random pasha asha; do
	study on 'scheduler: {name: asha, eta: 2, min: 1, max: 4}' \
		"switch: [{at: {trials: 3}, scheduler: {name: $to, min: 2, max: 4}}]"
	runs on --trials 6
	run resume on.db --batch -q -s 'asha levels=1,3' --trials 8
	equal "$to: and another goes on with it" "$status" 0
	run resume on.db --batch -q --trials 9
	equal "$to: and once more" "$status" 0
done

# Cut short anywhere and gone on with, it ends as if nothing had happened
echo 4 >ends; echo 2 >ends-0; echo 1 >ends-1; echo 3 >ends-2; rm ends-3
essence() { # NAME: what was decided, and how trials ended
	"$RUNGTOP" export "$1.db" --format jsonl |
		sed -n 's/.*"event":"\(decision\|end\)",//p' | sort
}
for s in 'successive_halving n=4' 'hyperband'; do
	study whole "scheduler: {name: ${s%% *}, eta: 2, min: 1, max: 4}"
	runs whole -s "$s" --rounds 1
	grep '^incumbent' out >whole.inc
	for n in 1 3 6 8; do
		fresh cut
		run run whole.yaml --batch -q -o cut.db -s "$s" --rounds 1 --epochs $n
		run resume cut.db --batch -q --epochs 1000
		grep '^incumbent' out >cut.inc
		equal "$s: cut short after $n epochs it decides the same" \
			"$status $(essence cut)" "0 $(essence whole)"
		check 'and has the same incumbent' cmp -s cut.inc whole.inc
	done
done

# A study without a screen ends
cat >made.yaml <<'YAML'
objective: {kind: simulated}
scheduler: {name: hyperband, eta: 3, min: 1, max: 9}
parameters: {x: {min: 0.0, max: 1.0}}
workers: 2
YAML
limited() { # WHAT "REASON TRIALS" ARG…
	what=$1 wanted=$2
	shift 2
	run run made.yaml --batch -q -o none "$@"
	equal "$what" "$status $(sed -n 's/^reason: //p; s/^trials: //p' out | tr '\n' ' ')" "0 $wanted "
}
limited 'rounds end hyperband' 'rounds 34' --rounds 2
limited 'asha begins as many trials as that many rounds of halving' 'trials 18' --rounds 2 -s asha
limited 'and on a list of levels' 'trials 8' --rounds 1 -s 'asha levels=1,2,4,7' --set scheduler.eta=2
limited 'and random' 'trials 9' --rounds 1 -s random
limited 'and median' 'trials 9' --rounds 1 -s median
limited 'another limit beats it' 'trials 5' --rounds 2 -s asha --trials 5
said() { "$RUNGTOP" run made.yaml --batch -o none "$@" 2>&1 >/dev/null | grep '^rungtop: made'; }
equal 'both is said' "$(said --rounds 2 -s asha; said --rounds 2 -s asha --trials 5)" \
	'rungtop: made.yaml: stop.rounds: asha has no rounds; it stops after 18 trials, as many as 2 rounds of successive_halving would have (--trials gives another number)
rungtop: made.yaml: stop.rounds: asha has no rounds; not used'
for how in --batch --plain --once; do
	run run made.yaml $how -o none
	equal "without a limit it is refused with $how" "$status $(cat err)" \
		'2 rungtop: made.yaml: nothing ends this study; give rounds, trials, epochs, seconds, value or plateau (as in --trials 100), or run it on the screen'
done
run run made.yaml --batch -q -o none --set method=grid --set 'parameters.x={values: [1, 2]}'
equal 'a grid ends by itself' "$status $(grep '^reason' out)" '0 reason: exhausted'
sed '$a switch: [{at: {trials: 3}, scheduler: {name: asha}}]' made.yaml >over.yaml
run run over.yaml --batch -o none --rounds 1
equal 'nor is one that goes over to asha without a limit' "$status $(grep -c 'nothing ends this study: asha has no rounds' err)" '2 1'
run run over.yaml --batch -q -o over.db --rounds 1 --trials 4
equal 'with one it runs' "$status" 0

# Going on with other knobs
fresh made
run run made.yaml --batch -q -o made.db --rounds 1
run resume made.db --batch -q --set scheduler.max=27 --trials 20
equal 'a knob of the scheduler that there is' "$status $(grep '^scheduler\|^trials' out | tr '\n' ' ')" \
	'0 scheduler: hyperband trials: 20 '
equal 'and its ladder goes up to there' \
	"$("$RUNGTOP" export made.db --format jsonl | sed -n 's/.*"event":"scheduler".*"levels":\([^]]*]\).*/\1/p' | tr '\n' ' ')" \
	'[1,3,9] [1,3,9,27] '
run resume made.db --batch -q --set scheduler.max=0
equal 'a wrong one is refused' "$status $(grep -c "max cannot be '0'" err)" '2 1'
run resume made.db --batch -q -s asha --rounds 3 --set stop.trials=null
equal 'and a study that would not end' "$status" 2
finish
