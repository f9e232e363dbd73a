#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Slurm 22.05.8 (Debian's slurmctld, slurmd): requests that cannot be met.
#
# One would guess: what is too much is refused, and the more so the more it is.
# Seen: on four nodes of two CPUs a task with 3 to 8 CPUs is refused at once. One with 9 or
# 99, more than the whole partition has, is queued, and waits for ever (PartitionConfig).
# Why it matters: a slip of the pen by one ends with a message, by ten with a sweep that sits
# in the queue as if the cluster were busy. Whoever submits must look at the reason.
. "$(dirname -- "$0")/lib.sh"
slurm_start 4 2

fate() { # CPUS
	srun --quiet -n1 -c "$1" true >srun.log 2>&1 &
	pid=$!
	for _ in $(seq 100); do
		kill -0 "$pid" 2>/dev/null || break
		reason=$(squeue --noheader --states=PENDING --format=%r)
		[ -z "$reason" ] || [ "$reason" = None ] || break
		sleep 0.1
	done
	if kill -0 "$pid" 2>/dev/null; then
		echo "$reason"
		scancel "$(squeue --noheader --format=%i)"
	else
		grep -o 'node configuration is not available' srun.log || echo runs
	fi
	wait "$pid"
}
seen '2 CPUs' "$(fate 2)" 'runs'
seen '3 CPUs' "$(fate 3)" 'node configuration is not available'
seen '8 CPUs' "$(fate 8)" 'node configuration is not available'
seen '9 CPUs' "$(fate 9)" 'PartitionConfig'
seen '99 CPUs' "$(fate 99)" 'PartitionConfig'
finish
