#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The list of a folder's recordings, notes and tags in them, and what differs between two.
. "$(dirname -- "$0")/lib.sh"

brief behaviour && skip 'to be brief'
mkdir list && cd list || exit 99
"$RUNGTOP" run simulated -s asha --trials 30 --batch -q -o asha.db >asha.txt
"$RUNGTOP" run simulated -s 'hyperband eta=4' --rounds 1 --seed 7 --batch -q -o other.db \
	--events lines.jsonl >other.txt
head -n 40 lines.jsonl >cut.jsonl
head -c 20000 other.db >half.db
printf 'SQLite format 3' >short.db
: >empty.db
echo 'name: no recording' >study.yaml
cp asha.db "a file with
a line.db"
run studies --json
equal 'a list' "$status" 0
states() { grep -o '"file":"[^"]*","state":"[a-z]*"' "$tmp/out" | sed 's/"file":"//; s/","state":"/ /; s/"$//' | sort; }
equal 'each recording with its state, and nothing else' "$(states)" 'a file with\u000aa line.db finished
asha.db finished
cut.jsonl interrupted
half.db damaged
lines.jsonl finished
other.db finished'
check 'the best value, to the last digit' grep -q "\"best\":$(sed -n 's/^incumbent value: //p' other.txt),\"trial\":$(sed -n 's/^incumbent trial: //p' other.txt)," "$tmp/out"
if command -v flock >/dev/null; then
	flock asha.db "$RUNGTOP" studies --json >"$tmp/out" </dev/null
	check 'one that a process writes' test "$(states | grep -c 'asha.db running')" -eq 1
fi
touch -d '2001-01-01' other.db
run studies
equal 'what has changed last is first' "$(tail -n 2 "$tmp/out" | sed -n '1s/ .*//p')" other.db
equal 'one file a line, and the damage below' "$(wc -l <"$tmp/out")" 8
run studies "$tmp/nowhere"
equal 'a folder that is not there' "$status $(wc -l <"$tmp/err")" '2 1'

# Notes and tags
run note asha.db 'cold start,' "$(printf '\007bell and line\nend')"
equal 'a note' "$status" 0
run tag asha.db good,baseline x
run tag asha.db -- -x
run note other.db
equal 'a note without a text' "$status" 2
run show asha.db
check 'show has the tags' grep -qx 'tags: good, baseline' "$tmp/out"
# shellcheck disable=SC1003
check 'and the note, in one line' grep -Fqx 'note: cold start, \x07bell and line\nend' "$tmp/out"
run resume asha.db --trials 60 --batch -q
equal 'the study goes on' "$status" 0
check 'with them' grep -qx 'tags: good, baseline' "$tmp/out"
"$RUNGTOP" export asha.db --format jsonl >was.jsonl
"$RUNGTOP" export was.jsonl --format jsonl | cmp -s - was.jsonl
equal 'the lines are read back' $? 0
equal 'an older program reads a warning' \
	"$(grep -c '"action":"warning","text":"tags: -x","warning":"once","tags":"-x"' was.jsonl)" 1
run note was.jsonl no
equal 'lines take no notes' "$status" 2

# Differences
run diff asha.db other.db
for line in 'scheduler.name  *asha  *hyperband' 'scheduler.eta  *3  *4' 'seed  *1  *7' \
	"value  *[0-9.e-]*  *$(sed -n 's/^incumbent value: //p' other.txt)" 'tags  *good, baseline  *-'; do
	check "they differ in $line" grep -Eq "^  $line\$" "$tmp/out"
done
run diff other.db lines.jsonl --json
check 'the result of its lines is the same' grep -q '"result":{}' "$tmp/out"
run diff asha.db
equal 'one is too few' "$status" 2
run diff none.db half.db
equal 'one is not there' "$status $(wc -l <"$tmp/err")" '2 1'
finish
