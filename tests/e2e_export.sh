#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# show and export of studies that were run: what comes out is what went in.
. "$(dirname -- "$0")/lib.sh"


sweep() { # NAME OPTION…: leaves NAME.jsonl and NAME.txt
	name=$1
	shift
	"$RUNGTOP" run "$@" --data-dir "$data" --batch -q -o none --events "$name.jsonl" >"$name.txt"
}

# wrong WHAT PATTERN ARGUMENT…: exit 2, one line that matches, no file that was not there.
wrong() {
	what=$1 pattern=$2
	shift 2
	ls -A >"$tmp/.before"
	run "$@"
	ls -A >"$tmp/.after"
	if [ "$status" -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] &&
		cmp -s .before .after && grep -Eq "$pattern" err; then
		ok "$what"
	else
		not_ok "$what: status $status, $(head -c 600 err)"
	fi
}
: >out && : >err && : >.before && : >.after

check 'hyperband on the digits' sweep digits hyperband --rounds 1 --set scheduler.max=9
check 'ASHA on made-up curves' sweep made simulated --trials 300 --set workers=20
check 'random search to the end' sweep all simulated -s random --set scheduler.max=6 \
	--set objective.diverge=0 --set objective.fail=0 --trials 40

for study in digits made all; do
	"$RUNGTOP" export "$study.jsonl" --format jsonl >again.jsonl
	check "$study: the lines are those of --events" cmp -s "$study.jsonl" again.jsonl
	run show "$study.jsonl"
	equal "$study: show ends well" "$status" 0
	head -n "$(wc -l <"$study.txt")" out >head
	check "$study: show begins with what batch printed" cmp -s head "$study.txt"
	check "$study: and goes on with the rungs" grep -q '^rungs' out
	check "$study: JSON" "$RUNGTOP" export "$study.jsonl" --format json -o "$study.json"
	check "$study: a table" "$RUNGTOP" export "$study.jsonl" --format csv -o "$study.csv"
	equal "$study: a row an epoch, and the header" \
		"$(($(wc -l <"$study.csv") - 1 - $(grep -c ',1,,,1e-06$' "$study.csv")))" \
		"$(sed -n 's/^epochs: //p' "$study.txt")"
done
equal 'show says what early stopping saved' \
	"$(run show digits.jsonl && sed -n 's/^saved: //p' out)" '54.9 %'

# After a switch to a lower top, it is still the top that trials have gone to that counts.
printf '%s\n' 'objective: {kind: simulated}' 'parameters: {a: {min: 0.0, max: 1.0}}' \
	'scheduler: {name: random, max: 81}' 'stop: {trials: 20}' \
	'switch: [{at: {epochs: 700}, scheduler: {name: asha, max: 9}}]' >lower.yaml
run lower.yaml --batch -q --events lower.jsonl -o none
spent=$(sed -n 's/^epochs: //p' out)
equal 'show says what was saved of 20 trials to epoch 81' \
	"$(run show lower.jsonl && sed -n 's/^saved: //p' out)" \
	"$(awk -v e="$spent" 'BEGIN { printf "%.1f %%", 100 * (1 - e / (20 * 81)) }')"

# The table is the study: the same incumbent, to the last digit.
printf 'objective: {kind: table, data: all.csv}\nscheduler: {name: random, max: 6}\n' >table.yaml
run run table.yaml --batch -q
equal 'a table study of the export runs' "$status" 0
for key in 'incumbent value' 'incumbent trial' 'incumbent epoch' trials epochs \
	'param learning_rate' 'param width' 'param dropout'; do
	equal "and has the same $key" "$(grep "^$key:" out)" "$(grep "^$key:" all.txt)"
done

# A study that was cut in the middle of a line.
head -c "$(($(wc -c <made.jsonl) / 2))" made.jsonl >cut.jsonl
run show cut.jsonl
equal 'a study that was cut is shown' "$status" 0
check 'as unfinished' grep -qx 'reason: unfinished' out
check 'with the way to go on' grep -q 'rungtop resume cut.jsonl' out
run export cut.jsonl --format jsonl
head -n "$(wc -l <out)" cut.jsonl >again.jsonl
check 'and exported as far as it goes' cmp -s out again.jsonl
for format in csv json; do
	run export cut.jsonl --format "$format"
	equal "also as $format" "$status" 0
done

cp digits.csv there.csv
wrong 'nothing is overwritten' "export: 'there.csv' exists" \
	export digits.jsonl --format csv -o there.csv
check 'it is as it was' cmp -s digits.csv there.csv
{ head -n 20 digits.jsonl && echo noise && tail -n +21 digits.jsonl; } >noise.jsonl
{ head -n 20 digits.jsonl && tail -n +22 digits.jsonl; } >gap.jsonl
{ echo junk && head -c 3000 /dev/urandom; } >junk
: >empty
mkdir folder
for command in show 'export --format json' 'export --format csv -o new'; do
	# shellcheck disable=SC2086
	for file in noise gap; do
		wrong "$command: $file" "$file.jsonl:21: " $command $file.jsonl
	done
	for file in junk empty folder nowhere; do
		# shellcheck disable=SC2086
		wrong "$command: $file" "$file: " $command $file
	done
done
# Lines that are right one by one and make no sense together.
sed '/"event":"report"/s/"epoch":1,/"epoch":7,/' digits.jsonl >epochs.jsonl
sed '/"event":"task"/s/"rung":0/"rung":5/' digits.jsonl >rungs.jsonl
sed '/"event":"trial"/s/"bracket":0/"bracket":9/' digits.jsonl >brackets.jsonl
for file in epochs rungs brackets; do
	wrong "show: $file" "$file.jsonl: damaged: event [0-9]+: " show $file.jsonl
	wrong "export: $file" "$file.jsonl: damaged: event " export $file.jsonl --format csv -o new
	wrong "Optuna: $file" "$file.jsonl: damaged: event " export $file.jsonl --format optuna -o new
done
run export noise.jsonl --format jsonl -o new
check 'no file that has only a part' test ! -e new
wrong 'a format is needed' 'needs --format' export digits.jsonl
wrong 'one that there is' "'xml'" export digits.jsonl --format xml
wrong 'a file is needed' 'one file' export --format csv
wrong 'and only one' 'one file' show digits.jsonl made.jsonl
wrong 'a folder that is not there' "nowhere/x" export digits.jsonl --format csv -o nowhere/x
wrong 'Optuna has files' 'needs a file: -o FILE' export digits.jsonl --format optuna
wrong 'new ones' "'there.csv' exists" export digits.jsonl --format optuna -o there.csv
for format in optuna optuna-journal; do
	run export digits.jsonl --format $format -o "$format.new"
	equal "$format" "$status" 0
	wrong "$format: noise" 'noise.jsonl:21: ' export noise.jsonl --format $format -o new
done
wrong "a run's journal is new, too, and its events go with it" \
	"optuna-journal: 'there.csv' exists" \
	run digits --data-dir "$data" --batch -q --events new --optuna-journal there.csv
"$RUNGTOP" export digits.jsonl --format csv >/dev/full 2>err
equal 'a disk that is full: exit 1' $? 1
check 'and a line says so' grep -q 'export: cannot write' err
finish
