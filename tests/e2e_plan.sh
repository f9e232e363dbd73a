#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What plan says of a study, against the study.
. "$(dirname -- "$0")/lib.sh"

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
finish
