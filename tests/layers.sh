#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Includes go one way through the rooms of src/, and the big libraries stay where they
# belong. The checks are tried on planted violations first, so they cannot rot.
. "${srcdir:-.}/tests/lib.sh"

! brief sources || skip 'to be brief'

# What a room may include of ours: rooms, and single headers.
allowed() {
	case $1 in
	base) echo 'base' ;;
	draw) echo 'base draw' ;;
	space) echo 'base space' ;;
	studyfile) echo 'base space studyfile' ;;
	searcher) echo 'base space searcher' ;;
	scheduler) echo 'base scheduler' ;;
	objective) echo 'base space objective' ;;
	worker) echo 'base space objective worker' ;;
	mlp) echo 'base space objective worker mlp' ;;
	command) echo 'base space objective worker command' ;;
	study) echo 'base space scheduler objective study' ;;
	store) echo 'base study store' ;;
	optuna) echo 'base space study store optuna' ;;
	tuner) echo 'base space studyfile searcher scheduler objective study store tuner' ;;
	ui) echo 'base draw space studyfile searcher scheduler objective study' \
		'store tuner ui' ;;
	report) echo 'base draw study store report' ;;
	cli) echo 'base draw space studyfile searcher scheduler objective worker mlp' \
		'command study store optuna tuner ui report cli' ;;
	esac
}

# Which rooms a library's header belongs to alone; nothing for the others.
owner() {
	case $1 in
	*curses.h | panel.h | term.h) echo ui ;;
	cblas.h | cblas-*.h | f77blas.h | openblas*.h | lapacke.h | libxsmm*.h) echo mlp ;;
	gsl/gsl_blas.h | gsl/gsl_cblas.h | gsl/gsl_linalg.h) echo mlp ;;
	pcre2.h) echo 'worker command' ;;
	sqlite3.h) echo 'store optuna' ;;
	cairo*.h) echo report ;;
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
		header=$(printf '%s\n' "$line" | sed 's/^[^<"]*[<"]\([^>"]*\)[>"].*$/\1/')
		case $line in
		*\"*\"*)
			[ "$header" = config.h ] && continue
			case " $(allowed "$room") " in
			*" ${header%%/*} "* | *" $header "*)
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
planted 'a header outside the rooms' tuner '#include "x.h"'
planted 'a header that is not there' ui '#include "base/none.h"'
planted 'curses outside ui' cli '#include <ncurses.h>'
planted 'wide curses outside ui' tuner '#include <ncursesw/curses.h>'
planted 'a BLAS outside mlp' space '	#include <cblas.h>'
planted 'cairo outside report' ui '#include <cairo.h>'
planted 'a screen in a report' report '#include "ui/screen.h"'
planted "GSL's BLAS outside mlp" tuner '#include <gsl/gsl_cblas.h>'

found=$(violations "$srcdir/src")
equal 'the rooms of src/ include one way' "$found" ''
finish
