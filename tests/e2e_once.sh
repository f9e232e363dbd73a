#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A recorded study, looked at without a screen: frames as text, against those in
# tests/golden, and what replay and watch print. After a change of the screen that is
# meant, look at the differences and write the frames anew with GOLDEN=write.
. "$(dirname -- "$0")/lib.sh"

golden=$srcdir/tests/golden
record=$golden/asha.jsonl

esc=$(printf '\033')

# same NAME FILE: the file is the golden one of this name.
same() {
	file=$golden/$1.txt
	[ "${GOLDEN:-}" = write ] && cp "$2" "$file"
	if [ "$status" -eq 0 ] && cmp -s "$2" "$file"; then
		ok "$1"
	else
		not_ok "$1"
		diff "$file" "$2" | head -n 20
	fi
}

# frame NAME OPTION…: the frame with these options is the golden one.
frame() {
	name=$1
	shift
	run replay "$record" --once "$@"
	same "$name" "$tmp/out"
}

# Colours change no character; 80x24's are golden, too, with ^[ for escape.
colours() {
	run replay "$record" --once --size "$1" --glyphs "$2" --color=always --theme "$3"
	sed "s/$esc\[[0-9;]*m//g; s/ *\$//" "$tmp/out" >"$tmp/plain"
	check "$1 $2 $3: the same text" cmp -s "$tmp/plain" "$golden/$1-$2.txt"
	[ "$1-$2" = 80x24-braille ] || return
	sed "s/$esc/^[/g" "$tmp/out" >"$tmp/shown"
	same "$1-$2-$3" "$tmp/shown"
}

for size in 80x24 120x40 200x60; do
	for glyphs in braille blocks ascii; do
		frame "$size-$glyphs" --size "$size" --glyphs "$glyphs"
		for theme in mono terminal dark; do
			colours "$size" "$glyphs" "$theme"
		done
	done
done
frame 80x24-at-61 --size 80x24 --at 61
frame 120x40-at-61-blocks --size 120x40 --at 61 --glyphs blocks
frame 120x40-at-61-ascii --size 120x40 --at 61 --glyphs ascii

# moments of other studies, in one file: the first minute, brackets that do not fit, a
# study that has failed
moment() { # NAME FILE OPTION…
	printf '== %s\n' "$1"
	shift
	run replay "$@" --once
	cat "$tmp/out"
}
run run curves --data-dir "$data" -s hyperband --workers 8 --batch -q -o "$tmp/curves.db"
run run simulated --data-dir "$data" --set objective.fail=1 --set objective.diverge=0 \
	--set scheduler.min=27 --trials 12 --workers 4 --batch -q -o "$tmp/failed.db"
{
	moment 'the first minute' "$tmp/curves.db" --size 80x24 --at 200
	moment 'hidden brackets' "$tmp/curves.db" --size 60x20 --at 1500
	moment 'finished' "$tmp/curves.db" --size 80x24
	moment 'failed' "$tmp/failed.db" --size 80x24
} >"$tmp/moments"
same moments "$tmp/moments"

