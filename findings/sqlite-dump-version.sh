# SPDX-License-Identifier: GPL-3.0-or-later
# SQLite 3.40.1's shell (Debian 12): copies of a database that has a version of its own.
#
# One would guess: .dump, .clone, .backup and VACUUM INTO make the same database again.
# Seen: .dump and .clone leave out application_id and user_version, which are 0 in the copy;
# the other two keep them. All tables and rows are there each time.
# Why it matters: programs that record sweeps keep the version of their tables in
# user_version. A recording that went through .dump, as one does to mend, to compress or to
# send it, looks like one of the first version, or like no recording: it is refused, or its
# tables are changed to what they are already.
. "$(dirname -- "$0")/lib.sh"
debian sqlite3 3.40.1

marks() { sqlite3 "$1" 'PRAGMA application_id; PRAGMA user_version; SELECT count(*) FROM trial' | tr '\n' ' '; }
sqlite3 a.db 'CREATE TABLE trial(value REAL); INSERT INTO trial VALUES (0.5), (0.25);
	PRAGMA application_id = 1234; PRAGMA user_version = 7'
sqlite3 a.db .dump | sqlite3 dump.db
sqlite3 a.db '.clone clone.db' >/dev/null
sqlite3 a.db '.backup backup.db'
sqlite3 a.db 'VACUUM INTO "vacuum.db"'
seen 'the database' "$(marks a.db)" '1234 7 2 '
seen '.dump' "$(marks dump.db)" '0 0 2 '
seen '.clone' "$(marks clone.db)" '0 0 2 '
seen '.backup' "$(marks backup.db)" '1234 7 2 '
seen 'VACUUM INTO' "$(marks vacuum.db)" '1234 7 2 '
finish
