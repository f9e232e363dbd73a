#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A recording that is moved, removed or replaced while the study runs: it is told, nothing
# of the study is lost, and nothing else is touched. What the recording has in the end is
# compared with what --events wrote.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

cat >s.yaml <<-'END'
	name: s
	objective: {kind: simulated, noise: 0.02}
	scheduler: {name: asha, max: 9}
	parameters: {a: {min: 0.5, max: 1.5}, b: {values: [x, y]}}
	stop: {trials: 1000000}
	workers: 3
	seed: 2
END
"$RUNGTOP" s.yaml --batch -q -o other.db --epochs 50 >/dev/null 2>&1
"$RUNGTOP" s.yaml --batch -q -o begun.db --epochs 50 >/dev/null 2>&1

# until WHAT COMMAND…: waits for it, not for ever.
until_so() {
	what=$1
	shift
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || {
			not_ok "$what"
			return 1
		}
		sleep 0.05
	done
}

lines() { # FILE: its lines, 0 without it
	[ ! -f "$1" ] && echo 0 || wc -l <"$1"
}

more_than() { # NUMBER FILE
	[ "$(lines "$2")" -gt "$1" ]
}

# begin [ARGUMENT]…: a study in box/, and some of it is recorded
begin() {
	rm -rf box
	mkdir box
	cp other.db begun.db box
	(
		cd box || exit 99
		exec "$RUNGTOP" "$@" --batch --quiet --pace 100 --events ../e.jsonl >../out 2>../err
	) &
	pid=$!
	until_so 'it runs' more_than 200 e.jsonl
	# in the file by now: it is never further behind than that
	before=$(lines e.jsonl)
	until_so 'it goes on' more_than $((before + 150)) e.jsonl
}

# The study ends by a signal; leaves $status and $file.
end() {
	kill -s TERM "$pid"
	wait "$pid"
	status=$?
	file=$(sed -n 's/^file: //p' out)
}

# same WHAT FILE WANTED: what is recorded is what was told, and nothing else is there.
same() {
	equal "$1: the study ends as by any signal" "$status" 143
	equal "$1: it says where it is" "$file" "$2"
	(cd box && "$RUNGTOP" export "$2" --format jsonl) >got 2>&1
	tail -n +2 got >a # the first one has the limits, and they may have changed
	tail -n +2 e.jsonl >b
	check "$1: all is recorded" cmp -s a b
	equal "$1: nothing else is there" "$(cd box && find . -type f | sort | tr '\n' ' ')" "$3"
	check "$1: another recording is as it was" cmp -s other.db box/other.db
	rm -f e.jsonl
}

# told LINE: and the study goes on
told() {
	until_so "told: $1" grep -qx "rungtop: $1" err
	now=$(lines e.jsonl)
	until_so 'it goes on' more_than $((now + 50)) e.jsonl
	equal "one line" "$(cat err)" "rungtop: $1"
}

begin ../s.yaml -o a.db
mv box/a.db box/b.db
told 'recorded again: b.db; a.db was moved'
end
same 'moved' b.db './b.db ./begun.db ./other.db '

begin ../s.yaml -o a.db
mkdir box/d
mv box/a.db* box/d
told 'recorded again: d/a.db; a.db was moved'
end
same 'moved with all of it' d/a.db './begun.db ./d/a.db ./other.db '

begin ../s.yaml -o a.db
mv box/a.db box/b.db
told 'recorded again: b.db; a.db was moved'
mv box/b.db box/a.db
until_so 'told again' grep -qx 'rungtop: recorded again: a.db; b.db was moved' err
end
same 'moved twice' a.db './a.db ./begun.db ./other.db '

begin ../s.yaml -o a.db
mv box/a.db box/b.db
cp box/other.db box/a.db
told 'recorded again: b.db; a.db was moved'
end
cmp -s other.db box/a.db && rm -f box/a.db box/a.db-wal box/a.db-shm
same 'moved, and another comes there' b.db './b.db ./begun.db ./other.db '

begin ../s.yaml -o a.db
rm box/a.db
told 'recorded again: a-2.db; a.db was removed or replaced'
end
same 'removed' a-2.db './a-2.db ./begun.db ./other.db '

begin ../s.yaml -o a.db
rm box/a.db*
told 'recorded again: a.db; a.db was removed or replaced'
end
same 'removed with all of it' a.db './a.db ./begun.db ./other.db '

