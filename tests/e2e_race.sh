#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# rungtop race: its columns are the studies that they name, its table is right by their
# events, recordings are kept and taken up again.
. "${srcdir:-.}/tests/lib.sh"

brief behaviour && skip 'to be brief'

# Virtual columns, to the byte
run race curves --data-dir "$data" -o kept
equal 'a race of four' "$status" 0
cp "$tmp/out" table
for scheduler in asha hyperband successive_halving random; do
	"$RUNGTOP" run curves --data-dir "$data" -s $scheduler --batch -q -o none \
		--events alone >/dev/null
	"$RUNGTOP" export "kept/curves-$scheduler.db" --format jsonl -o raced
	check "$scheduler in a race is $scheduler alone" cmp raced alone
	mv alone "$scheduler.jsonl"
	rm raced
done

# The table by the events: a few lines of awk that know nothing of a fold
row() { # NAME COLUMN: a cell of the table under the last target named
	awk -v name="$1" -v c="$2" 'index($0, name) == 1 { print $(NF - 4 + c); exit }' table
}
first() { # FILE VALUE: seconds and epochs at the first incumbent not worse than that
	sed -n 's/.*"t":\([0-9.e-]*\),"event":"\([a-z]*\)".*/\1 \2 &/p' "$1" | awk -v v="$2" '
		$2 == "report" { epochs++ }
		$2 == "incumbent" {
			match($0, /"value":[0-9.e-]+/)
			if (substr($0, RSTART + 8, RLENGTH - 8) + 0 <= v * (1 + 1e-9)) {
				printf "%.4f %d\n", $1, epochs
				exit
			}
		}'
}
i=0
for scheduler in asha hyperband successive_halving random; do
	i=$((i + 1))
	equal "trials of $scheduler" "$(row trials $i)" \
		"$(grep -c '"event":"trial"' $scheduler.jsonl)"
	equal "epochs of $scheduler" "$(row 'epochs in all' $i)" \
		"$(grep -c '"event":"report"' $scheduler.jsonl)"
done
best=$(sed -n 's/^to \(.*\), the best/\1/p' table)
near=$(sed -n 's/^to \(.*\), within 0.01/\1/p' table)
equal 'the best of all' "$best" "$(grep -h '"event":"incumbent"' ./*.jsonl |
	sed 's/.*"value":\([0-9.e-]*\).*/\1/' | sort -g | head -n 1 | awk '{ printf "%.6g", $1 }')"
sed -n '/within 0.01/,$p' table >rest && mv rest table
i=0
for scheduler in asha hyperband successive_halving random; do
	i=$((i + 1))
	equal "$scheduler to within 0.01" "$(row '  seconds' $i) $(row '  epochs' $i)" \
		"$(first $scheduler.jsonl "$near")"
done

# Studies that train are recorded first, kept, and taken again
small='--set scheduler.max=9 --rounds 1 -w 1'
strip='s/"t":[^,]*,//; s/"seconds":[^,}]*//'
# shellcheck disable=SC2086
run race digits --data-dir "$data" successive_halving hyperband $small
equal 'a race of studies that train' "$status" 0
for scheduler in successive_halving hyperband; do
	# shellcheck disable=SC2086
	"$RUNGTOP" run digits --data-dir "$data" -s $scheduler $small --batch -q -o none \
		--events - 2>/dev/null | sed "$strip" >alone
	"$RUNGTOP" export "digits-$scheduler.db" --format jsonl | sed "$strip" >raced
	check "$scheduler recorded for a race is $scheduler alone, but for time" cmp raced alone
done
"$RUNGTOP" export digits-hyperband.db --format jsonl >late
check 'the clock of the second one begins when it does' test \
	"$(sed -n '/"event":"task"/{s/.*"t":\([0-9]*\).*/\1/p;q}' late)" = 0
cksum digits-*.db >before
# shellcheck disable=SC2086
run race digits --data-dir "$data" successive_halving hyperband $small
check 'it says what it takes again' test \
	"$(grep -c 'the same study was recorded in digits-' "$tmp/err")" -eq 2
cksum digits-*.db | cmp -s - before
equal 'and changes nothing' "$?" 0
# shellcheck disable=SC2086
run race digits --data-dir "$data" successive_halving hyperband $small -S 2
check 'another seed is another study' test -f digits-hyperband-seed=2.db
cp "$tmp/out" by_name
run race digits-successive_halving-seed=2.db digits-hyperband-seed=2.db
equal 'recordings race as the columns do' "$(sed -n '/^ *of trial/,$p' "$tmp/out" | tr -s ' ')" \
	"$(sed -n '/^ *of trial/,$p' by_name | tr -s ' ')"

# In what recordings differ
"$RUNGTOP" run digits --data-dir "$data" -s 'hyperband eta=2' --set scheduler.max=8 \
	--set objective.val_fraction=0.3 --rounds 1 -w 2 --batch -q -o other.db >/dev/null
run race digits-hyperband.db other.db
sed -n '2,/^final/p' "$tmp/out" | sed '$d' | tr -s ' ' >differences
printf '%s\n' 'workers 1 2' 'scheduler.eta 3 2' 'scheduler.max 9 8' \
	'objective.val_fraction 0.2 0.3' >wanted
sort differences >a && sort wanted >b
equal 'keys that differ, and no others' "$(cat a)" "$(cat b)"
run race digits-hyperband.db digits-hyperband.db
mkdir sub && cp digits-hyperband.db sub
run race digits-hyperband.db sub/digits-hyperband.db
check 'files of one name are told apart' grep -q ' sub/digits-hyperband.db' "$tmp/out"
check 'the same study twice' grep -q '^the study files are the same' "$tmp/out"
"$RUNGTOP" export other.db --format jsonl -o other.jsonl
run race digits-hyperband.db other.jsonl
equal 'lines of events race too' "$status" 0

# What cannot be
# refused STATUS WHAT WORDS ARGUMENT…
refused() {
	wanted=$1 what=$2 words=$3
	shift 3
	run race "$@" --data-dir "$data"
	equal "$what" "$status" "$wanted"
	check "$what is said" grep -q -- "$words" "$tmp/err"
}
refused 2 'nothing to race' 'needs a study'
refused 2 'five columns' '5 columns are too many' curves asha random median pasha asha_stop
refused 2 'a scheduler that is not' "unknown scheduler 'ahsa'" curves ahsa random
refused 2 'half a knob' "'eta' is not KEY=VALUE" curves 'asha eta' random
refused 2 'a knob that is not' "did you mean 'eta'" curves 'asha etta=4' random
refused 2 'the same column twice' 'is there twice' curves asha asha
refused 2 'one recording' 'one recorded study is no race' digits-hyperband.db
refused 2 'seeds of recordings' 'has the one seed' digits-hyperband.db \
	digits-successive_halving.db --seeds 3
refused 2 'bad margins' 'is no list' curves asha random --within 0.1,,2
refused 2 'one file of events' '-o DIR keeps' curves asha random --events e.jsonl

finish
