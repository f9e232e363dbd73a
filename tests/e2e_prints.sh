#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What programs print, and what comes of it: from where they count, numbers that are none,
# reports without the metric, lines of any length, and their ends.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

# study PROGRAM [LINE]…: a study.yaml of it, with more lines.
study() {
	cat >study.yaml <<-YAML
		command: [$1]
		metric: {name: loss, goal: minimize}
		parameters: {x: {min: 0.1, max: 0.2}}
		workers: 1
	YAML
	shift
	printf '%s\n' "$@" >>study.yaml
}
program() { cat >"$1" && chmod +x "$1"; }

# How trials ended that was not the scheduler's doing, and the epochs that they reported.
ends() { sed -n 's/.*"event":"end".*"state":"\([a-z]*\)","why":"\(\([^"\\]\|\\.\)*\)".*$/\1: \2/p' events.jsonl; }
epochs() {
	sed -n 's/.*"event":"report","trial":\([0-9]*\),"epoch":\([0-9]*\),.*/T\1:\2/p' events.jsonl |
		tr '\n' ' '
}
values() { sed -n 's/.*"event":"report".*"loss":\([^,}]*\).*/\1/p' events.jsonl | tr '\n' ' '; }
tries() {
	rm -f events.jsonl
	run run study.yaml --batch -q -o none --events events.jsonl "$@"
}

# prints WHAT ENDS EPOCHS <PROGRAM: one trial of three epochs.
one='scheduler: {name: random, max: 3}
stop: {trials: 1}
objective: {grace: 0.5, timeout: 60'
prints() {
	program printing
	study ./printing "$one}"
	tries
	equal "$1" "$(ends) $(epochs)" "$2 $3"
}
whole='completed: trained to the top rung'
all='T0:1 T0:2 T0:3 '

# From where a program counts, whichever way it goes on ---------------------------------

# It calls its first epoch BASE, and goes on after RUNGTOP_FROM epochs when HOW is on.
program counts <<'SH'
#!/bin/sh
e=0
[ "$HOW" = again ] || e=$RUNGTOP_FROM
while [ "$e" -lt "$RUNGTOP_TO" ]; do
	[ $FORM = lines ] && echo "{\"epoch\": $((e + BASE)), \"step\": 1}"
	case $FORM in
	json | lines) echo "{\"epoch\": $((e + BASE)), \"loss\": 0.$((9 - e))$RUNGTOP_TRIAL}" ;;
	text) echo "epoch $((e + BASE))/9: loss 0.$((9 - e))$RUNGTOP_TRIAL" ;;
	esac
	: >"$RUNGTOP_CHECKPOINT/state"
	e=$((e + 1))
done
SH
ladder='scheduler: {name: asha, eta: 3, min: 1, max: 9}'
essence() {
	sed -n 's/.*"event":"\(report\|decision\|end\)",/\1 /p' events.jsonl |
		sed 's/,"seconds":[0-9.e-]*//'
}
for resume in hold checkpoint scratch; do
	for way in 1,on,json 0,on,json 0,again,json 0,on,text 1,on,lines 0,again,lines; do
		BASE=${way%%,*} FORM=${way##*,} HOW=${way#*,}
		HOW=${HOW%,*}
		export BASE HOW FORM
		study ./counts "$ladder" 'stop: {trials: 9}' 'objective:' "  resume: $resume" \
			'  hold_max: 2'
		[ $FORM != text ] ||
			cat >>study.yaml <<-'YAML'
				  report: 'epoch (?<epoch>\d+)/9: loss (?<loss>\S+)'
			YAML
		tries
		essence >"$resume-$way"
		equal "$resume, $way: no trial fails" "$(grep -E '^(failed|diverged|completed)' out)" \
			'completed: 1'
		check "$resume, $way: the same study" cmp -s "$resume-1,on,json" "$resume-$way"
	done
done

# What is known of a program is known after a resume, too.
BASE=0 HOW=on FORM=json
study ./counts "$ladder" 'stop: {trials: 9, epochs: 2}' 'objective: {resume: checkpoint}'
run run study.yaml --batch -q -o zero.db
equal 'it is said once in a log' "$(grep -c 'counted from 0' zero.logs/trial-00000.log)" 1
rm -f events.jsonl
run resume zero.db --batch -q --epochs 1000 --events events.jsonl
equal 'and known after a resume' "$(grep -E '^(failed|diverged|completed|epochs)' out)" "$(
	printf 'completed: 1\nepochs: 21\nepochs to r_max: 81'
)"