# On a real screen: captions that come by themselves, each once for a user, and the help.
# seen ROWSxCOLS SCRIPT ARGUMENT…: plays the script
seen() {
	rows=$1 script=$2
	shift 2
	script -qec "stty rows $rows cols 80; '$RUNGTOP' $* --script '$script'" /dev/null \
		</dev/null >"$tmp/seen" 2>&1
}
boxes() { # FILE…: the last rows, where captions are
	for file; do
		tail -n 4 "$file"
	done
}
if command -v script >/dev/null 2>&1; then
	own=$XDG_STATE_HOME
	XDG_STATE_HOME=$tmp/new
	n=0
	for title in 'The first report' 'A new incumbent' 'The first cutoff' 'The first climb'; do
		n=$((n + 1))
		printf 'wait text %s\nsave-screen %s\nkey Esc\n' "$title" "$tmp/caption-$n.txt"
	done >"$tmp/captions.script"
	printf 'wait gone closes it\nquit\n' >>"$tmp/captions.script"
	seen 24 "$tmp/captions.script" replay "$record" --at 201
	run run barrier --data-dir "$data" --rounds 1 --batch -q -o "$tmp/barrier.db"
	printf 'wait text A barrier\nsave-screen %s\nkey Down\nquit\n' "$tmp/caption-5.txt" \
		>"$tmp/barrier.script"
	seen 24 "$tmp/barrier.script" replay "$tmp/barrier.db" --at 168
	printf 'wait text The first stop\nsave-screen %s\nquit\n' "$tmp/caption-6.txt" >"$tmp/stop.script"
	seen 24 "$tmp/stop.script" replay "$tmp/barrier.db" --at 260
	{
		cat "$tmp/caption-1.txt"
		boxes "$tmp"/caption-[2-6].txt
	} >"$tmp/shown"
	status=0
	same captions "$tmp/shown"
	printf 'save-screen %s\ntype :captions off\nkey Enter\nsave-screen %s\nquit\n' \
		"$tmp/again.txt" "$tmp/off.txt" >"$tmp/again.script"
	seen 24 "$tmp/again.script" replay "$record" --at 201
	check 'what was seen does not come again' sh -c '! grep -q "closes it" "$0"' "$tmp/again.txt"
	check 'and more is ended by a command' grep -q 'no captions any more' "$tmp/off.txt"
	check 'which is remembered' grep -qx 'captions: off' "$XDG_CONFIG_HOME/rungtop/config"
	XDG_STATE_HOME=$tmp/newer
	seen 24 "$tmp/again.script" replay "$record" --at 201
	check 'for studies and users to come' sh -c '! grep -q "closes it" "$0"' "$tmp/off.txt"
	run replay "$record" --plain
	check 'and for --plain' sh -c '! grep -q "The first" "$0"' "$tmp/out"
	XDG_STATE_HOME=$own
	rm "$XDG_CONFIG_HOME/rungtop/config"

	{
		printf 'key ?\n'
		for n in 1 2 3; do
			printf 'save-screen %s\nkey PgDn\n' "$tmp/help-$n.txt"
		done
		printf 'key /\ntype seat\nkey Enter\nsave-screen %s\nquit\n' "$tmp/help-4.txt"
	} >"$tmp/help.script"
	seen 24 "$tmp/help.script" replay "$record" --at 201
	tail -qn +2 "$tmp"/help-[1-4].txt >"$tmp/shown"
	same help "$tmp/shown"
fi

run replay "$record" --once
check 'without a terminal a frame has 80x24' cmp -s "$tmp/out" "$golden/80x24-braille.txt"
run replay "$record" --once --color=always
check 'colours only when asked for' grep -q "$esc\\[0;" "$tmp/out"
run watch "$record" --once
cp "$tmp/out" "$tmp/watch"
check 'watch --once is what is there' grep -q 'DONE' "$tmp/watch"

run replay "$record" --once --size 80x24 -o "$tmp/a.txt"
check 'a frame in a file' cmp -s "$tmp/a.txt" "$golden/80x24-braille.txt"
run replay "$record" --once --theme light -o "$tmp/a.svg"
check 'or a picture' grep -q '^</svg>$' "$tmp/a.svg"
run replay "$record" --once -o "$tmp/a.svg"
equal 'what is there stays: exit 2' "$status" 2

# refused WHAT TEXT ARGUMENT…: exit 2 and this line.
refused() {
	what=$1 text=$2
	shift 2
	run "$@"
	equal "$what: exit 2" "$status" 2
	equal "$what: a line says so" "$(cat "$tmp/err")" "rungtop: $text"
}
refused 'no such event' '--at: there is no event 900; the last one is 201' \
	replay "$record" --once --at 900
refused 'no file' 'replay needs FILE, a recorded study' replay
refused 'two files' "one study at a time; 'b' is one too many" watch a b
refused '--at alone' '--at goes with --once, or with a replay' watch "$record" --at 3
refused '--size alone' '--size goes with --once' run --size 80x24
refused '--script alone' '--script needs the screen, and a terminal for it' \
	replay "$record" --script x
