#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the screens anew that README and manual refer to: a sweep of the digits, cut off
# in the middle of Hyperband's third bracket. usage: make.sh [PROGRAM [DATA]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=$(readlink -f -- "${1:-$here/../../build/rungtop}")
data=$(readlink -f -- "${2:-$here/../../data}")
LC_ALL=C.UTF-8 XDG_CONFIG_HOME=/nowhere
export LC_ALL XDG_CONFIG_HOME
unset NO_COLOR COLORFGBG

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
"$program" run digits --data-dir "$data" --batch -q -o none --workers 2 --pace 30 \
	--events all.jsonl >/dev/null
head -n 1300 all.jsonl >part.jsonl

frame() { "$program" replay part.jsonl --once "$@"; }
for size in 80x24 120x40 200x60; do
	frame --size $size >"$here/$size.txt"
done
for theme in dark light; do
	rm -f "$here/$theme.svg"
	frame --size 120x40 --theme $theme -o "$here/$theme.svg"
done