# Reports -------------------------------------------------------------------------------

prints 'an epoch that does not follow is told as it was printed' \
	'failed: epoch 3 came after epoch 0 (counted from 0)' 'T0:1 ' <<'SH'
#!/bin/sh
echo '{"epoch": 0, "loss": 1}'
echo '{"epoch": 3, "loss": 1}'
SH
while IFS='|' read -r epoch why; do
	prints "epoch $epoch is refused by name" "failed: epoch $why" '' <<-SH
		#!/bin/sh
		echo '{"epoch": $epoch, "loss": 1}'
		exec sleep 100
	SH
done <<'LINES'
2.5|2.5 is no whole number
-1|-1 is below 0
1e19|1e+19 is too large
LINES
prints 'an epoch without the metric is told when the next begins' \
	'failed: its report of epoch 1 has no loss: {\"epoch\": 1, \"train_loss\": 1}' '' <<'SH'
#!/bin/sh
echo '{"epoch": 1, "train_loss": 1}'
echo '{"epoch": 2, "train_loss": 1, "loss": 1}'
exec sleep 100
SH
prints 'so is a later one, which is not finite' \
	'diverged: its report of epoch 2 has no loss' 'T0:1 T0:2 ' <<'SH'
#!/bin/sh
echo '{"epoch": 1, "loss": 1}'
echo '{"epoch": 2}'
echo '{"epoch": 3, "loss": 1}'
exec sleep 100
SH
equal 'and has that value' "$(values)" '1 null '
prints 'or when the program ends' \
	'failed: its report of epoch 0 (counted from 0) has no loss: {\"epoch\": 0, \"val\": 1}' '' <<'SH'
#!/bin/sh
echo '{"epoch": 0, "val": 1}'
SH
for last in 2 3; do # 3: the last one that is asked for
	prints "it has not completed with $last epochs" \
		"diverged: its report of epoch $last has no loss" \
		"$(seq -f 'T0:%g' -s ' ' $last) " <<-SH
			#!/bin/sh
			e=1
			while [ \$e -lt $last ]; do echo "{\"epoch\": \$e, \"loss\": 1}"; e=\$((e + 1)); done
			echo "{\"epoch\": \$e}"
		SH
done
prints 'and with its status when that is not 0' \
	'failed: exited with status 3 after epoch 1: {\"epoch\": 2}' 'T0:1 ' <<'SH'
#!/bin/sh
echo '{"epoch": 1, "loss": 1}'
echo '{"epoch": 2}'
exit 3
SH
for first in 0 1; do
	prints "the lines of an epoch are one report, from $first" "$whole" "$all" <<-SH
		#!/bin/sh
		for e in $first $((first + 1)) $((first + 2)); do
			echo "{\"epoch\": \$e, \"step\": 10, \"train_loss\": 3}"
			echo "{\"epoch\": \$e, \"step\": 20, \"train_loss\": 2}"
			echo "{\"epoch\": \$e, \"loss\": 1}"
			echo "{\"epoch\": \$e, \"saved\": true}"
		done
	SH
	equal 'which is not several at once' "$(grep -c 'at once' events.jsonl)" 0
done
prints 'or a line of it names no epoch' "$whole" "$all" <<'SH'
#!/bin/sh
for e in 1 2 3; do
	echo "{\"epoch\": $e, \"train_loss\": 3}"
	echo '{"loss": 1}'
done
SH
study ./lines "$one, report: 'Epoch (?<epoch>\\d+)/|val_loss: (?<loss>\\S+)'}"
program lines <<'SH'
#!/bin/sh
for e in 1 2 3; do
	printf 'Epoch %d/3\n938/938 - 4s - val_loss: 0.%d\n' $e $e
done
SH
tries
equal 'a pattern may take them from two lines' "$(ends) $(epochs)$(values)" \
	"$whole ${all}0.1 0.2 0.3 "
