#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a barrier costs: 64 virtual workers whose epochs take unevenly long, 10000 epochs
# of the study barrier.yaml, and how much of their time the workers train.
set -eu
: "${srcdir:=$(dirname -- "$0")/..}"
: "${RUNGTOP:=$srcdir/build/rungtop}"

row() { # NAME SCHEDULER
	"$RUNGTOP" run "$srcdir/data/studies/barrier.yaml" --batch -q \
		--set 'stop={epochs: 10000}' \
		--set "scheduler={$2, eta: 4, min: 1, max: 64}" | awk -v name="$1" '
		/^seconds:/ { seconds = $2 }
		/^utilisation:/ { used = $2 }
		/^incumbent value:/ { best = $3 }
		END { printf "%-38s %11s %9.0f %9.4f\n", name, used, seconds, best }'
}

printf '64 virtual workers, uneven epochs, 10000 of them.\n\n'
printf '%-38s %11s %9s %9s\n' '' utilisation seconds best
halving='name: successive_halving, n: 64'
row 'successive_halving, idle: wait' "$halving, idle: wait"
row 'successive_halving, idle: next_round' "$halving, idle: next_round"
row 'asha' 'name: asha'
