#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hooks: what they are told, when they are run, and that a study does not notice what they
# do: they hang, fail, print without end, leave processes, and nothing is left behind.
. "$(dirname -- "$0")/lib.sh"

brief behaviour && skip 'to be brief'
[ -r /proc/self/cmdline ] || skip 'no /proc'

mark=9$$77 # what the processes that hooks leave sleep for

left() {
	grep -la "[9]${mark#9}" /proc/[0-9]*/cmdline 2>/dev/null | wc -l
}

hook() { # NAME, its script on stdin
	{
		echo '#!/bin/sh'
		sed "s/MARK/$mark/g"
	} >"$1"
	chmod +x "$1"
}

cat >program <<'E'
#!/bin/sh
echo '{"epoch": 1, "loss": 0.'"$((9 - RUNGTOP_TRIAL))"'}'
[ "$RUNGTOP_TRIAL" = 2 ] && echo 'disk on fire' >&2 && exit 3
echo '{"epoch": 2, "loss": 0.'"$((8 - RUNGTOP_TRIAL))"'25}'
E
chmod +x program
cat >study.yaml <<'E'
name: study
command: [./program, "${args}"]
metric: {name: loss}
parameters: {x: {min: 0.0, max: 1.0}, "odd name": {value: "a\nb"}}
scheduler: {name: random, max: 2}
stop: {trials: 5}
workers: 1
E
cat >virtual.yaml <<'E'
name: virtual
objective: {kind: simulated}
parameters: {x: {min: 0.0, max: 1.0}, y: {min: 0.0, max: 1.0}}
scheduler: {name: asha, max: 27}
stop: {trials: 100}
E

# What they are told.
hook tell <<'E'
printf '%s %s %s %s %s %s\n' "$RUNGTOP_HOOK" "$RUNGTOP_TRIAL" "$RUNGTOP_EPOCH" \
	"$RUNGTOP_VALUE" "$RUNGTOP_REASON" "$#" >>calls
printf '%s\n' "$RUNGTOP_CONFIG" >config
echo "$RUNGTOP_STUDY $RUNGTOP_METRIC $RUNGTOP_GOAL $RUNGTOP_SEED $RUNGTOP_TRIALS $RUNGTOP_EPOCHS $RUNGTOP_FAILURES" >all
echo "$RUNGTOP_RECORDING" >path
echo "$RUNGTOP_LOG" >log
"$RUNGTOP" show "$RUNGTOP_RECORDING" 2>&1 | sed -n 's/^reason: //p' >>reasons
cat # there is no input
ls /proc/"$(cut -d' ' -f4 /proc/$PPID/stat)"/fd | wc -l >>descriptors
E
export RUNGTOP
run study.yaml --batch -o told.db --set 'on={incumbent: [./tell, "a b", ""], failure: tell, finish: [tell], every: 0}'
equal 'a study with hooks' "$status" 0
equal 'a failure and the end are told' "$(grep -v '^incumbent' calls)" \
	'failure 2 1 0.7 exited with status 3: disk on fire 0
finish 4 2 0.425 trials 0'
equal 'and the last incumbent, before the end' "$(grep incumbent calls | tail -n 1 | cut -d' ' -f1-4) $(tail -n 1 calls | cut -c1-6)" \
	'incumbent 4 2 0.425 finish'
equal 'of what study' "$(cat all)" 'study loss minimize 1 5 9 1'
equal 'where it is' "$(cat path)" "$(pwd -P)/told.db"
equal 'where the trial has its log' "$(cat log)" "$(pwd -P)/told.logs/trial-00004.log"
equal 'at the end all is recorded' "$(tail -n 1 reasons)" trials
"$RUNGTOP" export --format jsonl told.db | sed -n 's/.*"event":"trial","trial":4,"config":\({[^}]*}\).*/\1/p' >want
equal 'the configuration, as in the events' "$(cat config)" "$(cat want)"
equal 'no descriptor is left open' "$(sort -u descriptors | wc -l)" 1
check 'the first run of each kind is told' grep -q 'hook failure: ./tell ran' err
check 'all are counted' grep -q 'hooks: incumbent: .*; failure: 1 run; finish: 1 run; see told.hooks.log' err
equal 'and logged' "$(grep -c '^rungtop: .* exited with status 0' told.hooks.log)" "$(wc -l <calls)"

# Who runs them, and who does not.
wc -l <calls >before
"$RUNGTOP" replay told.db --batch >out 2>&1
"$RUNGTOP" watch told.db --batch >out 2>&1
"$RUNGTOP" plan study.yaml --set 'on.finish=[./tell]' >out 2>&1
"$RUNGTOP" run study.yaml --dry-run --set 'on.finish=[./tell]' >out 2>&1
cp virtual.yaml hooked.yaml
echo 'on: {incumbent: [./tell], finish: [./tell]}' >>hooked.yaml
"$RUNGTOP" race hooked.yaml hooked.yaml --batch >out 2>&1
"$RUNGTOP" hooked.yaml --batch -q -o hooked.db --set on.finish=none --set on.incumbent=none >out
"$RUNGTOP" audit hooked.db >out 2>&1
equal 'only run and resume run them' "$(wc -l <calls)" "$(cat before)"
: >calls
run resume told.db --batch --trials 6
equal 'resume does, for what is new' "$(tail -n 2 calls | cut -d' ' -f1-4)" 'incumbent 5 2 0.325
finish 5 2 0.325'
: >calls
run resume told.db --batch --trials 7 --set on=none
equal 'and can do without' "$status $(wc -l <calls)" '0 0'
run resume told.db --batch --trials 8 --set 'on.finish=[./gone]'
equal 'or looks for others first' "$status $(cat err)" \
	"2 rungtop: --set on.finish=[./gone]: on.finish: ./gone cannot be started: No such file or directory"

