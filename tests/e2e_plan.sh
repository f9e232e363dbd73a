#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What plan says of a study, against the study.
. "$(dirname -- "$0")/lib.sh"

! brief once || skip 'to be brief'

field() { # KEY FILE: the first number of a line
	sed -n "s/^$1:* *\([0-9.]*\).*/\1/p" "$2" | head -n 1
}

# Of a study whose curves are known it is what the study does, under any scheduler.
for scheduler in asha 'hyperband eta=4' 'median grace=3' 'pasha min=2' 'asha_stop brackets=3'; do
	run plan curves "$scheduler" --data-dir "$data" --trials 150 -w 5
	cp out planned
	run run curves -s "$scheduler" --data-dir "$data" --trials 150 -w 5 --batch -q -o none
	equal "the epochs of $scheduler" "$(field epochs planned)" "$(field epochs out)"
	equal "its seconds" "$(sed -n 's/^time  *\([0-9.]*\) .*/\1/p' planned)" \
		"$(printf '%.3g' "$(field seconds out)")"
	check 'all of it is exact' grep -q '^All of it is exact' planned
done

# A searcher that learns, and programs, are estimated; what is missing is said.
cat >study.yaml <<'END'
command: ['false']
metric: {name: loss, goal: minimize}
scheduler: {name: asha, max: 9}
parameters: {x: {min: 0.0, max: 1.0}}
END
run plan study.yaml -w 2
check 'an estimate' grep -q 'estimates: asha decides by results' "$tmp/out"
check 'a limit of its own' grep -q '^Nothing ends this study: planned for 9 trials' "$tmp/out"
check 'nothing was written' test "$(ls)" = "$(printf '%s\n' err out planned study.yaml)"
run plan study.yaml hyperband asha random --trials 30 --epoch-seconds 3600 -w 2
check 'schedulers beside each other' grep -q '^random .*' "$tmp/out"
check 'and hours' grep -q '100.0 % *5.62 days' "$tmp/out"
run plan study.yaml --probe
equal 'a probe that fails' "$status" 1
check 'with its reason' grep -q 'the probe.*status 1' "$tmp/err"
for wrong in '--pace 2' '--events e' '--probe --epoch-seconds 3' '--start-seconds 3' \
	'--set scheduler.max=none' '-s nonsense'; do
	run plan study.yaml $wrong
	equal "$wrong" "$status $(wc -l <"$tmp/err")" '2 1'
done

run plan curves hyperband --data-dir "$data" --svg plan.svg
equal 'a figure' "$status $(head -c 5 plan.svg)" '0 <?xml'
check 'that is whole' grep -q '</svg>' plan.svg
run plan curves --data-dir "$data" --svg plan.svg
equal 'in a new file' "$status" 2

# A dry run's lines are what a shell would start: each word as the program gets it.
cat >program.sh <<'END'
#!/bin/bash
[ -e "$DUMP/$RUNGTOP_TRIAL" ] || { printf '%s\0' "$0" "$@"; env -0 | grep -z '^RUNGTOP_' | sort -z; } >"$DUMP/$RUNGTOP_TRIAL"
for ((e = 1; e <= ${RUNGTOP_TO:-3}; e++)); do echo "{\"epoch\": $e, \"loss\": $e}"; done
END
chmod +x program.sh
printf '%s\n' 'program: program.sh' \
	'command: ["${program}", "${args}", "a b", "it'"'"'s", "x\ty\nz", "", "ü", "$HOME `id` \\", "${trial}:${to}", "${checkpoint}"]' \
	'metric: {name: loss, goal: minimize}' 'scheduler: {name: asha, max: 3}' \
	'parameters: {x: {min: 0.0, max: 1.0}, "odd name": {values: ["a b", "c\"d"]}}' \
	'stop: {trials: 3}' >odd.yaml
mkdir dry real
for resume in hold checkpoint; do
	before=$(ls)
	DUMP=$tmp/real run run odd.yaml --dry-run --set objective.resume=$resume -o odd-$resume.db
	equal "a dry run ($resume)" "$status $(ls real | wc -l)" '0 0'
	equal 'writes nothing' "$(ls)" "$before"
	sed -n '/^The first/,$s/^  //p' "$tmp/out" >lines
	DUMP=$tmp/real run run odd.yaml --batch -q -w 1 --set objective.resume=$resume \
		-o odd-$resume.db
	while read -r line; do
		DUMP=$tmp/dry bash -c "$line" >dry.out
	done <lines
	equal 'and has three programs' "$(ls dry | tr '\n' ' ')" '0 1 2 '
	check 'started as they are' diff -r real dry
	rm -f real/* dry/*
done
finish
