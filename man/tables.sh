#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual's tables of knobs, as `rungtop list` has them: copies the page from standard
# input with the tables made anew between its two marks. tests/e2e_man.sh compares.
#   man/tables.sh build/rungtop <man/rungtop.1 >page && mv page man/rungtop.1
set -eu
program=$1

# A knob that several kinds have alike stands there once, with their names.
tables() {
	"$program" list | sed 's/…/.../g' | awk '
	function flush_knob(    key) {
		if (name == "")
			return
		key = title SUBSEP name SUBSEP text
		if (!(key in of)) {
			order[++n] = key
			of[key] = kind
		} else {
			of[key] = of[key] ", " kind
		}
		name = ""
	}
	function flush_family(    i, part, at) {
		flush_knob()
		if (family == "")
			return
		print ".Ss " toupper(substr(family, 1, 1)) substr(family, 2)
		print ".Bl -tag -width Ds -compact"
		for (i = 1; i <= kinds; i++)
			print ".It Cm " kind_name[i] "\n" kind_help[i]
		print ".El"
		at = "none yet"
		for (i = 1; i <= n; i++) {
			split(order[i], part, SUBSEP)
			if (part[1] != at)
				print (i > 1 ? ".El\n" : "") ".Pp" (part[1] == "" ? "" : \
					"\n" toupper(substr(part[1], 1, 1)) substr(part[1], 2) ":") \
					"\n.Bl -tag -width Ds -compact"
			at = part[1]
			print ".It Cm " part[2] (of[order[i]] == all ? "" : \
				" Pq " of[order[i]]) "\n" part[3]
		}
		if (n)
			print ".El"
		kinds = n = 0
		split("", of)
		all = title = ""
	}
	/^[a-z]/ { flush_family(); family = $1; next }
	/^  [a-z]/ {
		flush_knob()
		kind = $1
		sub(/:$/, "", kind)
		kind_name[++kinds] = kind
		kind_help[kinds] = substr($0, length(kind) + 5)
		all = all (all == "" ? "" : ", ") kind
		title = ""
		next
	}
	substr($0, 1, 25) ~ /^ *$/ { text = text ";\n" substr($0, 27); next }
	substr($0, 7, 18) ~ /^[a-z_0-9.]+ *$/ {
		flush_knob()
		name = $1
		text = substr($0, 25)
		next
	}
	{ flush_knob(); title = substr($0, 7) }
	END { flush_family() }'
}

mark=0
while IFS= read -r line; do
	case $line in
	'.\" knobs: end') mark=0 ;;
	esac
	[ $mark -eq 1 ] || printf '%s\n' "$line"
	case $line in
	'.\" knobs: begin'*)
		mark=1
		tables
		;;
	esac
done
