#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The file that a study is recorded in: what may be changed when it is gone on with, and
# what is said of files that are none, or that cannot be written.
. "$(dirname -- "$0")/lib.sh"

: "${EVENTS:=$(dirname -- "$RUNGTOP")/tests/recorded_events}"

cat >"$tmp/s.yaml" <<-END
	name: s
	objective: {kind: simulated, noise: 0.02}
	scheduler: {name: successive_halving, max: 9}
	parameters: {a: {min: 0.5, max: 1.5}, b: {values: [x, y]}}
	stop: {trials: 18}
	workers: 3
	seed: 2
END
batch='--batch -q'

# said WHAT STATUS LINE: so the last run ended, with that one line on stderr.
said() {
	equal "$1: exit $2" "$status" "$2"
	equal "$1: a line" "$(cat "$tmp/err")" "rungtop: $3"
}

fresh() { # FILE: a study that has been stopped
	rm -f "$1" "$1-wal" "$1-shm"
	run run s.yaml $batch -o "$1" --epochs 20
}

# What may be changed

run run s.yaml $batch
equal 'it is recorded in NAME.db' "$status $(grep '^file' out)" '0 file: s.db'
run run s.yaml $batch
equal 'and the next one beside it' "$(grep '^file' out)" 'file: s-2.db'
run run s.yaml $batch -o s.db
said 'an existing file' 2 's.db exists; continue it with rungtop resume, or give another name with -o'
run run s.yaml $batch -o none
equal '-o none records nothing' "$status $(grep -c '^file' out)" '0 0'

run s.db $batch
check 'a recorded study by itself is replayed' sh -c "'$RUNGTOP' replay s.db --batch -q | cmp -s - out"
run run s.db $batch
said 'it is no study file' 2 's.db is a recorded study; rungtop resume continues it, rungtop replay shows it'

run resume s.db $batch
equal 'a study that is finished has the same result' "$status $(grep -E '^(reason|trials|epochs):' out | tr '\n' ' ')" \
	"0 $(run run s.yaml $batch -o none && grep -E '^(reason|trials|epochs):' out | tr '\n' ' ')"
run resume s.db $batch --trials 30
equal 'more trials open it again' "$status $(grep -E '^(reason|trials):' out | tr '\n' ' ')" '0 reason: trials trials: 30 '
run resume s.db $batch --trials 5
equal 'less of them do not' "$status $(grep -E '^(reason|trials):' out | tr '\n' ' ')" '0 reason: trials trials: 30 '

fresh f.db
equal 'epochs are a limit' "$(grep '^reason' out)" 'reason: epochs'
run resume f.db $batch --epochs 30
equal 'which may grow' "$status $(grep '^reason' out)" '0 reason: epochs'
run resume f.db $batch --epochs 1000
equal 'beyond the other one' "$status $(grep '^reason' out)" '0 reason: trials'

fresh f.db
run resume f.db $batch -w 7 --epochs 1000
check 'the number of workers may be another' sh -c "'$EVENTS' f.db | grep -q '\"workers\":7'"
equal 'and it ends' "$(grep '^reason' out)" 'reason: trials'

fresh f.db
run resume f.db $batch -s asha --epochs 1000
equal 'another scheduler' "$status $(grep '^scheduler' out)" '0 scheduler: asha'
check 'is a switch' sh -c "'$EVENTS' f.db | grep -q '\"action\":\"switch\",\"text\":\"asha'"
run resume f.db $batch --trials 25 --epochs 1000
equal 'it is the scheduler from then on' "$status $(grep '^scheduler' out)" '0 scheduler: asha'
fresh f.db
run resume f.db $batch -s nonsense
equal 'an unknown scheduler: exit 2' "$status $(grep -c . err)" '2 1'

