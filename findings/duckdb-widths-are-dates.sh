# SPDX-License-Identifier: GPL-3.0-or-later
# DuckDB 1.5.6 (npm's @duckdb/node-api): a CSV file with a column of a network's widths.
#
# One would guess: "16-8-4", "16 8 4" and "16/8/4" are texts; of the years that dates are
# written with, two digits are at most one of many that have to be asked for.
# Seen: they are dates, 2016-08-04, as long as each row's second width is at most 12 and its
# third at most 31. One row with 64-32-16, and the same column is text.
# Why it matters: a table of trials is read with SELECT * FROM 'trials.csv'. The widths of a
# sweep over small networks come back as days; where they are joined with those of a sweep over
# larger ones, nothing meets; and it sets in when the last large trial is filtered out.
. "$(dirname -- "$0")/lib.sh"
npm_get @duckdb/node-api@1.5.6-r.1

cat >a.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import fs from 'fs';
const db = await (await DuckDBInstance.create()).connect();
for (const rows of [['16-8-4', '8-4-2'], ['16 8 4', '8 4 2'], ['16/8/4', '8/4/2'],
		['16-8-4', '64-32-16'], ['16-8', '8-4']]) {
	fs.writeFileSync('t.csv', 'widths,loss\n' + rows.map((r) => r + ',0.5\n').join(''));
	const read = await db.runAndReadAll("SELECT widths, typeof(widths) FROM 't.csv'");
	console.log(read.getRowsJson().flat().join(' '));
}
JS
node a.mjs >out 2>&1
dates='2016-08-04 DATE 2008-04-02 DATE'
seen '16-8-4, 8-4-2' "$(sed -n 1p out)" "$dates"
seen '16 8 4, 8 4 2' "$(sed -n 2p out)" "$dates"
seen '16/8/4, 8/4/2' "$(sed -n 3p out)" "$dates"
seen 'with a larger one' "$(sed -n 4p out)" '16-8-4 VARCHAR 64-32-16 VARCHAR'
seen 'two layers' "$(sed -n 5p out)" '16-8 VARCHAR 8-4 VARCHAR'
finish