refused '--paused alone' '--paused needs the screen, and a terminal for it' \
	run barrier --paused
refused 'a size that is none' "--size: '80' is not COLSxLINES" replay "$record" --size 80
refused 'a study file' "$data/studies/asha.yaml: not a study: neither what a run writes nor lines of --events" \
	watch "$data/studies/asha.yaml"

mkdir -p "$XDG_CONFIG_HOME/rungtop"
echo 'theme: lite' >"$XDG_CONFIG_HOME/rungtop/config"
refused 'a mistake in the settings' \
	"$XDG_CONFIG_HOME/rungtop/config:1:8: theme cannot be 'lite'; it must be one of: auto, dark, light, mono, terminal" \
	replay "$record" --once
echo 'glyphs: ascii' >"$XDG_CONFIG_HOME/rungtop/config"
run replay "$record" --once --size 120x40 --at 61
check 'settings are taken' cmp -s "$tmp/out" "$golden/120x40-at-61-ascii.txt"
run replay "$record" --once --size 120x40 --glyphs auto
check 'and an option beats them' cmp -s "$tmp/out" "$golden/120x40-braille.txt"
rm "$XDG_CONFIG_HOME/rungtop/config"

# A frame is in the locale's characters, and with its glyphs.
latin() { LC_ALL=en_US.ISO-8859-1 LOCPATH=$tmp run "$@"; }
sed 's/"barrier"/"größe €"/' "$record" >"$tmp/letters.jsonl"
LC_ALL=C run replay "$tmp/letters.jsonl" --once --glyphs braille
equal 'glyphs that are not to be had are told' \
	"$(cat "$tmp/err")" 'rungtop: no braille glyphs: the locale is not UTF-8'
check 'and ASCII is drawn' grep -q '^ gr??e ?  ASHA eta=3' "$tmp/out"
run replay "$tmp/letters.jsonl" --once --glyphs ascii
check 'with the letters that consoles have' grep -q '^ größe ?  ASHA eta=3' "$tmp/out"
if localedef -i en_US -f ISO-8859-1 "$tmp/en_US.ISO-8859-1" >/dev/null 2>&1; then
	latin replay "$tmp/letters.jsonl" --once
	check 'in Latin-1 they are of one byte' \
		env LC_ALL=C grep -q "^ gr$(printf '\366\337')e ?  ASHA" "$tmp/out"
fi

# Lines on a terminal are in its characters: bytes of UTF-8 may be controls to it.
on_terminal() { # LOCALE ARGUMENT…: leaves what comes there in $tmp/out
	locale=$1
	shift
	LC_ALL=$locale LOCPATH=$tmp script -qec "'$RUNGTOP' $*" /dev/null </dev/null |
		LC_ALL=C tr -d '\r' >"$tmp/out"
}
says() { # WHAT FORMAT: what printf makes of it, in a line
	printf "rungtop: $2: No such file or directory\n" >"$tmp/wanted"
	check "$1" cmp -s "$tmp/out" "$tmp/wanted"
}
if command -v script >/dev/null 2>&1 && [ -d "$tmp/en_US.ISO-8859-1" ]; then
	on_terminal en_US.ISO-8859-1 show größe_À…€日.db
	says 'a line in Latin-1' 'gr\366\337e_\300...\\u20ac\\u65e5.db'
	on_terminal C show größe_À…€日.db
	says 'a line in ASCII' 'gr\\u00f6\\u00dfe_\\u00c0...\\u20ac\\u65e5.db'
	on_terminal C.UTF-8 show größe_À…€日.db
	says 'a line in UTF-8' 'größe_À…€日.db'
	for args in show 'export --format jsonl' 'replay --plain'; do
		# shellcheck disable=SC2086
		on_terminal en_US.ISO-8859-1 $args "$tmp/letters.jsonl"
		check "$args in Latin-1: no control" \
			env LC_ALL=C sh -c '! grep -qP "[\x00-\x08\x0b-\x1f\x7f-\x9f]" "$1"' - "$tmp/out"
		[ "$args" = 'replay --plain' ] || check "$args in Latin-1: the name" \
			env LC_ALL=C grep -q "gr$(printf '\366\337')e .u20ac" "$tmp/out"
	done
