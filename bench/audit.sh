#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What stopping costs on recorded curves: how many trials each scheduler stops that would have
# beaten its incumbent, and the regret of the winner, over orders of the configurations. Each
# audit is held against a plain script over the exported curves.
#
#     audit.sh [SEEDS [CURVES.csv [MAX]]]
set -eu
: "${srcdir:=$(dirname -- "$0")/..}"
srcdir=$(CDPATH='' cd -- "$srcdir" && pwd)
: "${RUNGTOP:=$srcdir/build/rungtop}"
LC_ALL=C
export LC_ALL
seeds=${1:-100}
curves=${2:-$srcdir/data/digits-curves.csv.gz}
max=${3:-81}

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rungtop-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

metric=$(gzip -dcf "$curves" | head -n 1 | tr ',' '\n' | grep -E '^val_(error|loss)$' | head -n 1)
cat >study.yaml <<YAML
objective: {kind: table, data: $curves, shuffle: true}
metric: {name: $metric, goal: minimize}
workers: 8
YAML

# study NAME SEED SCHEDULER: NAME.db and NAME.csv.
study() {
	rm -f "$1".db* "$1.csv" "$1.json"
	"$RUNGTOP" run study.yaml --batch -q -S "$2" -o "$1.db" \
		--set "scheduler={name: $3, eta: 3, min: 1, max: $max}" >/dev/null
	"$RUNGTOP" export "$1.db" --format csv -o "$1.csv"
}

# The same numbers from the CSV of the study, that of random, and the states of the trials.
plain() {
	"$RUNGTOP" export study.db --format json -o study.json
	grep -oE '^\{"trial":[0-9]+,"state":"[a-z]+"' study.json | tr -dc '0-9a-z\n' |
		sed 's/^trial\([0-9]*\)state/\1,/' >states
	awk -F, -v metric="$metric" '
	function col(name, i) { for (i = 1; i <= NF; i++) if ($i == name) return i }
	FILENAME == "states" { state[$1] = $2; next }
	FNR == 1 { v = col(metric); next }
	$v == "" || $v == "nan" { next }
	FILENAME == "study.csv" { if (best == "" || $v + 0 < best) best = $v + 0; next }
	!($1 in least) || $v + 0 < least[$1] { least[$1] = $v + 0 }
	END {
		for (t in state) {
			if (state[t] != "stopped" && state[t] != "paused") continue
			stopped++
			if (!(t in least) || least[t] >= best) continue
			wrong++
			if (best - least[t] > regret) regret = best - least[t]
		}
		printf "%d %d %.6g\n", stopped, wrong, regret
	}' states study.csv truth.csv
}

audited() {
	"$RUNGTOP" audit study.db | awk '
		/^stopped:/ { stopped = $2 } /^wrongly stopped:/ { wrong = $3 }
		/^regret:/ { regret = $2 } /^epochs saved:/ { gsub(/[(%)]/, ""); saved = $4 }
		END { print stopped, wrong, regret, saved }'
}

schedulers='successive_halving hyperband asha asha_stop median pasha random'
for s in $schedulers; do : >"$s.runs"; done
differ=0
seed=1
while [ "$seed" -le "$seeds" ]; do
	study truth "$seed" random
	for s in $schedulers; do
		study study "$seed" "$s"
		audited >got
		[ "$(cut -d' ' -f1-3 got)" = "$(plain)" ] || differ=$((differ + 1))
		cat got >>"$s.runs"
	done
	seed=$((seed + 1))
done

printf '%d orders of the configurations, 8 workers, eta 3, 1..%d.\n\n' "$seeds" "$max"
printf '%-20s %8s %8s %8s %9s %9s %7s\n' '' stopped wrong 'any, %' regret 'at most' 'saved %'
for s in $schedulers; do
	printf '%-20s %s\n' "$s" "$(awk '
		{ stopped += $1; wrong += $2; any += $2 > 0; regret += $3; saved += $4
			if ($3 > most) most = $3 }
		END { printf "%8.1f %8.2f %8.0f %9.5f %9.5f %7.1f", stopped / NR, wrong / NR,
			100 * any / NR, regret / NR, most, saved / NR }' "$s.runs")"
done
printf '\naudits that a plain script does not confirm: %d of %d\n' "$differ" "$((seeds * 7))"
[ "$differ" -eq 0 ]