study ./slow "$one, timeout: 1}"
sed -i 's/timeout: 60, //' study.yaml
program slow <<'SH'
#!/bin/sh
echo '{"epoch": 1, "train_loss": 1}'
exec sleep 100
SH
run run study.yaml --batch -q -o slow.db
equal 'the log says so at once' "$(sed -n '1,2p' slow.logs/trial-00000.log)" \
	'rungtop: its report of epoch 1 has no loss so far:
{"epoch": 1, "train_loss": 1}'
equal 'and one that takes too long is told of it' "$(grep ^cause out)" \
	'cause: 1 of 1 failed: no epoch within 1 s (timeout); its report of epoch 1 has no loss (slow.logs/trial-00000.log)'
prints 'more of an epoch that has been reported is for the log' "$whole" "$all" <<'SH'
#!/bin/sh
for e in 1 2 3; do
	echo "{\"epoch\": $e, \"loss\": 1}"
	echo "{\"epoch\": $e, \"test\": 1}"
done
SH
prints 'and a last word, whichever epoch it is of' \
	'completed: its program ended after epoch 2' 'T0:1 T0:2 ' <<'SH'
#!/bin/sh
echo '{"epoch": 1, "loss": 1}'
echo '{"epoch": 2, "loss": 2}'
echo '{"epoch": 1, "test": 1}'
SH
prints 'a metric that is no number is told' 'failed: loss is no number: \"low\"' '' <<'SH'
#!/bin/sh
echo '{"epoch": 1, "loss": "low"}'
exec sleep 100
SH
none='failed: exited with status 0, without a report;'
prints 'a program that prints Python is told to print JSON' \
	"$none a line with 'epoch' is not JSON, where names have double quotes, as json.dumps() prints them: {'epoch': 1, 'loss': 0.5}" '' <<'SH'
#!/bin/sh
echo "{'epoch': 1, 'loss': 0.5}"
SH
prints 'one that reports on standard error is told' \
	"$none its reports go to standard error, where none is read: {\\\"epoch\\\": 1, \\\"loss\\\": 0.5}" '' <<'SH'
#!/bin/sh
echo '{"epoch": 1, "loss": 0.5}' >&2
SH
prints 'so is one that prints over several lines' \
	"$none a report must be on one line: \\\"epoch\\\": 1, \\\"loss\\\": 1 | }" '' <<'SH'
#!/bin/sh
printf '{\n"epoch": 1, "loss": 1\n}\n'
SH
prints 'what is no report is told what one is' \
	"${none%;}; no line of it is a report such as {\\\"epoch\\\": 1, \\\"loss\\\": 0.5}: 2,0.5" '' <<'SH'
#!/bin/sh
echo 2,0.5
SH
prints 'UTF-16 is told by its zeros' \
	"$none a line with an epoch is UTF-16; a report must be UTF-8: {?\\\"?e?p?o?c?h?\\\"?:?1?,?\\\"?l?o?s?s?\\\"?:?2?}?? | ?" '' <<'SH'
#!/bin/sh
echo '{"epoch":1,"loss":2}' | sed 's/./&\x00/g; s/$/\n\x00/' | tr -d '\n'
printf '\n\0'
SH
study ./unmatched "$one, report: 'epoch (?<epoch>\\d+): loss (?<loss>\\S+)'}"
program unmatched <<'SH'
#!/bin/sh
echo 'Epoch 1: loss 0.5'
SH
tries
equal 'so is a pattern that fits nothing' "$(ends)" \
	"$none no line of it fits the pattern: Epoch 1: loss 0.5"
for bytes in 70000 1000000; do
	prints "a report of $bytes bytes is one" "$whole" "$all" <<-SH
		#!/bin/sh
		fill=\$(head -c $bytes /dev/zero | tr '\\0' x)
		for e in 1 2 3; do echo "{\"epoch\": \$e, \"s\": \"\$fill\", \"loss\": 1}"; done
	SH
