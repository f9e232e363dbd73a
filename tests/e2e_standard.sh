#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Standard input, output and error as a program may find them: closed, full, without a
# reader, or so that they do not wait. No file gets what was meant for them.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

cat >s.yaml <<-'END'
	name: s
	objective: {kind: simulated, noise: 0.02}
	scheduler: {name: successive_halving, max: 9}
	parameters: {a: {min: 0.5, max: 1.5}, b: {values: [x, y]}}
	stop: {trials: 18}
	workers: 3
	seed: 2
END
"$RUNGTOP" s.yaml --batch -q -o whole.db >result 2>&1
"$RUNGTOP" s.yaml --batch -q -o part.db --epochs 20 >/dev/null 2>&1
"$RUNGTOP" export whole.db --format jsonl >lines
mkdir bare box

# What a subcommand is called with; how it ends when it can print, and when it cannot.
# Two of them print nothing.
subcommands() {
	cat <<-'END'
		0 1|run s.yaml --batch -o n.db
		0 1|s.yaml --batch -q -o n.db --events e.jsonl
		0 1|s.yaml --plain -o n.db --events e.jsonl
		0 1|s.yaml --batch -o n.db --events -
		0 1|s.yaml --once -o n.db
		0 1|resume part.db --batch
		0 1|resume part.db --plain
		0 1|show whole.db
		0 1|export whole.db --format csv
		0 0|export whole.db --format csv -o n.csv
		0 0|export whole.db --format optuna -o n.optuna
		0 1|replay whole.db
		0 1|replay whole.db --plain
		0 0|replay whole.db --once -o n.svg
		0 1|watch whole.db
		0 0|report whole.db -o report
		0 1|list
		0 1|--help
		0 1|--version
		0 1|worker
		2 2|show nothing.db
		2 2|nonsense
	END
}

# The files of a folder, by name and content, but for what changes from run to run.
files() {
	(cd "$1" && find . -type f ! -name '*.db' ! -name '*.optuna' -exec sha256sum {} + | sort -k 2)
	(cd "$1" && find . -name '*.db' -o -name '*.optuna' | sort)
}

fill() { # FOLDER: what a subcommand finds
	rm -rf "$1"
	mkdir "$1"
	cp s.yaml whole.db part.db "$1"
}

# run_closed SUBSET ARGUMENT…: with those of 0, 1 and 2 closed that are in it
run_closed() {
	subset=$1
	shift
	(
		cd box || exit 99
		exec 3>&1 >../out 2>../err
		case $subset in *0*) exec <&- ;; *) exec </dev/null ;; esac
		case $subset in *1*) exec >&- ;; esac
		case $subset in *2*) exec 2>&- ;; esac
		exec 3>&-
		"$RUNGTOP" "$@"
	)
	status=$?
}

whole() { # FILE: the study that is recorded in it, to its end
	"$RUNGTOP" export "$1" --format jsonl 2>&1 | tail -n 1 | grep -q '"event":"finish"'
}

while IFS='|' read -r statuses args; do
	for subset in '' 0 1 2 01 02 12 012; do
		fill box
		# shellcheck disable=SC2086
		run_closed "$subset" $args
		wanted=${statuses% *}
		case $subset in *1*) wanted=${statuses#* } ;; esac
		# the result is then on stderr
		case "$subset $args" in *2*'--events -'*) wanted=1 ;; esac
		[ "$status" -eq "$wanted" ] || equal "$args, without ${subset:-nothing}" "$status" "$wanted"
		[ "$status" -eq 0 ] || case $subset in
		*2*) ;;
		*) grep -q '^rungtop: ' err || not_ok "$args, without ${subset:-nothing}: a line" ;;
		esac
		case "$subset $args" in
		*1*--plain*) ;; # nobody reads: it ends
		*'resume part.db'*) whole box/part.db || not_ok "$args, without $subset: it is not whole" ;;
		*n.db*) whole box/n.db || not_ok "$args, without $subset: it is not whole" ;;
		*) cmp -s part.db box/part.db || not_ok "$args, without $subset: one more study is as it was" ;;
		esac
		cmp -s whole.db box/whole.db || not_ok "$args, without $subset: another study is as it was"
		case "$subset $args" in
		' '*) files box >files ;;
		*1*--plain*) ;;
		*) # seconds differ from run to run in no simulated study
			files box | cmp -s files - || {
				not_ok "$args, without $subset: the same files"
				files box | diff files - | head -4
			} ;;
		esac
	done
	ok "$args, with every one of stdin, stdout and stderr open or closed"
