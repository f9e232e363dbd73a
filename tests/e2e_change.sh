#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A study that goes on with another top, other limits and other places than it began with:
# each recording is read by the witness, and trains no epoch twice.
. "$(dirname -- "$0")/lib.sh"

! brief once || skip 'to be brief'
: "${WITNESS:=$(dirname -- "$RUNGTOP")/tests/witness}"

study() { # NAME SCHEDULER STOP
	cat >"$tmp/$1.yaml" <<-END
		name: $1
		objective: {kind: simulated}
		scheduler: $2
		parameters: {a: {min: 0.0, max: 1.0}}
		stop: $3
		seed: 3
	END
}

witnessed() { "$WITNESS" "$1" >said 2>&1 || { cat said; return 1; }; }

events() { "$RUNGTOP" export "$1.db" --format jsonl >"$1.jsonl"; }

# Nothing is trained twice, and some trial has come to the epoch.
once_to() { # NAME EPOCH
	sed -n 's/.*"event":"report","trial":\([0-9]*\),"epoch":\([0-9]*\),.*/\1 \2/p' "$1.jsonl" |
		sort | uniq -c | awk -v top="$2" '$1 > 1 { twice = 1 } $3 == top { there = 1 }
			END { exit twice || !there }'
}

for kind in asha asha_stop successive_halving hyperband pasha median random; do
	stop='{trials: 30}'
	case $kind in successive_halving | hyperband) stop='{rounds: 1}' ;; esac
	study "$kind" "{name: $kind, max: 9}" "$stop"
	run "$kind.yaml" --batch -q -o "$kind.db"
	run resume "$kind.db" --batch -q --set scheduler.max=27
	equal "$kind: it goes on to a higher top" "$status" 0
	events "$kind"
	check "$kind: those that had completed are alive again" grep -q '"revived":\[' "$kind.jsonl"
	check "$kind: every event may have happened" witnessed "$kind.jsonl"
	[ "$kind" = pasha ] || # whose cap may stay
		check "$kind: no epoch twice, up to the new top" once_to "$kind" 27
	cp "$kind.jsonl" before.jsonl
	run resume "$kind.db" --batch -q --set stop.rounds=none --trials 60
	events "$kind"
	check "$kind: and with more trials" witnessed "$kind.jsonl"
	equal "$kind: which begin" "$(grep -c '"event":"trial"' "$kind.jsonl")" 60
	check "$kind: what was recorded stays" cmp -s before.jsonl - <<-END
		$(head -n "$(wc -l <before.jsonl)" "$kind.jsonl")
	END
done

# Where nothing is kept of them, it is said.
run resume asha.db --batch -q --set scheduler.max=81
check 'trials without a checkpoint train again, and that is said' \
	grep -q 'train again from the start where they go on: no checkpoint is kept' err
# What was changed lasts.
run resume asha.db --batch -q --set stop.epochs=5000
events asha
check 'limits last' grep -q '"text":"trials=60 epochs=5000"\|"text":"epochs=5000"' asha.jsonl
run resume asha.db --batch -q -w 3
run resume asha.db --batch -q
events asha
equal 'workers last' "$(grep '"action":"workers"' asha.jsonl | tail -1 | sed 's/.*"workers"://')" '3}'
check 'and are told' grep -q '"set":"workers=3"' asha.jsonl
run resume asha.db --batch -q --set objective.seed=3
equal 'what cannot change' "$status" 2

finish
