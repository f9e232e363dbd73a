#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU datamash 1.7 (Debian's datamash): losses of which one is nan.
#
# One would guess: nan is refused, as NA is, or left out, or makes every result nan; and the
# order of the lines makes no difference to a minimum or a median.
# Seen: nan in the first line is the minimum and the maximum; in any other it is neither.
# The median of the same three losses is 0.25, nan or 0.5.
# Why it matters: one diverged trial changes the best loss of a group by when it ended. With
# several workers, two runs of one sweep have other winners.
. "$(dirname -- "$0")/lib.sh"
debian datamash 1.7

of() { printf '%s\n' "$@" | datamash min 1 max 1 median 1 | tr '\t' ' '; }
seen 'minimum, maximum, median of nan, 0.5, 0.25' "$(of nan 0.5 0.25)" 'nan nan 0.25'
seen 'of 0.5, nan, 0.25' "$(of 0.5 nan 0.25)" '0.25 0.5 nan'
seen 'of 0.5, 0.25, nan' "$(of 0.5 0.25 nan)" '0.25 0.5 0.5'
seen 'of NA' "$(of 0.5 NA 0.25 2>/dev/null)" ''
finish
