#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Slurm 22.05.8 (Debian's slurmctld, slurmd): srun --gres=none inside an allocation with GPUs.
#
# One would guess: what stands on the command line beats the environment, so such a step has
# no GPU, however the allocation asked for its two.
# Seen: it depends on the words of salloc, which leave variables behind that srun reads as
# options of its own. After --gpus=2 it has none. After --gpus=2 --cpus-per-gpu=2 it has
# both. After --gpus-per-node=2 it is refused. Without the variable it has none.
# Why it matters: steps are how a sweep shares its allocation. The first trial that needs no
# GPU takes all of them, and the trials that do need one wait for it; or no trial starts
# in an allocation that differs from yesterday's by a synonym.
. "$(dirname -- "$0")/lib.sh"
slurm_start 1 4 2

# shellcheck disable=SC2016 # for the task
step='srun --exact -N1 -n1 --gres=none sh -c "echo gpus: \${SLURM_STEP_GPUS:-none}"'
in_allocation() { # COMMAND OPTION…
	command=$1
	shift
	salloc --quiet -N1 -n4 "$@" sh -c "$command" 2>&1 |
		grep -o 'gpus: .*\|Invalid Trackable RESource'
}
seen 'after --gpus=2' "$(in_allocation "$step" --gpus=2)" 'gpus: none'
seen 'after --gpus=2 --cpus-per-gpu=2' \
	"$(in_allocation "$step" --gpus=2 --cpus-per-gpu=2)" 'gpus: 0,1'
seen 'the same without SLURM_CPUS_PER_GPU' \
	"$(in_allocation "unset SLURM_CPUS_PER_GPU; $step" --gpus=2 --cpus-per-gpu=2)" 'gpus: none'
seen 'after --gpus-per-node=2' \
	"$(in_allocation "$step" --gpus-per-node=2)" 'Invalid Trackable RESource'
finish