fresh f.db
cp f.db before.db
run resume f.db $batch --seed 9
said '--seed' 2 "'seed=9' cannot change once a study has begun; its limits (stop.…), its hooks (on.…), its scheduler, slurm, resources and workers can"
run resume f.db $batch --set objective.noise=0.5
said '--set' 2 "'objective.noise=0.5' cannot change once a study has begun; its limits (stop.…), its hooks (on.…), its scheduler, slurm, resources and workers can"
run resume f.db $batch -o other.db
said '-o' 2 'resume records in the file itself; leave out -o'
run resume $batch
said 'no file' 2 'resume takes one file: rungtop resume FILE.db'
"$EVENTS" f.db >a
"$EVENTS" before.db >b
check 'none of that changed the file' cmp -s a b

# Names are paths, whatever else SQLite takes them for

mkdir names
cd names
cp ../before.db victim
before=$(sha256sum victim)
i=0
for name in file:victim ':memory:' 'file:victim?mode=memory' 'file::memory:?cache=shared' 'file:a#b' -x 'a b'; do
	i=$((i + 1))
	run run "$tmp/s.yaml" $batch -o "$name"
	equal "-o $name: a file of that name" "$status $(grep '^file' "$tmp/out")" "0 file: $name"
	check "-o $name: is there" test -s "./$name"
	run show -- "$name"
	equal "show $name" "$status $(grep -c '^study' "$tmp/out")" '0 1'
	run resume $batch --trials 20 -- "$name"
	equal "resume $name" "$status $(grep -E '^trials' "$tmp/out")" '0 trials: 20'
	run export --format optuna -o "file:o$i" -- "$name"
	check "export $name -o file:o$i" test -s "./file:o$i"
