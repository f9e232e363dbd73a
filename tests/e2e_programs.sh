#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Programs of scikit-learn and of PyTorch under three schedulers, in each way to go on after
# a pause, on two workers: every event may have happened, as with trials of our own.
#
# FULL=1: all combinations, and longer studies. FASHION=DIR: on the images of Debian's
# package dataset-fashion-mnist, in /usr/share/datasets/fashion-mnist.
. "$(dirname -- "$0")/lib.sh"

! brief programs || skip 'to be brief'
: "${WITNESS:=$(dirname -- "$RUNGTOP")/tests/witness}"

/usr/bin/python3 -c 'import numpy' 2>/dev/null || skip 'there is no NumPy'
OMP_NUM_THREADS=1
OPENBLAS_NUM_THREADS=1
IMAGES=${FASHION:-$data/digits.csv}
PYTHONDONTWRITEBYTECODE=1
export OMP_NUM_THREADS OPENBLAS_NUM_THREADS IMAGES PYTHONDONTWRITEBYTECODE
if [ "${FULL:-0}" = 1 ]; then
	ladder='eta: 3, min: 1, max: 9' trials=17
else
	ladder='eta: 3, min: 1, max: 3' trials=5
fi

study() { # MODULE
	cat <<-YAML
		program: $srcdir/tests/programs/$1_trial.py
		command: [/usr/bin/python3, "\${program}", "\${args}"]
		objective: {hold_max: 100}
		metric: {name: val_error, goal: minimize}
		scheduler: {name: hyperband, $ladder}
		parameters:
		  lr: {distribution: log_uniform_values, min: 1e-4, max: 3e-2}
		  hidden: {values: [16, 32, 64]}
		workers: 2
		seed: 3
	YAML
}

# trains NAME STUDY SCHEDULER OPTION…: a study by such a scheduler, and its witness.
trains() {
	name=$1 file=$2 scheduler=$3
	shift 3
	case $scheduler in
	hyperband) set -- "$@" --rounds 1 ;;
	*) set -- "$@" --trials "$trials" ;;
	esac
	run run "$file" --batch -q -o none -s "$scheduler" --events "$name.jsonl" "$@"
	cp out "$name.out"
	equal "$name: it comes to its end" "$status $(grep '^failed' out)" '0 '
	check "$name: every event may have happened" may_have_happened "$name.jsonl"
	cat said
}
may_have_happened() { "$WITNESS" "$1" >said 2>&1; }

program() { # MODULE SCHEDULER RESUME OPTION…
	module=$1 scheduler=$2 resume=$3
	shift 3
	trains "$module-$scheduler-$resume" "$module.yaml" "$scheduler" \
		--set "objective.resume=$resume" "$@"
}

# What a synchronous scheduler comes to, in no order.
climbs() { # NAME
	sed -n 's/^{"seq":[0-9]*,"t":[0-9.]*,"event":"\(trial\|decision\|end\)"/\1/p' "$1.jsonl" |
		sort
	grep '^incumbent' "$1.out"
}
same() { # WHAT NAME NAME
	climbs "$2" >a
	climbs "$3" >b
	check "$1" cmp -s a b
}

# A witness that takes everything would be none.
sed '0,/"rank":1,/s//"rank":2,/' "$srcdir/tests/golden/asha.jsonl" >lies.jsonl
check 'the witness takes a study as it was' may_have_happened "$srcdir/tests/golden/asha.jsonl"
check 'and not with a rank changed' sh -c "! '$WITNESS' lies.jsonl >/dev/null 2>&1"

any=false
for module in sklearn torch; do
	/usr/bin/python3 -c "import $module" 2>/dev/null || continue
	any=true
	study "$module" >"$module.yaml"
	if [ "${FULL:-0}" = 1 ]; then
		for scheduler in asha asha_stop; do
			for resume in checkpoint hold scratch; do
				program "$module" "$scheduler" "$resume"
			done
		done
	elif [ $module = sklearn ]; then
		program "$module" asha hold
		program "$module" asha scratch
		program "$module" asha_stop scratch
	else # which takes long to start
		program "$module" asha hold
		program "$module" asha_stop checkpoint
		continue
	fi
	program "$module" hyperband hold
	program "$module" hyperband checkpoint
	program "$module" hyperband scratch
	same "$module: hold and checkpoint come to the same" \
		"$module-hyperband-hold" "$module-hyperband-checkpoint"
	same "$module: and scratch" "$module-hyperband-hold" "$module-hyperband-scratch"
	trains "$module-alone" "$module.yaml" hyperband -w 1
	same "$module: so does one worker" "$module-hyperband-hold" "$module-alone"
done
$any || skip 'there is neither scikit-learn nor PyTorch'

trials=60
for scheduler in hyperband asha asha_stop; do
	trains "mlp-$scheduler" "$data/studies/digits.yaml" "$scheduler" -w 2 \
		--set scheduler.max=27
done
finish
