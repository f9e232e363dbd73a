#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU coreutils 9.1 (Debian's coreutils): sorting losses that programs print.
#
# One would guess: sort -n finds the smallest number, and sort -g does where there is an
# exponent.
# Seen: sort -n stops reading at the "e", so 9e-05 is 9. sort -g reads it, and puts NaN before
# all numbers, below -infinity. Each has its own wrong best trial.
# Why it matters: Python, R and C switch to an exponent below 0.0001, just when a loss gets
# good. The sort that was right for months then hides exactly the best trials; the other one
# shows the diverged ones at the top.
. "$(dirname -- "$0")/lib.sh"
debian coreutils 9.1

best() { # OPTION
	printf '%s\n' 0.02 9e-05 nan 0.1 | sort "$1" | grep "$2" | head -n 1
}
seen 'the smallest of 0.02, 9e-05, 0.1 by sort -n' "$(best -n '[0-9]')" '0.02'
seen 'by sort -g' "$(best -g '[0-9]')" '9e-05'
seen 'by sort -g, with a NaN among them' "$(best -g .)" 'nan'
finish