done
prints 'one that is longer than any may be is told' 'failed: a line is longer than 1024 KiB' '' <<'SH'
#!/bin/sh
printf '{"epoch": 1, "s": "'
head -c 3000000 /dev/zero | tr '\0' x
echo '", "loss": 1}'
exec sleep 100
SH
study ./caught "$one, report: 'epoch (?<epoch>\\d+): loss (?<loss>\\S+)'}"
program caught <<'SH'
#!/bin/sh
echo 'epoch 1: loss 0.5, acc 0.9'
exec sleep 100
SH
tries
equal 'what a pattern has caught is told' "$(ends)" \
	'failed: the pattern has caught a loss that is no number: 0.5,'

# Numbers that are none, by the programs that there are ----------------------------------

# diverges WHAT json|text <PROGRAM: 0.5, such a number, 0.25
diverges() {
	program printing
	study ./printing "$one}"
	[ "$2" = json ] || study ./printing "$one, report: '^(?<epoch>\\d+) (?<loss>\\S+)$'}"
	tries
	equal "$1" "$(ends) $(epochs)$(values)" \
		'diverged: the loss was not finite in epoch 2 T0:1 T0:2 0.5 null '
}
has() { command -v "$1" >/dev/null 2>&1; }
for x in nan inf -inf; do
	has python3 && diverges "Python, json: $x" json <<-SH
		#!/bin/sh
		exec python3 -uc '
		import json
		for e, v in enumerate([0.5, float("$x"), 0.25]): print(json.dumps({"epoch": e, "loss": v}))'
	SH
	has perl && diverges "Perl: $x" text <<-SH
		#!/usr/bin/perl
		\$| = 1; my \$i = 9**9**9; my %v = (nan => \$i - \$i, inf => \$i, '-inf' => -\$i);
		my \$e = 0; print \$e++, " ", \$_, "\\n" for (0.5, \$v{'$x'}, 0.25);
	SH
	has awk && diverges "awk: $x" text <<-SH
		#!/bin/sh
		exec awk 'BEGIN { i = -log(0); v["inf"] = i; v["-inf"] = -i; v["nan"] = i - i
			print "1 0.5"; fflush(); print "2", v["$x"]; fflush(); print "3 0.25" }'
	SH
done
for x in nan infinite -infinite; do
	has jq && diverges "jq: $x" json <<-SH
		#!/bin/sh
		exec jq -cn --unbuffered '0.5, ($x), 0.25 | {loss: .}'
	SH
done
for x in NaN Infinity -Infinity; do
	has node && diverges "node, JSON: $x" json <<-SH
		#!/bin/sh
		exec node -e '[0.5, $x, 0.25].forEach((v, e) => console.log(JSON.stringify({epoch: e, loss: v})))'
	SH
done
if has Rscript && Rscript -e 'library(jsonlite)' >/dev/null 2>&1; then
	for x in NaN Inf -Inf NA; do
		diverges "R, jsonlite: $x" json <<-SH
			#!/bin/sh
			exec Rscript -e 'for (v in c(0.5, $x, 0.25)) cat(jsonlite::toJSON(list(loss = v)), sep = "\n")'
		SH
	done
fi
for x in 0/0 1/0 -1/0; do
	has lua5.4 && diverges "Lua: $x" text <<-SH
		#!/usr/bin/env lua5.4
		io.stdout:setvbuf("no")
		for e, v in ipairs{0.5, $x, 0.25} do print(e .. " " .. v) end
	SH
done

# Output that is held back ---------------------------------------------------------------

together() { grep -c 'several reports came at once' events.jsonl; }
study ./late 'scheduler: {name: random, max: 3}' 'stop: {trials: 3}'
program late <<'SH'
#!/bin/sh
cat <<LINES
{"epoch": 1, "loss": 1}
{"epoch": 2, "loss": 1}
{"epoch": 3, "loss": 1}
LINES
SH
tries
equal 'reports that come at once are told of once' "$(together) $(grep -c flush err)" '1 1'
program late <<'SH'
#!/bin/sh
for e in 1 2 3; do echo "{\"epoch\": $e, \"loss\": 1}"; done
SH
tries
equal 'those that come one by one are not' "$(together)" 0

# Words that are not UTF-8 --------------------------------------------------------------

