#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The man page: its examples run as they stand, its options and subcommands are those of
# --help, and its tables of knobs are what list prints.
. "$(dirname -- "$0")/lib.sh"

mkdir "$tmp/bin"
printf '#!/bin/sh\nexec "%s" "$@" --data-dir "%s"\n' "$RUNGTOP" "$data" >"$tmp/bin/rungtop"
chmod +x "$tmp/bin/rungtop"
PATH=$tmp/bin:$PATH
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/rungtop.1" >examples
check 'there are examples' test -s examples
while read -r line; do
	sh -c "$line" </dev/null >out 2>err
	check "$line" test $? -eq 0
	cat err
done <examples

page=$srcdir/man/rungtop.1
if sh "$srcdir/man/tables.sh" "$RUNGTOP" <"$page" | diff "$page" - >out; then
	ok 'the tables of knobs are those of list'
else
	not_ok 'the tables of knobs are not those of list; man/tables.sh makes them anew'
	cat out
fi
check 'with a line for every knob' test "$(grep -c '^\.It' "$page")" -gt 150

sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/^\.Cm //p' "$page" | sort >paged
"$RUNGTOP" --help | sed -n 's/^       rungtop \([a-z]*\).*/\1/p' | sort >commands
equal 'the subcommands of the synopsis' "$(cat paged)" "$(cat commands)"
sed -n '/^\.Sh OPTIONS/,/^\.Sh KEYS/s/^\.It //p' "$page" | grep -o 'Fl Fl [a-z-]*' |
	sed 's/Fl Fl /--/' | sort >paged
"$RUNGTOP" --help | sed -n 's/^  ....\(--[a-z-]*\).*/\1/p' | sort >options
equal 'the options' "$(cat paged)" "$(cat options)"
finish
