#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# left.sh RUNGTOP LEFT STUDY [OPTION...]: what the time left is worth, half way through a study
# under each scheduler. LEFT is bench/left of the build; options are those of rungtop run.
set -e
rungtop=$1 left=$2 study=$3
shift 3
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for s in random successive_halving hyperband asha asha_stop median pasha; do
	"$rungtop" run "$study" -s $s --batch -q -o "$dir/$s.db" "$@" >/dev/null
done
"$left" "$dir"/*.db