done <<END
$(subcommands)
END

# What a trial's program finds is the same.
cat >p.sh <<-'END'
	#!/bin/sh
	for fd in 0 1 2 3 4 5 6 7 8 9; do
		[ ! -e "/proc/$$/fd/$fd" ] || readlink "/proc/$$/fd/$fd" | sed "s/:.*//; s,.*/p.sh,itself,; s/^/$fd /" >>"$1"
	done
	echo '{"epoch": 1, "e": 1}'
END
chmod +x p.sh
for subset in '' 0 1 2 01 02 12 012; do
	fill box
	cat >box/p.yaml <<-END
		name: p
		command: [$tmp/p.sh, $tmp/found]
		metric: {name: e, goal: minimize}
		scheduler: {name: random, max: 1}
		parameters: {x: {min: 0, max: 1.0}}
		stop: {trials: 1}
		workers: 1
	END
	rm -f found
	run_closed "$subset" p.yaml --batch -q -o none
	equal "a program of a rungtop without ${subset:-nothing}" \
		"$(grep -v itself found | tr '\n' ',')" '0 /dev/null,1 pipe,2 pipe,'
done

# A write that fails is told.
while IFS='|' read -r statuses args; do
	[ "$statuses" = '0 1' ] && [ "$args" != worker ] || continue # it has its own words
	fill box
	# shellcheck disable=SC2086
	(cd box && "$RUNGTOP" $args >/dev/full 2>../err)
	status=$?
	equal "$args > /dev/full" "$status $(grep -c 'cannot write .*: No space left on device$' err)" '1 1'
done <<END
$(subcommands)
END
for args in 'whole.db --format csv -o' 'whole.db --format jsonl -o' 'whole.db --format optuna -o' 'whole.db --format optuna-journal -o'; do
	(
		ulimit -f 1
		# shellcheck disable=SC2086
		"$RUNGTOP" export $args cut
	) 2>err
	status=$?
	equal "export $args cut, with a limit" "$status $(wc -l <err) $(ls cut* 2>/dev/null)" '1 1 '
done

# The log of a trial: once, and training goes on.
cat >chatty.yaml <<-'END'
	command: [sh, -c, "seq 40000; echo '{\"epoch\": 1, \"e\": 1}'", x, "${args}"]
	metric: {name: e, goal: minimize}
	scheduler: {name: random, max: 1}
	objective: {log_kib: 1024}
	parameters: {x: {min: 0, max: 1.0}}
	stop: {trials: 3}
	workers: 1
END
(
	ulimit -f 400
	exec "$RUNGTOP" chatty.yaml --batch -q -o chatty.db >out 2>err
)
equal 'a log with a limit' "$? $(cat err)" \
	'0 rungtop: T0: its log cannot be written: File too large'

command -v perl >/dev/null 2>&1 || finish

# Nobody reads.
for args in list 'show whole.db' 'export whole.db --format csv' 'replay whole.db --plain' --help; do
	# shellcheck disable=SC2086,SC2016
	perl -e 'pipe(R, W); close(R); open(STDOUT, ">&W"); exec(@ARGV)' "$RUNGTOP" $args 2>err
	status=$?
	equal "$args, to nobody" "$status $(cat err | grep -c ': Broken pipe$')" '1 1'
done

# Some readers are slow, and what they gave us as stdout does not wait for them.
slowly() {
	perl -MFcntl -e 'fcntl(STDOUT, 1031, 4096); # F_SETPIPE_SZ
		fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK);
		exec(@ARGV)' "$@"
}
for args in 'export whole.db --format jsonl' list --help 'replay whole.db --plain' 's.yaml --batch -q -o none --events -'; do
	# shellcheck disable=SC2086
	"$RUNGTOP" $args >wanted 2>/dev/null
	# shellcheck disable=SC2086
	{ slowly "$RUNGTOP" $args 2>err; echo $? >status; } | perl -ne 'print' >got
	equal "$args, to a pipe that does not wait: exit" "$(cat status)" 0
	check 'all of it comes' cmp -s wanted got
done
finish
