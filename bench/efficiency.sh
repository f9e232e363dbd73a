#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How many epochs each scheduler needs to find one of the best configurations of the
# digits' record, in so many studies that differ in the order of the configurations.
#
#     efficiency.sh [RUNS [TOLERANCE]]
set -eu
: "${srcdir:=$(dirname -- "$0")/..}"
srcdir=$(CDPATH='' cd -- "$srcdir" && pwd)
: "${RUNGTOP:=$srcdir/build/rungtop}"
LC_ALL=C
export LC_ALL
runs=${1:-100}
tolerance=${2:-0.002}
curves=$srcdir/data/digits-curves.csv.gz

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rungtop-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

best=$(gzip -dc "$curves" | awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) if ($i == "val_error") col = i; next }
	$col != "" && $col != "nan" && (best == "" || $col + 0 < best) { best = $col + 0 }
	END { printf "%.9g", best }')
goal=$(awk -v b="$best" -v t="$tolerance" 'BEGIN { printf "%.9g", b + t }')

cat >"$tmp/study.yaml" <<YAML
objective: {kind: table, data: $curves, shuffle: true}
metric: {name: val_error, goal: minimize}
stop: {value: $goal}
workers: 4
YAML

# sum FILE: runs that got there, the mean and the median of their epochs, the mean of all.
sum() {
	sort -n -k 2 "$1" | awk '
		{ all += $2 }
		$1 == "value" { epochs[n++] = $2; reached += $2 }
		END { printf "%8d %9.0f %9.0f %9.0f", n, n ? reached / n : 0,
			n ? epochs[int(n / 2)] : 0, all / NR }'
}

printf 'Epochs until val_error is within %s of the best, %s; %d orders of 256\n' \
	"$tolerance" "$best" "$runs"
printf 'configurations, 4 workers, eta 3, 1..81.\n\n'
printf '%-20s %8s %9s %9s %9s\n' '' reached mean median all
for scheduler in random successive_halving hyperband asha asha_stop median pasha; do
	: >"$tmp/runs"
	seed=1
	while [ "$seed" -le "$runs" ]; do
		"$RUNGTOP" run "$tmp/study.yaml" --batch -q -S "$seed" \
			--set "scheduler={name: $scheduler, eta: 3, min: 1, max: 81}" |
			awk '/^reason:/ { reason = $2 } /^epochs:/ { epochs = $2 }
				END { print reason, epochs }' >>"$tmp/runs"
		seed=$((seed + 1))
	done
	printf '%-20s %s\n' "$scheduler" "$(sum "$tmp/runs")"
done
