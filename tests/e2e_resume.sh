#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Studies are killed at random moments, while they are gone on with, too, and must lose
# nothing but time. KILLS says how many kills there are at least, KILLS_SEED which.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

: "${EVENTS:=$(dirname -- "$RUNGTOP")/tests/recorded_events}"
: "${KILLS:=10}"
: "${KILLS_SEED:=$$}"
printf '# KILLS_SEED=%s\n' "$KILLS_SEED"
kills=0

# The digits, as small as a study with every rung can be.
study() { # NAME SCHEDULER STOP [LINE]
	cat >"$tmp/$1.yaml" <<-END
		name: $1
		objective: {kind: mlp, data: digits.csv, label: last, scale: minmax, val_fraction: 0.2}
		metric: {name: val_error, goal: minimize}
		scheduler: $2
		parameters:
		  learning_rate: {distribution: log_uniform_values, min: 0.0001, max: 0.1}
		  batch_size:    {distribution: int_uniform, min: 16, max: 128}
		  optimizer:     {values: [sgd, adam]}
		  hidden:        {values: ["32", "64"]}
		  dropout:       {distribution: uniform, min: 0.0, max: 0.4}
		stop: $3
		seed: 3
		$4
	END
}

study random '{name: random, max: 9}' '{trials: 30}' ''
study halving '{name: successive_halving, eta: 3, min: 1, max: 27}' '{rounds: 2}' ''
study barrier '{name: successive_halving, eta: 3, min: 1, max: 27, idle: wait}' '{rounds: 2}' ''
study scratch '{name: successive_halving, eta: 3, min: 1, max: 27, resume: scratch}' '{rounds: 2}' ''
study hyperband '{name: hyperband, eta: 3, min: 1, max: 27}' '{rounds: 2}' ''
study cut '{name: hyperband, eta: 3, min: 1, max: 27}' '{trials: 70}' ''
study asha '{name: asha, eta: 3, min: 1, max: 27, brackets: 2}' '{trials: 60}' ''
study asha_stop '{name: asha_stop, eta: 3, min: 1, max: 27}' '{trials: 60}' ''
study pasha '{name: pasha, eta: 3, min: 1, max: 27}' '{trials: 60}' ''
study median '{name: median, max: 9}' '{trials: 40}' ''
study switching '{name: successive_halving, eta: 3, min: 1, max: 27}' '{trials: 60}' \
	'switch: [{at: {epochs: 40}, scheduler: {name: asha}}, {at: {epochs: 80}, scheduler: {name: hyperband, eta: 2}}, {at: {trials: 45}, scheduler: {name: asha_stop, eta: 3}}, {at: {epochs: 160}, scheduler: {name: random}}]'
# Those that learn; a share of the trials is the model's.
learners=$("$RUNGTOP" list searchers | sed -n 's/^  \([a-z_]*\): .*/\1/p' |
	grep -Ev '^(random|grid|sobol|halton|auto)$')
for learner in $learners; do
	study "$learner" '{name: asha, eta: 3, min: 1, max: 27}' '{trials: 60}' "method: $learner"
	study "wait_$learner" '{name: successive_halving, eta: 3, min: 1, max: 9, idle: wait}' \
		'{rounds: 3}' "method: $learner"
done
sed -i 's/min: 0.0001, max: 0.1}/min: 0.0001, max: 0.1, prior: 0.01}/' "$tmp/prior.yaml" "$tmp/wait_prior.yaml"
study grid '{name: asha, eta: 3, min: 1, max: 9}' '{epochs: 1000}' 'method: random'
sed -i -e 's/^method: random/method: grid/' -e 's/distribution: log_uniform_values.*/values: [0.001, 0.01, 0.1]}/' \
	-e 's/distribution: int_uniform.*/values: [16, 64]}/' -e 's/distribution: uniform.*/values: [0.0, 0.2]}/' "$tmp/grid.yaml"

# Epochs that take long enough for trials to be saved.
cat >"$tmp/slow.yaml" <<-END
	name: slow
	objective: {kind: mlp, generate: spirals, classes: 3, samples: 40000, noise: 0.1, val_fraction: 0.1}
	metric: {name: val_error, goal: minimize}
	scheduler: {name: successive_halving, eta: 2, min: 1, max: 4}
	parameters:
	  learning_rate: {distribution: log_uniform_values, min: 0.001, max: 0.01}
	  batch_size:    {value: 512}
	  optimizer:     {values: [adam, sgd, rmsprop, adamw]}
	  momentum:      {value: 0.9}
	  hidden:        {value: "256x256"}
	  dropout:       {value: 0.1}
	stop: {rounds: 1}
	seed: 1
END

# What must be as if nothing had happened: who trained, how it went, who climbed. Tasks
# may be given out twice, and with several workers only the order in a trial is fixed.
essence() {
	sed -E 's/"seq":[0-9]+,"t":[0-9.]+,//; s/,"seconds":[0-9.e-]+//' "$1" |
		grep -E '"event":"(trial|report|decision|end)"' | sort
}

