#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The screen in a real terminal, which tmux plays: sizes, resizing, and that the terminal
# comes back whole on every way out. Conditions are waited for, never a time.
. "$(dirname -- "$0")/lib.sh"

command -v tmux >/dev/null 2>&1 || skip 'there is no tmux'
TMUX_TMPDIR=$tmp
export TMUX_TMPDIR
unset TMUX

server=0
tm() { tmux -f /dev/null -L "rungtop$server" "$@" 2>/dev/null; }
screen() { tm capture-pane -p -t t; }

# until_true COMMAND…: polls for at most half a minute.
until_true() {
	tries=300
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}
shows() { screen | grep -q -- "$1"; }
shows_not() { ! shows "$1"; }

# start COLS ROWS ARGUMENT…: a shell that starts the program, then tells its status and
# whether the terminal is as before.
start() {
	cols=$1 rows=$2
	shift 2
	tm kill-server
	server=$((server + 1)) # the old one may not be gone yet
	cat >"$tmp/shell.sh" <<-SH
		before=\$(stty -g)
		"$RUNGTOP" --data-dir "$data" $* 2>"$tmp/stderr" &
		echo \$! >"$tmp/pid"
		fg >/dev/null 2>&1
		echo "status \$?"
		[ "\$before" = "\$(stty -g)" ] && echo 'terminal restored'
		echo 'the end'
		read -r line
	SH
	tm new-session -d -s t -x "$cols" -y "$rows" "bash --norc -m '$tmp/shell.sh'"
}
size_is() { [ "$(screen | wc -l)" -le "$1" ]; }

for size in '80 24' '120 40' '200 60'; do
	# shellcheck disable=SC2086 # two numbers
	start $size digits --pace 4
	check "$size: header" until_true shows 'HYPERBAND'
	check "$size: rungs" until_true shows 'RUNGS'
	check "$size: incumbent" until_true shows 'INCUMBENT'
	check "$size: curves" until_true shows 'CURVES'
	check "$size: trials" until_true shows 'TRIALS'
done

# tmux drops what a program sends to the clipboard; it is given the text itself.
copied() { tm send-keys -t t Y && tm show-buffer | grep -q '"learning_rate"'; }
check 'a configuration is copied inside of tmux' until_true copied

# A race, at the same sizes: two columns, four, and four with more to say
for size in '80 24' '120 40' '200 60'; do
	# shellcheck disable=SC2086 # two numbers
	start $size race curves asha hyperband random
	check "$size: a race" until_true shows 'RACE'
	check "$size: a column" until_true shows '1 asha'
	check "$size: another" until_true shows '2 hyperband'
	tm send-keys -t t G
	check "$size: its end" until_true shows '1st asha 0.0056'
	tm send-keys -t t 2 Enter
	check "$size: a column on the whole screen" until_true shows 'HYPERBAND'
	tm send-keys -t t Escape
	check "$size: and back" until_true shows '2nd hyperband'
	tm send-keys -t t -
	check "$size: with a worker less" until_true shows '7 workers: all columns have run again'
	check "$size: less are busy" until_true shows '0 of 7\|0/7'
	tm send-keys -t t q
	check "$size: the terminal is restored" until_true shows 'terminal restored'
done

start 80 24 digits --pace 4
check 'trials' until_true shows 'TRIALS'
tm resize-window -t t -x 20 -y 5
check '20x5: still there' until_true shows_not 'TRIALS'
tm resize-window -t t -x 1 -y 1
tm resize-window -t t -x 120 -y 40
check 'and back' until_true shows 'TRIALS'
tm send-keys -t t Space
check 'Space pauses' until_true shows 'PAUSED'
tm send-keys -t t '?'
check '? helps' until_true shows 'climbed: promoted'
tm send-keys -t t Escape
tm send-keys -t t : 'workers 3' Enter
check ': takes a command' until_true shows 'workers [0-9]*/3'
tm send-keys -t t : 'wrokers 4' Enter
check 'a mistake is shown where it is' until_true shows "^ *^ unknown command 'wrokers'"
tm send-keys -t t Escape
tm send-keys -t t K
check 'what a key cannot do is told' until_true shows 'nothing to kill'
tm send-keys -t t q
tm send-keys -t t y
check 'q leaves' until_true shows 'the end'
check 'q: the terminal is as it was' shows 'terminal restored'
check 'q: the status is 0' shows 'status 0'
check 'q: the result is printed' shows 'incumbent value'

