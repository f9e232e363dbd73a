#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sweep files that W&B's schema allows, by chance: SWEEP_FILES says how many. Each runs
# with a stand-in program that is called as W&B's agent would call it, or one line names
# the key that is in the way; see tests/sweep_schema.py.
. "$(dirname -- "$0")/lib.sh"
! brief behaviour || skip 'to be brief'

command -v python3 >/dev/null || skip 'no python3'
: "${SWEEP_FIRST:=1}" "${SWEEP_FILES:=40}"
python3 "$srcdir/tests/sweep_schema.py" "$RUNGTOP" "$SWEEP_FIRST" "$SWEEP_FILES" >told 2>&1
status=$?
cat told
equal 'all of them run as they are, or say in a line why not' "$status" 0
ran=$(sed -n 's/^# \([0-9]*\) ran.*/\1/p' told)
check 'half of them run' test "$((2 * ${ran:-0}))" -ge "$SWEEP_FILES"
finish
