#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Apache Arrow 18.1.0 for JavaScript (npm's apache-arrow): a loss that is not there.
#
# One would guess: null and a missing key are null in the column, and toArray() keeps them
# apart from numbers, as NaN at the least.
# Seen: a missing key becomes NaN, which is no null. An explicit null is one, until toArray()
# hands out the values below: there it is 0.
# Why it matters: the two ways to say that a trial has no loss are two things from then on, and
# the fast way to find the best trial, the minimum of toArray(), finds the one that diverged.
. "$(dirname -- "$0")/lib.sh"
npm_get apache-arrow@18.1.0

cat >a.js <<'JS'
const {tableFromJSON} = require("apache-arrow");
const loss = tableFromJSON([{loss: 0.5}, {loss: null}, {trial: 2}]).getChild("loss");
console.log(loss.nullCount, [...loss].join(" "));
console.log(loss.toArray().join(" "));
JS
node a.js >out 2>err || cat err
# join() prints null as nothing
seen 'nulls, and 0.5, null, none, one by one' "$(sed -n 1p out)" '1 0.5  NaN'
seen 'and by toArray()' "$(sed -n 2p out)" '0.5 0 NaN'
finish
