# SPDX-License-Identifier: GPL-3.0-or-later
# math.js 15.2.0 (npm's mathjs): the smallest of small numbers.
#
# One would guess: min() is the smallest number, and sort() sorts; a tolerance is for equal().
# Seen: all comparisons go through it, those of min(), max() and sort(), too. Numbers that are
# equal to 12 digits, or that are both below 1e-15 or so, are a tie, and the first stays: the
# minimum of 5, 3e-20, 1e-20 and 0 is 3e-20. One NaN leaves the rest unsorted.
# Why it matters: losses near 0 and rates of 1e-16 are all one. The best trial is the first that
# came near it, and it changes with the order of the rows.
. "$(dirname -- "$0")/lib.sh"
npm_get mathjs@15.2.0

cat >a.js <<'JS'
const {min, max, sort} = require("mathjs");
console.log(min([5, 3e-20, 1e-20, 0]), min([5, 0, 1e-20, 3e-20]), max([1, 1 + 1e-13]) === 1);
console.log(sort([3e-20, 2e-20, 1e-20], "asc").join(), sort([3, 1, NaN, 2], "asc").join());
JS
node a.js >out 2>err || cat err
seen 'min of 5, 3e-20, 1e-20, 0; of 5, 0, 1e-20, 3e-20; max(1, 1 + 1e-13) is 1' \
	"$(sed -n 1p out)" '3e-20 0 true'
seen 'sorted: 3e-20, 2e-20, 1e-20; 3, 1, NaN, 2' "$(sed -n 2p out)" \
	'3e-20,2e-20,1e-20 2,NaN,1,3'
finish
