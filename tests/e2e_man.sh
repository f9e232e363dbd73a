#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The man page's examples run as they stand.
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
finish