# Steering by hand: another scheduler in the middle of the study, then a trial is killed.
start 120 40 digits --pace 8
until_true shows 'T05'
tm send-keys -t t s
check 's opens the menu' until_true shows 'Switch scheduler'
check 'the present one is marked' shows 'hyperband now'
tries=10
until shows '› asha ' || [ $tries -eq 0 ]; do
	tm send-keys -t t Down
	sleep 0.1
	tries=$((tries - 1))
done
check 'the preview counts seats' until_true shows 'keep their seats'
tm send-keys -t t Tab Right
check 'a knob is stepped' until_true shows 'eta.* 4 '
tm send-keys -t t Enter
check 'Enter asks' until_true shows 'Switch?'
tm send-keys -t t y
check 'y switches' until_true shows 'ASHA  η=4'
check 'the study goes on' until_true shows 'T1[0-9]'
tm send-keys -t t Space 4
# Down the list to the first one that is alive.
ask_to_kill() {
	tm send-keys -t t j K
	shows 'y kill it'
}
check 'K asks' until_true ask_to_kill
tm send-keys -t t y
check 'y kills' until_true shows 'TRIALS.*!1'
tm send-keys -t t K
check 'a dead trial is not killed again' until_true shows 'is killed'
tm send-keys -t t : 'sched random' Enter
check ': switches too' until_true shows 'RANDOM'

# Back in time while it trains.
start 120 40 asha --pace 8
until_true shows 'r0→r1'
tm send-keys -t t g
check 'g goes to the first event' until_true shows '#1 of '
check 'and says that this is past' shows 'PAST · RUNNING'
tm send-keys -t t . .
check '. goes on by decisions' until_true shows 'DECISIONS 2 '
tm send-keys -t t , ']'
check '] goes to a climb' until_true shows '\^ r0→r1'
tm send-keys -t t Space
check 'Space is about the present' until_true shows 'PAST · PAUSED'
tm send-keys -t t : 'goto 10' Enter
check ':goto goes there' until_true shows '#10 of '
tm send-keys -t t / 'T3 trial' Enter
check '/ finds' until_true shows 'CURVES.* T03'
tm send-keys -t t L
check 'L comes back' until_true shows 'LIVE #'
tm send-keys -t t Space Z
check 'Z freezes' until_true shows 'FROZEN · RUNNING'
tm send-keys -t t Z
check 'and thaws' until_true shows 'LIVE #'

start 80 24 replay "$srcdir/tests/golden/asha.jsonl"
check 'a replay plays' until_true shows '▶ REPLAY'
check 'and goes on' until_true shows 'T0[3-9]'
tm send-keys -t t Space
check 'Space halts it' until_true shows '‖ REPLAY'
tm send-keys -t t g
check 'g: the first event' until_true shows '#1/201 REPLAY'
tm send-keys -t t ']'
check ']: the first climb' until_true shows '#25/201'
tm send-keys -t t ']' ']' '['
check '[: one back' until_true shows '#34/201'
tm send-keys -t t G
check 'G: the end' until_true shows '#201/201'
check 'where the incumbent is that of the study' shows 'T06 0.1233'
tm send-keys -t t '\' 'val_err<0.3' 'z'
check 'a filter counts while it is typed' until_true shows '= != < <= > >= ~'
tm send-keys -t t BSpace
check 'and says how many it leaves' until_true shows '2 of 23 trials'
tm send-keys -t t Enter
check 'the table says what filters it' until_true shows '2 of 23: val_err<0.3'
tm send-keys -t t '\' C-u 'val_error<0.3 & ruung=2' Enter
check 'a mistake in it is shown where it is' until_true shows "\^ unknown field 'ruung'"
tm send-keys -t t Escape '\' C-u Enter
check 'an empty one shows all' until_true shows_not '2 of 23'
tm send-keys -t t C
check 'C lists the columns' until_true shows '\[ \] value'
tm send-keys -t t Escape v z
check 'v: the crosshair has the exact numbers' until_true shows 'T06 @14e val_error 0.12327'
tm send-keys -t t Left x x
check 'x: over the time of the study' until_true shows 'study time.*T06'
check 'the crosshair stays on its sample' shows 'T06 @13e val_error'
tm send-keys -t t Escape Escape Escape x
check 'x: and back' until_true shows 'log epoch'
tm send-keys -t t Space
check 'Space at the end begins again' until_true shows '▶ REPLAY'
tm send-keys -t t q
check 'q leaves without asking' until_true shows 'the end'
check 'q: the terminal is as it was' shows 'terminal restored'
check 'q: the status is 0' shows 'status 0'

