/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What processes have of the memory of NVIDIA's devices, by NVML or nvidia-smi. */
#ifndef WORKER_GPU_MEMORY_H
#define WORKER_GPU_MEMORY_H

#include "base/error.h"
#include "objective/device.h"

struct gpu_use {
	char device[sizeof(((struct device *)0)->uuid)];
	double bytes;	   /* of the processes; where nothing tells: of all */
	double used, free; /* of all; free: NaN, when it is not told */
};

/*
 * The devices on which the processes have memory. In a container they may not be named;
 * then all devices that our environment shows, and what is used of them. Without processes,
 * all devices. The number of them, or -1 with err.
 */
int gpu_memory_of(const pid_t *pids, size_t n, struct gpu_use out[static DEVICES_MAX],
	struct error *err);

#endif
