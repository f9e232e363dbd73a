#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What it costs to be watched: a study of some 10000 decisions on the digits, alone and
# with `rungtop watch` beside it, in turns. And whether all that there was to see was seen.
# Usage: watch.sh [PAIRS]
set -eu
: "${srcdir:=$(dirname -- "$0")/..}"
: "${RUNGTOP:=$srcdir/build/rungtop}"
pairs=${1:-5}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cat >"$tmp/study.yaml" <<'END'
name: watched
objective: {kind: mlp, data: digits.csv, label: last, scale: minmax, val_fraction: 0.2}
metric: {name: val_error, goal: minimize}
scheduler: {name: hyperband, eta: 3, min: 1, max: 27}
parameters:
  learning_rate: {distribution: log_uniform_values, min: 0.0001, max: 0.1}
  batch_size:    {distribution: int_uniform, min: 16, max: 128}
  optimizer:     {values: [sgd, adam]}
  hidden:        {values: ["32", "64"]}
stop: {trials: 7100}
seed: 3
END

study() { # NAME: with one worker, to leave who watches a core
	rm -f "$tmp/$1.db"*
	"$RUNGTOP" run "$tmp/study.yaml" --batch -q -w 1 -o "$tmp/$1.db" \
		--data-dir "$srcdir/data" >"$tmp/$1.result"
}

rate() { # NAME: epochs a second
	awk '/^epochs:/ { n = $2 } /^seconds:/ { print n / $2 }' "$tmp/$1.result"
}

for pair in $(seq "$pairs"); do
	study alone
	rate alone >>"$tmp/rates.alone"
	study watched &
	until "$RUNGTOP" watch "$tmp/watched.db" --plain >"$tmp/seen" 2>/dev/null; do
		kill -0 $! # as long as there is a study
	done
	wait $!
	rate watched >>"$tmp/rates.watched"
	"$RUNGTOP" replay "$tmp/watched.db" --batch --plain >"$tmp/all"
	cmp -s "$tmp/seen" "$tmp/all" && same=yes || same=no
	printf 'pair %d: %s of %s lines seen, the same: %s\n' "$pair" \
		"$(wc -l <"$tmp/seen")" "$(wc -l <"$tmp/all")" "$same"
done
median() {
	sort -n "$tmp/rates.$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
awk -v a="$(median alone)" -v w="$(median watched)" 'BEGIN {
	printf "epochs a second: %.0f alone, %.0f watched, ratio %.3f\n", a, w, w / a }'
