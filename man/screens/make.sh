#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the screens anew that README and manual refer to: a sweep of the digits, cut off
# in the middle of Hyperband's third bracket. usage: make.sh [PROGRAM [DATA]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=$(readlink -f -- "${1:-$here/../../build/rungtop}")
data=$(readlink -f -- "${2:-$here/../../data}")
LC_ALL=C.UTF-8
export LC_ALL
unset NO_COLOR COLORFGBG

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp/state
export HOME XDG_CONFIG_HOME XDG_STATE_HOME
mkdir -p state/rungtop && : >state/rungtop/lessons # no first start
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

# screen NAME COLUMNS ROWS ARGUMENT…: what NAME.keys leads to, as NAME.txt and NAME.svg; a
# terminal of util-linux's script(1) plays it.
screen() {
	name=$1 size="stty rows $3 cols $2"
	shift 3
	printf 'save-screen %s\n' "$name.txt" "$name.svg" >>"$name.keys"
	echo quit >>"$name.keys"
	script -qec "$size; TERM=xterm-256color '$program' $* --theme dark \
		--script $name.keys --data-dir '$data'" /dev/null >/dev/null </dev/null
	mv -f "$name.txt" "$name.svg" "$here"
}

# A race, some way on; and what a lesson says of a rung.
climbs=$(awk 'BEGIN { for (i = 0; i < 25; i++) printf "] " }')
for i in 1 2 3 4 5 6 7 8; do echo "key $climbs"; done >race.keys
screen race 120 40 race curves --paused
cp "$here/tour.keys" .
screen tour 100 30 tour 3

# Half a minute of a sweep: cast.py is the terminal, and the keys are in sweep.keys.
python3 "$here/cast.py" sweep.cast 100 30 "$program" digits --data-dir "$data" -o none \
	--pace 25 --theme dark --script "$here/sweep.keys" >/dev/null
mv -f sweep.cast "$here"