begin ../s.yaml -o a.db
cp box/other.db box/third.db
mv box/third.db box/a.db
told 'recorded again: a-2.db; a.db was removed or replaced'
end
check 'what replaced it stays' cmp -s other.db box/a.db
rm -f box/a.db box/a.db-wal box/a.db-shm
same 'replaced' a-2.db './a-2.db ./begun.db ./other.db '

begin ../s.yaml -o a.db
echo theirs >box/b.db-wal
mv box/a.db box/b.db
told 'recorded again: a-2.db; a.db was moved'
end
equal "what is beside it there stays" "$(cat box/b.db-wal)" theirs
rm -f box/b.db*
same 'moved to where SQLite would take something else for its log' a-2.db './a-2.db ./begun.db ./other.db '

mkdir d
begin ../s.yaml -o ../d/a.db
mv d d2
told "recorded again: $tmp/d2/a.db; ../d/a.db was moved"
end
mv d2/a.db box
file=${file##*/}
same 'its folder is renamed' a.db './a.db ./begun.db ./other.db '

mkdir d
begin ../s.yaml -o ../d/a.db
rm -r d
told 'recorded again: a.db; ../d/a.db was removed or replaced'
end
same 'its folder is removed' a.db './a.db ./begun.db ./other.db '

begin resume begun.db --epochs 100000
mv box/begun.db box/b.db
told 'recorded again: b.db; begun.db was moved'
end
same 'a study that is gone on with' b.db './b.db ./other.db '

# A study that has ended by itself in the meantime, or has no more news.
begin ../s.yaml -o a.db
mv box/a.db box/b.db
end
same 'moved at the last moment' b.db './b.db ./begun.db ./other.db '
begin ../s.yaml -o a.db
rm box/a.db
end
same 'removed at the last moment' a-2.db './a-2.db ./begun.db ./other.db '

# Killed, when it has been told: what is there by then is whole, by itself.
begin ../s.yaml -o a.db
mv box/a.db box/b.db
told 'recorded again: b.db; a.db was moved'
recorded_more_than() { # NUMBER
	"$RUNGTOP" export box/b.db --format jsonl >got 2>&1
	more_than "$1" got
}
until_so 'it is recorded again' recorded_more_than "$now"
{
	kill -s KILL "$pid"
	wait "$pid"
} 2>/dev/null
"$RUNGTOP" export box/b.db --format jsonl >got 2>&1
check 'killed after it was moved: most is there' more_than "$now" got
check 'and as it was told' sh -c 'head -n "$(wc -l <got)" e.jsonl | cmp -s - got'
(cd box && "$RUNGTOP" resume b.db --batch -q --epochs 9000 >../out 2>../err)
equal 'it can be gone on with' "$? $(grep -c reason out)" '0 1'
rm -f e.jsonl

# Beside it there is no room, but elsewhere.
mkdir d
mount -t tmpfs -o size=1m none d 2>/dev/null || finish
trap 'umount "$tmp/d"; rm -rf "$tmp"' EXIT
begin ../s.yaml -o ../d/a.db
head -c 2M /dev/zero >d/filling 2>/dev/null
until_so 'told: the disk is full' grep -qx 'rungtop: not recorded: ../d/a.db: database or disk is full' err
rm d/a.db
until_so 'told: elsewhere' grep -qx 'rungtop: recorded again: a.db; ../d/a.db was removed or replaced' err
end
rm d/filling
equal 'nothing is left there' "$(ls -A d)" ''
same 'removed, on a full disk' a.db './a.db ./begun.db ./other.db '

# Where nothing can be written it is lost, and that is no success.
cat >lost <<-END
	cd "$tmp/d" || exit 99
	TMPDIR=$tmp/nowhere exec "$RUNGTOP" ../s.yaml -o a.db --batch --quiet --pace 100 --events ../e.jsonl >../out 2>../err
END
sh lost &
pid=$!
until_so 'it runs' more_than 350 e.jsonl
head -c 2M /dev/zero >d/filling 2>/dev/null
until_so 'told: the disk is full' grep -qx 'rungtop: not recorded: a.db: database or disk is full' err
rm d/a.db
end
equal 'removed, with room for it nowhere: exit 1' "$status $(grep -c '^rungtop: a.db was removed or replaced: not all is recorded: ' err)" '1 1'
equal 'nothing is left of it' "$(ls -A d)" filling
finish
