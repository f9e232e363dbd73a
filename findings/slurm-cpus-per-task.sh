#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Slurm 22.05.8 (Debian's slurmctld, slurmd): -c 2 for an allocation, and its steps.
#
# One would guess: in an allocation with two CPUs a task, a step of two tasks has four, and
# SLURM_CPUS_PER_TASK says so.
# Seen: since 22.05 srun does not read that variable any more. The step has two CPUs, one a
# task, and its tasks still see SLURM_CPUS_PER_TASK=2.
# Why it matters: programs take their number of threads from that variable. Two trials with two
# threads each share two CPUs, at half the speed, while two more stand idle and all that
# they log says that they have them. SRUN_CPUS_PER_TASK, or -c once more, is what counts.
. "$(dirname -- "$0")/lib.sh"
slurm_start 1 4

# shellcheck disable=SC2016 # for the task
cat >task.sh <<'SH'
cpus=$(scontrol show step "$SLURM_JOB_ID.$SLURM_STEP_ID" | sed -n 's/.*TRES=cpu=\([0-9]*\).*/\1/p')
echo "$SLURM_NTASKS tasks, told $SLURM_CPUS_PER_TASK each, of $cpus"
SH
step() { # OPTION…
	salloc --quiet -N1 -n2 -c2 srun --exact -n2 "$@" sh "$tmp/task.sh" 2>/dev/null | sort -u
}
seen 'the step' "$(step)" '2 tasks, told 2 each, of 2'
seen 'with -c2 once more' "$(step -c2)" '2 tasks, told 2 each, of 4'
finish
