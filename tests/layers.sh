#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Includes go one way through the rooms of src/ (src/README has the map), the big
# libraries stay where they belong, no two files need each other in a circle, a tag is
# declared in one header, and files and words are as the map says. The checks are tried on
# planted violations first, so they cannot rot.
. "${srcdir:-.}/tests/lib.sh"

! brief sources || skip 'to be brief'

# What a room may include of ours, apart from itself.
allowed() {
	case $1 in
	base) echo '' ;;
	draw | space | scheduler) echo 'base' ;;
	studyfile | searcher | objective) echo 'base space' ;;
	worker) echo 'base space objective' ;;
	mlp | command) echo 'base space objective worker' ;;
	study) echo 'base space searcher objective scheduler' ;;
	store) echo 'base study' ;;
	optuna) echo 'base space study store' ;;
	tuner) echo 'base space studyfile searcher scheduler objective study store' ;;
	serve) echo 'base space objective worker study tuner' ;;
	report) echo 'base draw study store' ;;
	ui) echo 'base draw space studyfile searcher scheduler objective study store tuner' ;;
	cli) echo 'base draw space studyfile searcher scheduler objective worker mlp' \
		'command study store optuna tuner serve report ui' ;;
	esac
}

# Which rooms a library's header belongs to alone; nothing for the others.
owner() {
	case $1 in
	*curses.h | panel.h | term.h) echo ui ;;
	libxsmm*.h) echo mlp ;;
	cblas.h | cblas-*.h | f77blas.h | openblas*.h | lapacke.h) echo 'base mlp searcher' ;;
	gsl/gsl_blas.h | gsl/gsl_cblas.h | gsl/gsl_linalg.h) echo 'mlp searcher' ;;
	pcre2.h) echo 'worker command study' ;;
	sqlite3.h) echo 'store optuna' ;;
	cairo*.h) echo report ;;
	xgboost/*.h) echo searcher ;;
	libfyaml.h) echo studyfile ;;
	esac
}

# Prints a line a violation under the directory $1.
violations() {
	grep -rEn '^[[:space:]]*#[[:space:]]*include' --include='*.[ch]' "$1" |
	while IFS= read -r line; do
		at=${line%%:*}
		file=${at#"$1"/}
		room=${file%%/*}
		header=${line#*[<\"]}
		header=${header%%[>\"]*}
		case $line in
		*\"*\"*)
			case $header in config.h | commit.h) continue ;; esac
			case " $room $(allowed "$room") " in
			*" ${header%%/*} "*)
				[ -f "$1/$header" ] || echo "$file: no $header" ;;
			*) echo "$file: $room must not include \"$header\"" ;;
			esac
			;;
		*)
			home=$(owner "$header")
			case " ${home:-$room} " in
			*" $room "*) ;;
			*) echo "$file: only $home may include <$header>" ;;
			esac
			;;
		esac
	done
}

# Prints "FILE NEEDED" for each pair of files of $1/src, by what the compiler has left
# under the build directory $2: FILE.c read the header of NEEDED, and there is a NEEDED.c.
needs() {
	(cd "$1/src" && find . -name '*.c') >"$tmp/there"
	find "$2/src" -name '*.Po' -exec awk -v "top=$2/src/" '
		FNR == NR {
			there[substr($0, 3, length - 4)] = 1
			next
		}
		FNR == 1 {
			file = substr(FILENAME, length(top) + 1, length(FILENAME) - length(top) - 3)
			sub("/.deps/", "/", file)
		}
		file in there {
			for (i = 1; i <= NF; i++) {
				if (!match($i, "src/[a-z_]+/[a-z0-9_]+[.]h$"))
					continue
				needed = substr($i, RSTART + 4, RLENGTH - 6)
				if (needed in there)
					print file, needed
			}
		}' "$tmp/there" {} +
}

# Prints the files of each circle among such pairs.
circles() {
	LC_ALL=C tsort 2>&1 >/dev/null | sed 's/^tsort: -: input.*$/a circle:/; s/^tsort: //'
}

# Prints each tag that two headers under $1 declare.
twice() {
	find "$1" -name '*.h' | while IFS= read -r header; do
		sed -nE 's/^(struct|enum|union) ([a-z0-9_]+) \{.*/\2/p' "$header" | sort -u
	done | sort | uniq -d
}

# Prints the lines under $1 with a word of our own where the field has another one; see
# src/README. A plain "it stays" is none.
words() {
	grep -rnEi --include='*.[ch]' \
		-e '(^|[^a-z])(heat|runner|climber|errand|crew|carrier|roster|ledger)s?([^a-z]|$)' \
		-e '(^|[^a-z])(struct|enum|a|the) stays?([^a-z]|$)' -e '(_stays?([^a-z]|$)|[^a-z]stays?_)' \
		"$1"
}

# Prints the files under $1 that are too long to be read in one go.
long() {
	find "$1" -name '*.[ch]' | while IFS= read -r file; do
		[ "$(wc -l <"$file")" -le 600 ] || echo "${file#"$1"/}"
	done
}