run study.yaml --dry-run --set 'on.finish=[./gone]'
equal 'as a dry run does' "$status $(cat err)" \
	"2 rungtop: --set on.finish=[./gone]: on.finish: ./gone cannot be started: No such file or directory"

# A study does not notice them.
hook nasty <<'E'
trap '' TERM INT HUP
sleep MARK & (setsid sleep MARK >/dev/null 2>&1 &)
setsid sh -c 'trap "" TERM; sleep MARK & exec sleep MARK' &
exec sleep MARK
E
hook prints <<'E' # twice so many bytes
head -c "${MUCH:-4000000}" /dev/zero
yes | head -c "${MUCH:-4000000}"
: >printed
E
hook closes <<'E'
exec >&- 2>&-
: >closed
E
hook leaves <<'E'
sleep MARK &
(setsid sleep MARK >/dev/null 2>&1 &)
kill -SEGV $$
E
run virtual.yaml --batch -q -o alone.db
cp out alone
run virtual.yaml --batch -q -o same.db --set 'on={incumbent: [./nasty], finish: [./leaves], seconds: 0.3}'
grep -v '^file:' alone >want
grep -v '^file:' out >got
check 'the result is the same' cmp want got
equal 'and the status' "$status" 0
check 'one that hangs is stopped' grep -q 'hook incumbent: ./nasty stopped after 0.3 s' err
check 'one that crashes is told' grep -q 'hook finish: ./leaves killed by signal 11' err
equal 'nothing is left behind' "$(left)" 0
run virtual.yaml --batch -q -o much.db --set 'on={finish: [./prints]}'
check 'much output is read' [ -e printed ]
check 'and kept in part' [ "$(wc -c <much.hooks.log)" -lt 300000 ]
run virtual.yaml --batch -q -o none --set 'on={finish: [./closes]}'
check 'one may close its output' [ -e closed ]
equal 'without a recording there is no log' "$(echo ./*hooks.log)" './much.hooks.log ./same.hooks.log ./told.hooks.log'
mkdir full.hooks.log
run virtual.yaml --batch -q -o full.db --set 'on={incumbent: [./closes], finish: [./closes]}'
equal 'a log that cannot be written is told once' "$(grep -c 'full.hooks.log cannot be written: Is a directory' err)" 1

# It is killed with its hook, as is all that the hook has started.
hook murder <<'E'
sleep MARK &
(setsid sleep MARK >/dev/null 2>&1 &)
kill -9 "$(cut -d' ' -f4 /proc/$PPID/stat)"
exec sleep MARK
E
"$RUNGTOP" virtual.yaml --batch -q -o none --set 'on={finish: [./murder]}' >out 2>&1 </dev/null
n=0
while [ "$(left)" != 0 ] && [ "$n" -lt 200 ]; do n=$((n + 1)); done
equal 'killed, it leaves nothing either' "$(left)" 0

# A stall: the trial goes on once it has been told.
cat >program <<'E'
#!/bin/sh
echo '{"epoch": 1, "loss": 0.5}'
until [ -e stalled ] || [ "$RUNGTOP_TRIAL" != 1 ]; do sleep 0.05; done
echo '{"epoch": 2, "loss": 0.25}'
E
hook stalled.sh <<'E'
echo "$RUNGTOP_TRIAL $RUNGTOP_EPOCH $RUNGTOP_REASON" >stalled
E
run study.yaml --batch -q --trials 2 -o stall.db --set 'on={stall: [./stalled.sh]}'
equal 'silence is told of' "$status $(sed 's/ [0-9.e-]* s/ N s/g' stalled)" '0 1 1 no report for N s; an epoch takes N s'

# What is wrong in the file.
wrong() { # WHAT-IS-WRITTEN, THE-PLACE-AND-MORE
	{
		cat virtual.yaml
		printf 'on:\n  %s\n' "$1"
	} >wrong.yaml
	run wrong.yaml --batch
	equal "wrong: $1" "$status $(cat err) $(ls wrong.db virtual.db 2>/dev/null)" "2 rungtop: wrong.yaml:$2 "
}
: >plain
wrong 'finish: [no-such-command, x]' '7:12: on.finish: no-such-command cannot be started: it is not in PATH, the working directory or beside the study file'
wrong 'finish: [./plain]' '7:12: on.finish: ./plain cannot be started: it is not executable'
wrong 'finish: plain' '7:11: on.finish: plain cannot be started: it is not executable'
wrong 'stall: [.]' '7:11: on.stall: . cannot be started: it is not in PATH, the working directory or beside the study file'
wrong 'stall: [/tmp]' '7:11: on.stall: /tmp cannot be started: it is not a file'
wrong 'failure: ./tell now' "7:12: on.failure: './tell now' has blanks, and no shell splits it; it must be a list of words, as in [notify-send, done]"
wrong 'failure: [""]' '7:13: on.failure:  cannot be started: it is empty'
wrong 'failure: []' '7:12: on.failure cannot be empty; it must be a list of words, as in [notify-send, done]'
wrong 'failure: {a: b}' '7:12: on.failure cannot be a map; it must be a list of words, as in [notify-send, done]'
wrong 'failure: [[a]]' '7:13: a word of on.failure cannot be a list; it must be text'
wrong 'finsh: [a]' "7:3: unknown key 'finsh' in on; did you mean 'finish'?"
wrong 'seconds: 0' "7:12: seconds cannot be '0'; it must be a number above 0 up to 86400"
finish
