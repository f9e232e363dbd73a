/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The GPUs of this machine that may be given out: those that are there, but for what an
 * inherited CUDA_VISIBLE_DEVICES (ROCR_VISIBLE_DEVICES and HIP_VISIBLE_DEVICES for AMD)
 * leaves out.
 */
#ifndef WORKER_DEVICES_H
#define WORKER_DEVICES_H

#include <jansson.h>

#include "base/error.h"
#include "base/listener.h"
#include "objective/device.h"

struct devices;

/*
 * Looks for them through NVML, nvidia-smi, /proc/driver/nvidia and /sys/class/kfd, and takes
 * the first that knows any. A list in the environment that no source can explain, as in a
 * container without these, is taken by its word. at: the key that asked, for the error and
 * for remarks. NULL with err: there is none.
 */
struct devices *devices_find(
	struct place at, const struct listener *listener, struct error *err);
void devices_free(struct devices *d);
/*
 * Keeps those that the words name, with blanks or commas between them and in their order:
 * numbers, or UUIDs and beginnings of them. -1 with err.
 */
int devices_choose(
	struct devices *d, const char *words, struct place at, struct error *err);
size_t devices_count(const struct devices *d);
const struct device *devices_at(const struct devices *d, size_t i);
/* "NVML"; where what is known of them comes from. */
const char *devices_source(const struct devices *d);
/* How all of them are doing; out[devices_count()]. Any thread. Takes milliseconds. */
void devices_look(struct devices *d, struct device_state *out);

/* "GPU 2", or "GPU 2 (NVIDIA H100 80GB HBM3)", into out. */
const char *device_text(const struct device *d, bool named, char *out, size_t size);
/*
 * Adds the variables by which a program sees these n devices and no others, in an object
 * {name: value, or null: unset}. n 0: it sees none. hip: AMD's by HIP_VISIBLE_DEVICES.
 */
void devices_environment(
	const struct device *const *list, size_t n, bool hip, json_t *environment);

#endif