# planted WHAT ROOM LINE: such a line in that room is found.
planted() {
	mkdir -p "$tmp/src/$2" "$tmp/src/cli" "$tmp/src/base"
	: >"$tmp/src/cli/x.h"
	: >"$tmp/src/base/x.h"
	printf '#include "config.h"\n#include "base/x.h"\n#include <stdio.h>\n' >"$tmp/src/$2/x.c"
	equal "clean without: $1" "$(violations "$tmp/src")" ''
	printf '%s\n' "$3" >>"$tmp/src/$2/x.c"
	check "finds: $1" test -n "$(violations "$tmp/src")"
	rm -rf "$tmp/src"
}

planted 'a room that includes a later one' base '#include "cli/x.h"'
planted 'a scheduler that knows the space' scheduler '# include "space/space.h"'
planted 'a searcher that knows the scheduler' searcher '#include "scheduler/scheduler.h"'
planted 'an objective that knows the workers' objective '#include "worker/pool.h"'
planted 'a fold that knows its file' study '#include "store/store.h"'
planted 'a header outside the rooms' tuner '#include "x.h"'
planted 'a header that is not there' ui '#include "base/none.h"'
planted 'curses outside ui' cli '#include <ncurses.h>'
planted 'wide curses outside ui' tuner '#include <ncursesw/curses.h>'
planted 'a BLAS outside mlp and searcher' space '	#include <cblas.h>'
planted 'cairo outside report' ui '#include <cairo.h>'
planted 'a screen in a report' report '#include "ui/screen.h"'
planted "GSL's BLAS outside mlp and searcher" tuner '#include <gsl/gsl_cblas.h>'

# read_for FILE HEADER…: as if the compiler had read these for FILE.c.
read_for() {
	mkdir -p "$tmp/src/${1%/*}" "$tmp/build/src/${1%/*}/.deps"
	: >"$tmp/src/$1.c"
	po=$tmp/build/src/${1%/*}/.deps/${1#*/}.Po
	printf 'x.o: ../src/%s.c' "$1" >"$po"
	shift
	for header; do printf ' \\\n ../src/%s' "$header"; done >>"$po"
	printf '\n' >>"$po"
}

# circle WHAT FILES: those are found to be in one.
circle() {
	found=$(needs "$tmp" "$tmp/build" | circles | sed 1d | sort | tr '\n' ' ')
	equal "$1" "$found" "$2"
}

read_for a/one a/one.h a/two.h
read_for a/two a/two.h a/three.h a/three.h
read_for a/three a/three.h a/only_a_header.h
circle 'files in a row are no circle' ''
read_for a/three a/three.h a/one.h
circle 'finds: three files in a circle' 'a/one a/three a/two '
read_for a/three a/three.h
read_for b/four b/four.h a/one.h
read_for a/two a/two.h b/four.h
circle 'finds: a circle through two rooms' 'a/one a/two b/four '
rm "$tmp/src/b/four.c"
circle 'what the compiler read for a file that is gone does not count' ''
rm -rf "$tmp/src" "$tmp/build"

mkdir "$tmp/src"
printf 'struct one {\n\tint a;\n};\n' | tee "$tmp/src/a.h" >"$tmp/src/b.h"
equal 'finds: a tag in two headers' "$(twice "$tmp/src")" 'one'
for word in 'struct crew;' 'int ledger_take(void);' '/* The Errands of a worker. */' \
	'static int carriers;' 'x = heat;' '/* a stay */' 'struct stay *s;' 'int stay_new;' \
	'/* a runner */'; do
	printf '%s\n' "$word" >"$tmp/src/c.c"
	check "finds: $word" test -n "$(words "$tmp/src")"
done
printf '/* It stays where it is: the crewless wheat of a cheat, best eta stay, %s. */\n' \
	'which stay there' >"$tmp/src/c.c"
equal 'a plain verb is none' "$(words "$tmp/src")" ''
awk 'BEGIN { for (i = 0; i <= 600; i++) print "" }' >"$tmp/src/d.c"
equal 'finds: a file of 601 lines' "$(long "$tmp/src")" 'd.c'
rm -rf "$tmp/src"

equal 'the rooms of src/ include one way' "$(violations "$srcdir/src")" ''
needs "$srcdir" "$(dirname -- "$RUNGTOP")" >"$tmp/needs"
if [ -s "$tmp/needs" ]; then
	equal 'no file needs itself by way of others' "$(circles <"$tmp/needs")" ''
else # configured with --disable-dependency-tracking
	ok 'circles are not looked for: the compiler has not left what it read'
fi
equal 'a tag is declared in one header' "$(twice "$srcdir/src")" ''
equal 'the words are those of src/README' "$(words "$srcdir/src")" ''
equal 'no file is longer than 600 lines' "$(long "$srcdir/src")" ''
finish