# random's ranks depend on who was first; they decide nothing.
unranked() {
	sed -E 's/"results":.*"verdict"/"verdict"/' "$1"
}

# The result, but for what depends on the clock and on who was first.
result() {
	grep -Ev '^(seconds|utilisation|file|incumbent trial):' "$1"
}

# Random numbers from 0 to 1, one a call.
draws=0
draw() { # FROM TO
	draws=$((draws + 1))
	awk -v n="$draws" -v seed="$KILLS_SEED" -v a="$1" -v b="$2" \
		'BEGIN { srand(seed * 1000 + n); rand(); printf "%.3f", a + (b - a) * rand() }'
}

# The file is one, and what was read before the kill is still there.
sound() {
	if ! "$EVENTS" --whole "$file" >"$tmp/after" 2>"$tmp/why"; then
		not_ok "$case: the file is sound"
		keep
		return 1
	fi
	head -c "$(wc -c <"$tmp/before")" "$tmp/after" | cmp -s - "$tmp/before" && return 0
	not_ok "$case: what was read before the kill is there"
	keep
	return 1
}

# What a failure leaves behind, to look at.
keep() {
	kept=${TMPDIR:-/tmp}/rungtop-resume.$KILLS_SEED
	mkdir -p "$kept"
	cp -f "$tmp"/* "$kept"
	printf '  see %s\n' "$kept"
}

# killed SIGNAL SECONDS COMMAND…: true when the signal came in time.
killed() {
	sig=$1
	after=$2
	shift 2
	"$@" --batch -q --data-dir "$data" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	sleep "$after"
	: >"$tmp/before"
	[ -s "$file" ] && "$EVENTS" "$file" >"$tmp/before" 2>/dev/null
	kill -s "$sig" "$pid" 2>/dev/null
	{
		wait "$pid" # the shell would say who was killed
		status=$?
	} 2>/dev/null
	[ "$status" -gt 128 ]
}

# torment NAME EXACT LONGEST [OPTION]…: one study through a few kills.
torment() {
	name=$1
	exact=$2
	longest=$3
	shift 3
	case="$name $*"
	file=$tmp/$name.db
	n=0
	rm -f "$file" "$file-wal" "$file-shm"
	if [ ! -f "$tmp/$name.ref" ]; then
		"$RUNGTOP" run "$tmp/$name.yaml" --batch -q -o none --events "$tmp/$name.ref" \
			--data-dir "$data" "$@" >"$tmp/$name.result" 2>"$tmp/err" </dev/null
		essence "$tmp/$name.ref" >"$tmp/$name.essence"
	fi
	while [ "$n" -lt 8 ]; do
		sig=KILL
		[ $((draws % 5)) -eq 4 ] && sig=TERM
		[ $((draws % 7)) -eq 6 ] && sig=INT
		if [ "$n" -gt 0 ]; then
			set -- resume "$file"
		else
			set -- run "$tmp/$name.yaml" -o "$file" "$@"
		fi
		killed "$sig" "$(draw 0.01 "$longest")" "$RUNGTOP" "$@" || break
		kills=$((kills + 1))
		if [ "$n" -eq 0 ] && ! [ -s "$tmp/before" ] && ! "$EVENTS" --whole "$file" >/dev/null 2>&1; then
			# killed while it made the file
			rm -f "$file"*
			return
		fi
		sound || return
		n=$((n + 1))
	done
	if [ "$n" -gt 0 ] && [ "$status" -gt 128 ]; then
		run resume "$file" --batch -q --data-dir "$data"
	fi
	equal "$case, after $n kills: exit 0" "$status $(cat "$tmp/err")" '0 '
	"$EVENTS" --whole "$file" >"$tmp/after" || return
	essence "$tmp/after" >"$tmp/a"
	cp "$tmp/$name.essence" "$tmp/b"
	if [ "$exact" = unranked ]; then
		unranked "$tmp/a" >"$tmp/c" && mv "$tmp/c" "$tmp/a"
		unranked "$tmp/b" >"$tmp/c" && mv "$tmp/c" "$tmp/b"
	fi
	if [ "$exact" = alike ]; then
		equal "$case: same reason" "$(grep '^reason' "$tmp/out")" \
			"$(grep '^reason' "$tmp/$name.result")"
	elif ! cmp -s "$tmp/a" "$tmp/b"; then
		not_ok "$case: same trials, curves and climbs"
		keep
	else
		result "$tmp/out" >"$tmp/a"
		result "$tmp/$name.result" >"$tmp/b"
		check "$case: same trials, curves and climbs; same result" cmp -s "$tmp/a" "$tmp/b"
	fi
}

# Another program looks into the file of a study that is being gone on with.
file=$tmp/visited.db
"$RUNGTOP" run "$tmp/random.yaml" --batch -q --data-dir "$data" -o "$file" --epochs 20 >/dev/null 2>&1
"$RUNGTOP" resume "$file" --batch -q --data-dir "$data" --epochs 5000 --trials 1000 --pace 100 >"$tmp/out" 2>&1 &
pid=$!
wait_for() { # EVENTS: until so many are in the file
	tries=0
	while [ "$("$EVENTS" "$file" | wc -l)" -lt "$1" ] && [ "$tries" -lt 100 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	[ "$tries" -lt 100 ]
}
check 'a study that is gone on with is recorded' wait_for 100
check 'another program looks into its file' "$EVENTS" --visit "$file"
n=$("$EVENTS" "$file" | wc -l)
check 'and it is recorded still' wait_for $((n + 50))
kill -s KILL "$pid"
{ wait "$pid"; } 2>/dev/null
check 'where it can be found' test "$("$EVENTS" --whole "$file" | wc -l)" -ge $((n + 50))

# A build that draws a number with another last digit goes on with the recorded one.
if command -v sqlite3 >/dev/null 2>&1; then
	printf '%s\n' 'name: near' 'objective: {kind: simulated}' \
		'parameters: {a: {distribution: log_uniform_values, min: 1.0e-5, max: 0.1}}' \
		'scheduler: {name: asha, max: 9}' 'stop: {trials: 9}' >"$tmp/near.yaml"
	run "$tmp/near.yaml" --batch -q -o near.db
	cp near.db far.db
	sqlite3 near.db "UPDATE trial SET config =
		json_set(config, '\$.a', json_extract(config, '\$.a') * (1 + 1e-12)) WHERE id = 2"
	wanted=$(sqlite3 near.db "SELECT json_extract(config, '\$.a') FROM trial WHERE id = 2")
	run resume near.db --batch -q --trials 20
	equal 'a last digit that another build draws does not matter' "$status" 0
	equal 'and stays as it was recorded' "$wanted" \
		"$(sqlite3 near.db "SELECT json_extract(config, '\$.a') FROM trial WHERE id = 2")"
	sqlite3 far.db "UPDATE trial SET config =
		json_set(config, '\$.a', json_extract(config, '\$.a') * (1 + 1e-6)) WHERE id = 2"
	run resume far.db --batch -q --trials 20
	equal 'another configuration is refused' "$status" 2
	check 'with the trial that has it' grep -q "does not propose T2's configuration" "$tmp/err"

	# On another platform a learner proposes others: those recorded stay, and a line says so.
	sqlite3 far.db "UPDATE event SET data =
		json_set(data, '\$.platform.blas', 'another') WHERE seq = 1"
	wanted=$(sqlite3 far.db "SELECT group_concat(config) FROM trial")
	run resume far.db --batch -q --trials 20
	equal 'but not from another platform' "$status" 0
	equal 'and is kept' "$wanted" \
		"$(sqlite3 far.db "SELECT group_concat(config) FROM trial WHERE id < 9")"
	check 'which is said' grep -q 'others than 1 of the 9 recorded' "$tmp/err"
	run show far.db
	equal 'show names both platforms' "$(grep -c '^platform from event' "$tmp/out")" 2
	check 'the first one by its event' grep -q '^platform from event 1: .*, another, ' "$tmp/out"
	run resume far.db --batch -q --trials 25
	equal 'it goes on again' "$status" 0
	run show near.db
	check 'and names none where there is one' sh -c "! grep '^platform' '$tmp/out'"
fi

# One of them, and all of them where more kills are wanted.
some_learner() {
	# shellcheck disable=SC2086
	set -- $learners
	shift $((KILLS_SEED % $#))
	printf '%s\n' "$1"
}

torment "$(some_learner)" exact 0.2 -w 1
torment "wait_$(some_learner)" exact 0.2 -w 2
while [ "$kills" -lt "$KILLS" ]; do
	torment hyperband exact 0.2 -w 2
	torment random unranked 0.25 -w 2
	torment asha alike 0.2 -w 2
	torment switching alike 0.2 -w 2
	torment halving exact 0.2 -w 2
	[ "$kills" -lt "$KILLS" ] || break
	for name in $learners; do
		torment "$name" exact 0.2 -w 1
		torment "wait_$name" exact 0.2 -w 2
	done
	[ "$kills" -lt "$KILLS" ] || break
	torment slow exact 0.8 -w 2
	for name in barrier scratch cut; do
		torment "$name" exact 0.2 -w 2
	done
	[ "$kills" -lt "$KILLS" ] || break
	for name in asha_stop pasha median grid; do
		torment "$name" alike 0.2 -w 2
	done
	# with one worker everything has one order
	for name in asha asha_stop pasha median switching grid; do
		cp "$tmp/$name.yaml" "$tmp/one_$name.yaml"
		torment "one_$name" exact 0.2 -w 1
	done
done
printf '# %d kills\n' "$kills"
finish
