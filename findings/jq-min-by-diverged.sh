#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# jq 1.6 (Debian's jq): the best trial by min_by(.loss).
#
# One would guess: a trial whose loss is null, NaN or missing is passed over, or is an error.
# Seen: it wins. null is smaller than every number, NaN too (nan < -1e300 is true, and it
# sorts below all numbers), and a key that is missing is null.
# Why it matters: that line is how the best trial is found in a file of JSON lines, and what it
# finds is the one that has diverged. max_by(.accuracy) is right, by luck, until somebody
# negates the metric.
. "$(dirname -- "$0")/lib.sh"
debian jq 1.6

cat >a.jsonl <<'JSON'
{"trial": 0, "loss": 0.5}
{"trial": 1, "loss": null}
{"trial": 2, "loss": 0.2}
JSON
seen 'the smallest of 0.5, null, 0.2' "$(jq -sc 'min_by(.loss)' a.jsonl)" \
	'{"trial":1,"loss":null}'
seen 'of 0.5, none, 0.2' "$(jq -sc 'map(del(.loss | nulls)) | min_by(.loss).trial' a.jsonl)" 1
seen 'nan is below all numbers' "$(jq -nc '[nan < -1e300, ([1, nan, -1e300] | min | isnan)]')" \
	'[true,true]'
finish