fi

# A metric that comes to 0 or below is on a linear axis, and its best values are seen.
printf 'config,epoch,x,nll\n0,1,0.1,2\n0,2,0.1,1\n0,3,0.1,-3\n' >"$tmp/t.csv"
printf 'objective: {kind: table, data: %s, metrics: nll}\nmetric: {name: nll}\n%s\n' \
	"$tmp/t.csv" 'scheduler: {name: random, max: 3}' >"$tmp/nll.yaml"
run run "$tmp/nll.yaml" --batch --quiet -o "$tmp/nll.db"
run replay "$tmp/nll.db" --once --size 100x30
check 'values at or below 0: a linear axis' grep -q 'nll · linear y' "$tmp/out"
check 'and the least of them is on it' grep -q ' -[234]┤' "$tmp/out"
run replay "$record" --once --size 100x30
check 'all above 0: a logarithmic one' grep -q 'val_error · log y' "$tmp/out"

run replay "$record" --plain
equal 'replay --plain: exit 0' "$status" 0
equal 'a line a decision' "$(grep -c '^#[0-9]* T[0-9]* .* at rung ' "$tmp/out")" \
	"$(grep -c '"event":"decision"' "$record")"
check 'and the result' grep -qx 'reason: trials' "$tmp/out"
equal 'what captions say, when it happens' \
	"$(sed -n 's/^\(#[0-9]* [AT][^0-9][a-z ]*\): .*/\1/p' "$tmp/out" | tr '\n' ' ')" \
	'#12 The first report #18 A new incumbent #24 The first cutoff #25 The first climb '
check 'with the numbers' grep -qxF \
	'#25 The first climb: T0 climbs: rank 1 of 3, and the best [3/3]=1 may climb. It trains on to 3 epochs at once; with more results it might not have climbed.' "$tmp/out"
run replay "$record" --plain -q
check 'not where only decisions are wanted' sh -c '! grep -q "The first" "$0"' "$tmp/out"
run replay "$record"
check 'without a terminal: the result' grep -qx 'incumbent trial: 6' "$tmp/out"
check 'and no more' sh -c '! grep -q ^# "$0"' "$tmp/out"
head -n 80 "$record" >"$tmp/part.jsonl"
run replay "$tmp/part.jsonl"
equal 'an interrupted study: exit 0' "$status" 0
check 'and it is said' grep -qx 'reason: unfinished' "$tmp/out"

# watch: a file that grows, in two pieces, until the study has finished.
"$RUNGTOP" watch "$tmp/part.jsonl" --plain >"$tmp/out" 2>"$tmp/err" &
pid=$!
tries=100
until grep -q '^#71 ' "$tmp/out" || [ $tries -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
check 'watch --plain begins with what is there' grep -q '^#71 ' "$tmp/out"
tail -n +81 "$record" >>"$tmp/part.jsonl"
wait "$pid"
equal 'watch ends when the study does: exit 0' "$?" 0
check 'and has seen all of it' grep -qx 'epochs: 63' "$tmp/out"

head -n 80 "$record" >"$tmp/part.jsonl"
echo '{"seq":81,' >>"$tmp/part.jsonl"
cp "$tmp/part.jsonl" "$tmp/damaged.jsonl"
run watch "$tmp/damaged.jsonl" --batch
check 'a damaged file is named' grep -q 'damaged.jsonl:81: ' "$tmp/err"
check 'and is no success' test "$status" -ne 0

"$RUNGTOP" run barrier --data-dir "$data" -q --once --size 100x30 --rounds 1 >"$tmp/out"
equal 'run --once: a frame of that size' "$(wc -l <"$tmp/out" | tr -d ' ')" 30
check 'at the end of the study' grep -q 'DONE' "$tmp/out"
finish
