#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The audit against a plain script: the truth is the same study under random, as CSV; the
# incumbent is in the CSV of the study, and who was stopped in its JSON.
. "$(dirname -- "$0")/lib.sh"

! brief once || skip 'to be brief'

# plain STUDY RANDOM: how many trials were stopped, how many of them were better at some epoch
# of the truth than any trial of the study, and by how much the best of them.
plain() {
	grep -oE '^\{"trial":[0-9]+,"state":"[a-z]+"' "$1.json" | tr -dc '0-9a-z\n' |
		sed 's/^trial\([0-9]*\)state/\1,/' >states
	awk -F, '
	function col(name, i) { for (i = 1; i <= NF; i++) if ($i == name) return i }
	FILENAME == "states" { state[$1] = $2; next }
	FNR == 1 { v = col("val_error"); next }
	$v == "" { next }
	FILENAME == study { if (best == "" || $v + 0 < best) best = $v + 0; next }
	!($1 in least) || $v + 0 < least[$1] { least[$1] = $v + 0 }
	END {
		for (t in state) {
			if (state[t] != "stopped" && state[t] != "paused") continue
			stopped++
			if (!(t in least) || least[t] >= best) continue
			wrong++
			if (best - least[t] > regret) regret = best - least[t]
		}
		printf "%d %d %.6g\n", stopped, wrong, regret
	}' study="$1.csv" states "$1.csv" "$2.csv"
}

# audited STUDY SCHEDULER KEY=VALUE
audited() {
	name=$1-$2
	run "$1" --data-dir "$data" -s "$2 max=64" --set "$3" --trials 81 --seed 7 -w 4 -o "$name.db" --batch -q
	run "$1" --data-dir "$data" -s "random max=64" --set "$3" --trials 81 --seed 7 -w 4 -o "$name-random.db" --batch -q
	run export "$name.db" --format csv -o "$name.csv"
	run export "$name.db" --format json -o "$name.json"
	run export "$name-random.db" --format csv -o "$name-random.csv"
	run audit "$name.db"
	check "$name: some are stopped wrongly" grep -q '^wrongly stopped: [1-9]' out
	equal "$name" "$(sed -n 's/^stopped: //p; s/^wrongly stopped: //p; s/^regret: //p' out |
		tr '\n' ' ')" "$(plain "$name" "$name-random") "
}

audited curves asha objective.shuffle=true
audited simulated median objective.noise=0.2
audited simulated asha objective.noise=0.2
audited simulated successive_halving objective.noise=0.2

run audit simulated-asha.db --json -o whole.json
equal 'an audit as JSON is written' $status 0
run audit simulated-asha.db --sample 10
check 'a sample tells how far it goes' grep -q '^of all stopped: [0-9]* to [0-9]* (95 %)$' out
run audit simulated-asha.db --sample 1000000
cp out sampled
run audit simulated-asha.db
equal 'a sample of all is all' "$(cat sampled)" "$(cat out)"

# Trained on, a stopped trial has the curve that it has under random, to the last digit.
run digits --data-dir "$data" -s 'successive_halving max=9' --rounds 1 -o digits.db --batch -q
run digits --data-dir "$data" -s 'random max=9' --trials 9 -o digits-random.db --batch -q
run export digits-random.db --format json -o random.json
cp digits.db before.db
run audit digits.db --json -w 2
equal 'stopped trials are trained' $status 0
sed -n 's/^{"trial":\([0-9]*\),.*"curve":\(\[[^]]*\]\)}.*/\1 \2/p' out | sort >trained
sed -n 's/^{"trial":\([0-9]*\),.*"val_error":\(\[[^]]*\]\).*/\1 \2/p' random.json | sort >wanted
equal 'all 8 of them' "$(wc -l <trained | tr -d ' ')" 8
equal 'their curves are those of random' \
	"$(join -j 1 trained wanted | awk '$2 == $3 { n++ } END { print n }')" 8
check 'the study is what it was' cmp digits.db before.db
cp out first
run audit digits.db --json
equal 'what is kept is not trained again' "$(cat first)" "$(cat out)"
mv digits.audit.db digits-random.audit.db
run audit digits-random.db
equal 'the audit of another study is refused' $status 2
check 'and named' grep -q 'digits-random.audit.db: the audit of another study' err

run export simulated-asha.db --format jsonl -o lines.jsonl
run audit lines.jsonl
equal 'lines of events cannot be audited' $status 2
check 'which is said' grep -q 'lines of --events do not say' err
run audit
equal 'no file' $status 2
run audit none.db
equal 'a file that is not there' $status 2
finish
