/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where devices are found, and asked how they are doing: one file a source. */
#ifndef WORKER_DEVICE_SOURCE_H
#define WORKER_DEVICE_SOURCE_H

#include "objective/device.h"

struct device_source {
	const char *name; /* "NVML" */
	/* NULL: there is none here. */
	void *(*open)(void);
	void (*close)(void *source);
	/* Fills out[most] in the order of the bus; how many there are. */
	size_t (*list)(void *source, struct device *out, size_t most);
	/* How the n devices are doing now. Any thread, one at a time. */
	void (*look)(void *source, const struct device *devices, size_t n,
		struct device_state *out);
};

/* NVIDIA's library, opened at run time. RUNGTOP_NVML: another file than the usual one. */
extern const struct device_source device_source_nvml;
/* nvidia-smi, in PATH. */
extern const struct device_source device_source_smi;
/* /proc/driver/nvidia. RUNGTOP_DEVICE_ROOT stands before this and the next. */
extern const struct device_source device_source_proc;
/* AMD's, /sys/class/kfd. */
extern const struct device_source device_source_kfd;

#endif