done
equal 'and no other' "$(sha256sum victim)" "$before"
equal 'not one too many' "$(ls | wc -l)" 15
cp ../before.db s.db
for name in s.db-wal s.db-shm s.db-journal; do
	run run "$tmp/s.yaml" $batch -o $name
	said "-o $name" 2 "$name: SQLite would take it for a part of the database of that name; give another name with -o"
	run export ../before.db --format csv -o $name
	said "export -o $name" 2 "export: '$name': SQLite would take it for a part of the database of that name; give another name"
	echo theirs >t.db${name#s.db}
	run run "$tmp/s.yaml" $batch -o t.db
	said "t.db${name#s.db} is there" 2 "t.db${name#s.db} exists, and SQLite would take it for a part of t.db; give another name with -o"
	run export ../before.db --format optuna -o t.db
	said "also for an export" 2 "export: 't.db${name#s.db}' exists, and SQLite would take it for a part of 't.db'"
	equal 'it stays' "$(cat t.db*)" theirs
	rm -f t.db*
done
run export s.db --format optuna-journal -o s.optuna-journal
equal 'a name like that, without a database' "$status" 0
run run "$tmp/s.yaml" $batch -o ''
said 'no name' 2 ': No such file or directory; give another name with -o, or -o none'
cd ..

# The name of a study that is none for a file

mkdir called
cd called
while IFS='|' read -r name file; do
	sed "s|^name: s|name: \"$name\"|" ../s.yaml >../called.yaml
	run run ../called.yaml $batch
	said "a study named $name" 0 "recorded in $file: the study's name cannot be a file's"
	equal 'is in there' "$(grep '^file' "$tmp/out")" "file: $file"
	rm -- "$file"
	equal 'and nowhere else' "$(ls -A)" ''
done <<-'END'
	../a/b|_._a_b.db
	/etc/passwd|_etc_passwd.db
	file:victim|file_victim.db
	:memory:|_memory_.db
	|study.db
	..|_..db
	--help|_-help.db
	.hidden|_hidden.db
	a\\nb|a_b.db
	a\\eb|a_b.db
END
long=$(printf '%0300d' 7)
sed "s|^name: s|name: \"$long\"|" ../s.yaml >../called.yaml
run run ../called.yaml $batch
equal 'a long one is cut' "$status $(ls)" "0 $(printf '%0100d' 0).db"
run run ../called.yaml $batch
equal 'and never shared' "$status $(ls | wc -l)" '0 2'
cd ..

# The folders beside it belong to one recording

mkdir beside
cd beside
cat >m.sh <<-'END'
	#!/bin/sh
	i=0
	while [ $i -lt "$RUNGTOP_TO" ]; do
		i=$((i + 1))
		echo "{\"epoch\": $i, \"e\": 0.5}"
	done
	echo "model of $NAME" >"$RUNGTOP_CHECKPOINT/model"
END
chmod +x m.sh
cat >st.yaml <<-'END'
	name: st
	program: m.sh
	command: ["${program}"]
	metric: {name: e, goal: minimize}
	scheduler: {name: random, max: 3}
	parameters: {x: {min: 0, max: 1.0}}
	stop: {trials: 3}
	workers: 1
END
export NAME=first
run run st.yaml $batch
equal 'a study with models' "$status $(ls -d st* | tr '\n' ' ')" '0 st.checkpoints st.db st.logs st.yaml '
cp -r . ../beside.before
NAME=second
run run st.yaml $batch
equal 'the same again beside it' "$status $(grep '^file' "$tmp/out")" '0 file: st-2.db'
rm st.db
run run st.yaml $batch
said 'its recording is gone, its models are not' 0 'recorded in st-3.db: st.logs exists'
equal 'recorded elsewhere' "$(grep '^file' "$tmp/out")" 'file: st-3.db'
run run st.yaml $batch -o st.db
said 'under that name' 2 "$PWD/st.logs exists and belongs to another study; move it away, or give another name with -o"
equal 'nothing is left of that' "$(ls st.db* 2>/dev/null)" ''
cp ../beside.before/st.db st
run run st.yaml $batch -o st.db
said 'beside a recording with the same folders' 2 "$PWD/st.logs exists and belongs to another study; move it away, or give another name with -o"
rm st
check 'the models stay' diff -r st.checkpoints ../beside.before/st.checkpoints
check 'the logs, too' diff -r st.logs ../beside.before/st.logs
mv st.logs theirs.logs
run run st.yaml $batch -o st.db
said 'one of them is enough' 2 "$PWD/st.checkpoints exists and belongs to another study; move it away, or give another name with -o"
equal 'and nothing is left of that' "$(ls -d st.db* st.logs 2>/dev/null)" ''
mv theirs.logs st.logs
cp ../beside.before/st.db .
run resume st.db $batch --trials 4
equal 'its own recording goes on with them' "$status $(cat st.checkpoints/trial-00000/model)" '0 model of first'
echo theirs >f.logs
run run st.yaml $batch -o f.db
said 'a file in the way' 2 "$PWD/f.logs exists and is not a folder; move it away, or give another name with -o"
equal 'it stays' "$(cat f.logs) $(ls f.*)" 'theirs f.logs'
mkdir g.logs g.checkpoints
run run st.yaml $batch -o g.db
equal "empty folders are nobody's" "$status" 0
mkdir h.logs
echo theirs >h.logs/trial-00000.log
run run st.yaml $batch -o h.db
equal 'full ones are somebody else s' "$status $(cat h.logs/*)" '2 theirs'
if command -v sqlite3 >/dev/null 2>&1; then
	# as older programs have left it
	sqlite3 st.db 'ALTER TABLE study DROP COLUMN identity'
	rm st.logs/.recording st.checkpoints/.recording
	run resume st.db $batch --trials 5
	equal 'an older recording takes up its folders' "$status $(cat st.checkpoints/trial-00000/model)" '0 model of first'
fi
unset NAME
cd ..

# While another process runs it

mkfifo fifo
"$RUNGTOP" run s.yaml $batch --pace 1 --trials 10000 -o busy.db --events - >fifo 2>/dev/null &
pid=$!
head -n 20 <fifo >/dev/null
tries=0
until "$EVENTS" busy.db >/dev/null 2>&1 || [ $tries -ge 600 ]; do
	tries=$((tries + 1))
	sleep 0.02
done
"$RUNGTOP" busy.db --plain >watched 2>watching &
watch=$!
tries=0
until [ -s watched ] || [ $tries -ge 600 ]; do # it has begun
	tries=$((tries + 1))
	sleep 0.02
done
run resume busy.db $batch
said 'a study that is being run' 2 "busy.db: process $pid is running it; watch it with rungtop watch"
mv busy.db moved.db
wait "$watch"
equal 'by itself it is watched; when it is moved that ends' "$? $(cat watching)" \
	'1 rungtop: busy.db was moved, removed or replaced; watch it where it is now'
{
	kill -s KILL "$pid"
	wait "$pid"
} 2>/dev/null

# No study

: >empty.db
run resume empty.db $batch
said 'an empty file' 2 'empty.db: is empty; no study was recorded in it'
mkdir folder
run resume folder $batch
said 'a folder' 2 'folder: Is a directory'
run resume gone/s.db $batch
said 'a folder that is not there' 2 'gone/s.db: No such file or directory'
run run s.yaml $batch -o gone/s.db
said 'nor for a new one' 2 'gone/s.db: No such file or directory; give another name with -o, or -o none'
printf 'this is no study, but some sixteen bytes of text\n' >text.db
run resume text.db $batch
said 'a text' 2 'text.db: not a recorded study'
run run "$data/studies/digits.yaml" $batch -w 100000 -o none.db
equal 'nothing is left of a study that could not begin' "$status $(ls none.db* 2>/dev/null)" '2 '
if command -v sqlite3 >/dev/null 2>&1; then
	sqlite3 theirs.db 'CREATE TABLE t(a)'
	run resume theirs.db $batch
	said "another program's" 2 "theirs.db: an SQLite file, but not one of rungtop's"
	equal 'it stays as it is' "$(sqlite3 theirs.db 'PRAGMA journal_mode')" delete
	cp before.db newer.db
	sqlite3 newer.db 'PRAGMA user_version = 99'
	run resume newer.db $batch
	said 'one of a newer rungtop' 2 'newer.db: written by a newer rungtop; its format is 99, this one knows 5'
	cp before.db older.db
	sqlite3 older.db 'ALTER TABLE trial DROP COLUMN failure; ALTER TABLE trial DROP COLUMN origin;
		ALTER TABLE decision DROP COLUMN broken; ALTER TABLE decision DROP COLUMN cutoff_broken;
		PRAGMA user_version = 1'
	run show older.db
	equal 'one of an older rungtop is read as it is' \
		"$status $(sqlite3 older.db 'PRAGMA user_version')" '0 1'
	run resume older.db $batch --epochs 30
	equal 'and goes on in the format of today' \
		"$status $(sqlite3 older.db 'PRAGMA user_version')" '0 5'
	cp before.db hole.db
	sqlite3 hole.db 'DELETE FROM report WHERE epoch = 3'
	run resume hole.db $batch
	equal 'an event is missing: exit 2' "$status" 2
	check 'and a line tells which' grep -Eqx 'rungtop: hole.db: damaged: event [0-9]+: is missing' "$tmp/err"
fi

# What cannot be written can be read. Nobody is root's stand-in, who may write anything.
chmod 755 "$tmp"
cp "$EVENTS" "$tmp/events"
as_nobody() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
if as_nobody true 2>/dev/null; then
	mkdir sealed killed cut
	cp before.db sealed/s.db
	"$RUNGTOP" run s.yaml $batch --pace 20 --trials 10000 -o killed/s.db >/dev/null 2>&1 &
	pid=$!
	tries=0
	while [ "$("$EVENTS" killed/s.db 2>/dev/null | wc -l)" -lt 40 ] && [ $tries -lt 200 ]; do
		sleep 0.02
		tries=$((tries + 1))
	done
	{
		kill -s KILL "$pid"
		wait "$pid"
	} 2>/dev/null
	cp killed/s.db killed/s.db-wal cut
	"$EVENTS" before.db >a
	chmod 444 sealed/* killed/* cut/*
	chmod 555 sealed killed cut
	as_nobody ./events sealed/s.db >b 2>err
	check 'a study in a folder that cannot be written to' cmp -s a b
	as_nobody ./events killed/s.db >b 2>err
	check 'one that was killed there' test "$(wc -l <b)" -ge 40
	as_nobody ./events cut/s.db >b 2>err
	equal 'without what SQLite needs for the rest' "$(cat err)" \
		'cut/s.db: a part of it is in cut/s.db-wal, and the folder is read-only; copy both to another folder'
	as_nobody "$RUNGTOP" resume sealed/s.db $batch >out 2>err
	status=$?
	said 'going on with it' 2 'sealed/s.db: Permission denied'
	chmod 000 before.db
	as_nobody ./events before.db >b 2>err
	equal 'one that cannot be read' "$(cat err)" 'before.db: Permission denied'
	chmod 755 sealed killed cut
fi

# A disk that is full

full=$tmp/full
mkdir "$full"
if mount -t tmpfs -o size=160k none "$full" 2>/dev/null; then
	trap 'umount "$full"; rm -rf "$tmp"' EXIT
	run run s.yaml $batch --trials 3000 --pace 1500 -o "$full/s.db"
	equal 'a disk that is full: exit 1' "$status" 1
	equal 'the study came to its end' "$(grep -E '^(reason|trials)' out | tr '\n' ' ')" 'reason: trials trials: 3000 '
	check 'a line tells while it runs' grep -q "^rungtop: not recorded: $full/s.db: database or disk is full$" err
	check 'and one at the end' grep -q "^rungtop: $full/s.db: not all is recorded: database or disk is full$" err
	check 'what is there is sound' sh -c "'$EVENTS' --whole '$full/s.db' >/dev/null"
	mkdir aside && mv "$full"/s.db* aside/ # it may have left no room to begin
	run run s.yaml $batch --trials 3000 --pace 1500 -o "$full/t.db" --events "$full/e" --optuna-journal "$full/o"
	equal 'all that got less is told' "$status $(grep -c "^rungtop: --events: cannot write '$full/e': No space left on device$" err) \
$(grep -c "^rungtop: --optuna-journal: cannot write '$full/o': No space left on device$" err) \
$(grep -c "^rungtop: $full/t.db: not all is recorded: " err)" '1 1 1 1'
	rm -f "$full"/[teo]*
	mount -o remount,size=16m none "$full"
	mv aside/* "$full"
	run resume "$full/s.db" $batch
	equal 'with more room it can be gone on with' "$status" 0
fi

# A small file is all that the shell allows.
(
	ulimit -f 200
	"$RUNGTOP" run s.yaml $batch --trials 3000 -o small.db >out 2>err
	echo $? >status
)
equal 'a limit of the shell: exit 1' "$(cat status)" 1
check 'a line tells' grep -q '^rungtop: small.db: not all is recorded: ' err
check 'what is there is sound' sh -c "'$EVENTS' --whole small.db >/dev/null"

# A program's own limit acts as it does anywhere: by its signal, 25 of 128 + 25.
cat >limited.sh <<-'END'
	#!/bin/sh
	(ulimit -f 1; exec head -c 1000000 /dev/zero >big) 2>/dev/null
	echo "{\"epoch\": 1, \"e\": $?}"
END
chmod +x limited.sh
sed 's/m.sh/limited.sh/; s/max: 3/max: 1/' beside/st.yaml >limited.yaml
run run limited.yaml $batch -o none
equal "a program's own limit" "$status $(grep '^incumbent value' out)" '0 incumbent value: 153'
finish
