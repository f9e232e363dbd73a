#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Slurm 22.05.8 (Debian's slurmctld, slurmd): CUDA_VISIBLE_DEVICES set to nothing.
#
# One would guess: srun --export=ALL brings it to the task as it is, and the task sees no
# GPU, as CUDA reads an empty list.
# Seen: on nodes with GPUs slurmd sets the variable to what the step was given, and takes it
# away from a step that was given none, whatever it was before. Not set means all GPUs.
# Why it matters: where cgroups do not confine devices, a trial that asked for no GPU finds
# all of those that others have paid for, and frameworks take the first. It can only be
# set behind srun: srun --gres=none env CUDA_VISIBLE_DEVICES= program.
. "$(dirname -- "$0")/lib.sh"
slurm_start 1 4 2

# shellcheck disable=SC2016 # for the task
show='echo "${CUDA_VISIBLE_DEVICES-not set}"'
seen 'given none, exported as nothing' \
	"$(CUDA_VISIBLE_DEVICES='' srun -n1 --export=ALL --gres=none sh -c "$show")" 'not set'
seen 'given none, exported as 1' \
	"$(CUDA_VISIBLE_DEVICES=1 srun -n1 --export=ALL --gres=none sh -c "$show")" 'not set'
seen 'given one' "$(srun -n1 --gres=gpu:1 sh -c "$show")" '0'
seen 'set behind srun' \
	"$(srun -n1 --gres=none env CUDA_VISIBLE_DEVICES= sh -c "$show")" ''
finish