# Somebody else's study, while it runs.
"$RUNGTOP" run digits --data-dir "$data" --batch -q --pace 8 --events "$tmp/run.jsonl" \
	>/dev/null 2>&1 &
runs=$!
until_true test -s "$tmp/run.jsonl"
start 100 30 watch "$tmp/run.jsonl"
check 'watch shows it' until_true shows '▶ WATCH'
check 'and goes on with it' until_true shows 'T09'
tm send-keys -t t ,
check 'and looks back' until_true shows 'PAST'
tm send-keys -t t L Space
check 'it cannot be steered' shows_not 'PAUSED'
tm send-keys -t t q
check 'q leaves without asking' until_true shows 'the end'
check 'q: the terminal is as it was' shows 'terminal restored'
check 'the study goes on' kill -TERM "$runs"
wait "$runs"

# What a trial's program prints, while it does: it goes on when it is told to.
mkfifo go
exec 7<>go # what is written there stays until it is read
cat >talks.sh <<'SH'
#!/bin/sh
for epoch in 1 2 3; do
	printf 'epoch %d \033[31mbegins\033[0m\n\342\234\205 it does\n' $epoch
	read -r _ <go
	echo "{\"epoch\": $epoch, \"val_error\": 0.5}"
done
SH
chmod +x talks.sh
cat >talks.yaml <<'YAML'
program: talks.sh
command: ["${program}"]
metric: {name: val_error}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: random, min: 1, max: 3}
stop: {trials: 1}
workers: 1
YAML
start 80 24 run talks.yaml
until_true shows 'T00'
tm send-keys -t t o
check 'o: the log of what runs' until_true shows 'epoch 1 begins'
check 'with a sign of two columns' until_true shows '✅ it does *│$'
check 'which is followed' shows '▶ following'
echo >&7
check 'it comes as it is written' until_true shows 'epoch 2 begins'
tm send-keys -t t / EPOCH
check '/ asks for what' until_true shows '/EPOCH'
tm send-keys -t t Enter n
check 'and stays where it is' until_true shows '‖ [0-9]*% of'
tm send-keys -t t Escape G Escape
check 'Esc leaves it' until_true shows 'TRIALS'
echo >&7
echo >&7
check 'the study ends' until_true shows 'Finished'
tm send-keys -t t q
until_true shows 'the end'
start 80 24 replay talks.db
until_true shows 'T00'
tm send-keys -t t o
check 'replay has it too' until_true shows 'epoch 3 begins'
exec 7>&-
mv talks.logs gone
start 80 24 watch talks.db
until_true shows 'T00'
tm send-keys -t t o
check 'without its folder there is no log' until_true shows 'there is no log'

start 80 24 digits --pace 4
until_true shows 'RUNGS'
tm send-keys -t t C-c
check 'Ctrl-C leaves' until_true shows 'the end'
check 'Ctrl-C: the terminal is as it was' shows 'terminal restored'
check 'Ctrl-C: the status is 130' shows 'status 130'

# What comes next is told of the recording as it is called by then.
cat >"$tmp/wait.yaml" <<END
command: [sh, -c, "until [ -e $tmp/begun ]; do sleep 0.1; done; echo '{\\"epoch\\": 1, \\"loss\\": 1}'", x, "\${args}"]
metric: {name: loss, goal: minimize}
scheduler: {name: random, max: 1}
parameters: {x: {min: 0, max: 1.0}}
stop: {trials: 1}
workers: 1
END
start 120 40 "$tmp/wait.yaml" -o "$tmp/was.db"
until_true shows 'T00'
mv "$tmp/was.db" "$tmp/is.db"
check 'a recording that is moved is told' until_true shows 'recorded again'
: >"$tmp/begun"
check 'what comes next has its new name' until_true shows "rungtop show .*/is.db"

for signal in TERM HUP SEGV; do
	start 80 24 digits --pace 4
	until_true shows 'RUNGS'
	kill -$signal "$(cat "$tmp/pid")"
	check "SIG$signal leaves" until_true shows 'the end'
	check "SIG$signal: the terminal is as it was" shows 'terminal restored'
done
for term in dumb nonsense; do
	tm kill-server
	server=$((server + 1))
	tm new-session -d -s t -x 80 -y 24 \
		"TERM=$term '$RUNGTOP' --data-dir '$data' 2>'$tmp/stderr'; read -r line"
	check "a terminal that is $term is refused" until_true \
		grep -qx "rungtop: cannot use this terminal (TERM=$term); --batch does without" \
		"$tmp/stderr"
done

tm kill-server 2>/dev/null
finish
