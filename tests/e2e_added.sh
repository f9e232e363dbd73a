#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A scheduler that is added by a file and a row (tests/added_scheduler.c) is there wherever
# the program's own are, with its own words.
. "$(dirname -- "$0")/lib.sh"

RUNGTOP=$(dirname -- "$RUNGTOP")/tests/rungtop_added
[ -x "$RUNGTOP" ] || skip 'there is no rungtop_added'

# has WHAT FILE TEXT
has() {
	check "$1" grep -qF -- "$3" "$2"
}

cat >s.yaml <<'EOF'
name: s
objective: {kind: simulated}
scheduler: {name: lunar, max: 27}
stop: {trials: 30}
workers: 3
parameters: {a: {min: 0.0, max: 1.0}}
EOF
"$RUNGTOP" list schedulers >list
has 'it is listed' list 'lunar'
has 'with its help' list 'by the moon'
"$RUNGTOP" s.yaml --plain -o s.db >lines 2>&1
equal 'it runs' $? 0
has 'a line says what it lets do' lines ' rises'
has 'and why' lines 'moonlit '
"$RUNGTOP" show s.db >show
has 'show names it' show 'lunar'
"$RUNGTOP" export s.db --format jsonl >jsonl
has 'events have it too' jsonl '"name":"lunar"'
has 'an end has its reason' jsonl 'new moon'
check 'Optuna has it' "$RUNGTOP" export s.db --format optuna-journal -o optuna.log
"$RUNGTOP" replay s.db --once --size 200x60 >frame
has 'RUNGS has its words' frame 'tide '
has 'so has DECISIONS' frame 'moon '
has 'the header names it' frame 'LUNAR'
"$RUNGTOP" report s.db -o page
has 'the page names it' page/index.html 'lunar'
cp s.db more.db
check 'it is resumed' "$RUNGTOP" resume more.db --batch -q --trials 40
sed 's/lunar, max: 27}/asha, max: 27}\nswitch: [{at: {trials: 10}, scheduler: {name: lunar}}]/' \
	s.yaml >switch.yaml
check 'it takes over' "$RUNGTOP" switch.yaml --batch -q -o switch.db
sed 's/name: lunar/name: lunr/' s.yaml >typo.yaml
"$RUNGTOP" typo.yaml --batch 2>err
has 'it is suggested' err "did you mean 'lunar'"
finish
