#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Slurm 22.05.8 (Debian's slurmctld, slurmd): scancel --signal=USR1 JOB.
#
# One would guess: the job gets it, which is its script and all that it has started.
# Seen: the steps get it, and the script never does, not even when it has no step at all; its
# trap for USR1 waits in vain. --batch is for the script alone, and --full for all.
# Why it matters: "catch USR1 and save a checkpoint" is the usual recipe for preemption, and
# the script of a sweep is where the trap stands. Tried by hand with scancel it looks
# broken, or kills the steps, which have no trap.
. "$(dirname -- "$0")/lib.sh"
slurm_start 1 2

cat >job.sh <<'SH'
#!/bin/sh
trap 'echo script' USR1
echo up
while [ ! -e stop ]; do sleep 0.1; done
SH
id=$(sbatch --parsable -n1 -D "$tmp" -o job.out job.sh)
until_line() { # LINE
	for _ in $(seq 200); do
		grep -qx "$1" job.out 2>/dev/null && return
		sleep 0.1
	done
}
until_line up
scancel --signal=USR1 "$id"
# The one after it has come through: the first one would have, too.
scancel --signal=USR1 --batch "$id"
until_line script
sleep 1
seen 'signals that have reached the script, of one plain and one with --batch' \
	"$(grep -cx script job.out)" 1
touch stop
finish