program words <<'SH'
#!/bin/sh
printf '%s|' "$@" "$RUNGTOP_CHECKPOINT" >"$RUNGTOP_CHECKPOINT/words"
echo '{"epoch": 1, "loss": 1}'
SH
ODD=$(printf 'caf\351\377\001\t\302')
dir=$(printf 'd\351\377')
export ODD
mkdir "$dir"
# shellcheck disable=SC2016 # these are macros
study ./words 'scheduler: {name: random, max: 1}' 'stop: {trials: 1}'
sed 's|\[./words\]|[./words, "${envvar:ODD}", "--x=${envvar:ODD}", "${checkpoint}"]|' study.yaml >odd.yaml
run run odd.yaml --batch -q -o "$dir/odd.db"
trial=$tmp/$dir/odd.checkpoints/trial-00000
equal 'words reach a program byte for byte' "$(od -c "$trial/words")" \
	"$(printf '%s|' "$ODD" "--x=$ODD" "$trial" "$trial" | od -c)"

# Trials that fail ----------------------------------------------------------------------

program fails <<'SH'
#!/bin/sh
[ "$RUNGTOP_TRIAL" -lt 3 ] || exit 4
echo "no module" >&2
exit 3
SH
study ./fails 'scheduler: {name: random, max: 3}' 'stop: {trials: 5}'
why='exited with status 3, without a report: no module'
run run study.yaml --batch -o none
equal 'failures are told as they happen, each cause once' "$(grep failed: err)" \
	"rungtop: T0 failed: $why
rungtop: T3 failed: exited with status 4, without a report
rungtop: 3 of 5 failed: exited with status 3: no module (T0); \
2 of 5 failed: exited with status 4, without a report (T3); \
the first 5 trials failed without a report (fail_fast: 5)"
check 'counted in the line of progress' grep -q '^epochs 0  trials 5  failed 5 ' err
equal 'and in the result' "$(grep fail out)" 'failed: 5
cause: 3 of 5 failed: exited with status 3: no module (T0)
cause: 2 of 5 failed: exited with status 4, without a report (T3)'
run run study.yaml --plain -o none
equal 'each has its line in --plain' "$(sed -n 's/^#[0-9]* \(T. failed\)/\1/p' out)" \
	"$(for t in 0 1 2; do echo "T$t failed: $why"; done
	for t in 3 4; do echo "T$t failed: exited with status 4, without a report"; done)"

# What comes after the last epoch that is wanted changes nothing, and is in the log.
study ./falls 'scheduler: {name: random, max: 1}' 'stop: {trials: 1}'
program falls <<'SH'
#!/bin/sh
echo '{"epoch": 1, "loss": 1}'
echo 'no space left' >&2
exit 7
SH
run run study.yaml --batch -q -o falls.db
equal 'a program that fails after its last epoch has trained it' \
	"$status $(grep -E '^(completed|failed)' out)" '0 completed: 1'
equal 'and its log says how it ended' "$(cat falls.logs/trial-00000.log)" 'no space left
rungtop: attempt 1 was whole, but failed then: exited with status 7: no space left'

# Ends -----------------------------------------------------------------------------------

# Trial 0 ends by itself after 2 epochs, trial 1 after 1.
program stops <<'SH'
#!/bin/sh
last=$RUNGTOP_TO e=0
case $RUNGTOP_TRIAL in
0) last=2 ;;
1) last=1 ;;
esac
[ "$RESUME" = checkpoint ] && e=$RUNGTOP_FROM
while [ "$e" -lt "$RUNGTOP_TO" ] && [ "$e" -lt "$last" ]; do
	e=$((e + 1))
	: >"$RUNGTOP_CHECKPOINT/state"
	echo "{\"epoch\": $e, \"loss\": $((RUNGTOP_TRIAL + 1))}"
done
SH
for resume in hold checkpoint scratch; do
	RESUME=$resume
	export RESUME
	study ./stops 'scheduler: {name: asha, eta: 2, min: 1, max: 4}' 'stop: {trials: 6}' \
		"objective: {resume: $resume}"
	tries
	check "$resume: a program that ends by itself completes its trial" \
		grep -q '"state":"completed","why":"its program ended after epoch 2"' events.jsonl
	check "$resume: and none has failed" sh -c "! grep -q '^failed\|^diverged' out"
done
finish
