/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/gpu_memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "worker/device_source.h"

/* Opened once, and never closed: the driver's checkpoint calls may crash then. */
static const struct device_source *open_source(void **source)
{
	static const struct device_source *const all[] = {
		&device_source_nvml, &device_source_smi};
	static const struct device_source *found;
	static void *opened;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all) && !opened; i++) {
		found = all[i];
		opened = found->open();
	}
	*source = opened;
	return opened ? found : NULL;
}

/*
 * Whether CUDA_VISIBLE_DEVICES shows it, by the beginning of its UUID; it may also name it by
 * a number, which need not be the one that it has here.
 */
static bool is_visible(const char *uuid)
{
	const char *list = getenv("CUDA_VISIBLE_DEVICES");

	if (!list || isdigit((unsigned char)*list))
		return true;
	while (*list) {
		size_t len = strcspn(list, ",");

		if (len && !strncmp(list, uuid, len))
			return true;
		list += len + (list[len] == ',');
	}
	return false;
}

/* False: of none of the processes is told how much it has. */
static bool add_processes(
	const struct device_state *s, const pid_t *pids, size_t n, double *bytes)
{
	*bytes = 0;
	for (size_t i = 0; i < s->n_users; i++)
		for (size_t k = 0; k < n; k++)
			if (s->users[i].pid == pids[k])
				*bytes += (double)s->users[i].bytes;
	return *bytes > 0;
}

/* Keeps those of which is known that the processes use them, if there are any. */
static size_t keep_known(struct gpu_use *out, const bool *told, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (told[i])
			out[kept++] = out[i];
	return kept ? kept : n;
}

static size_t read_use(const struct device *devices, const struct device_state *states,
	size_t n, const pid_t *pids, size_t n_pids, struct gpu_use *out)
{
	bool told[DEVICES_MAX];
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		const struct device_state *s = &states[i];
		struct gpu_use *use = &out[found];

		memcpy(use->device, devices[i].uuid, sizeof(use->device));
		use->used = (double)s->used;
		use->free = s->memory ? (double)s->memory - use->used : NO_NUMBER;
		told[found] = add_processes(s, pids, n_pids, &use->bytes);
		if (n_pids && !told[found] && !is_visible(use->device))
			continue;
		if (!told[found])
			use->bytes = use->used;
		found++;
	}
	return n_pids ? keep_known(out, told, found) : found;
}

int gpu_memory_of(const pid_t *pids, size_t n, struct gpu_use out[static DEVICES_MAX],
	struct error *err)
{
	void *opened;
	const struct device_source *source = open_source(&opened);
	struct device *devices;
	struct device_state *states;
	size_t count;

	if (!source)
		return error_set(err, "neither NVML nor nvidia-smi tells how much that is");
	devices = xcalloc(DEVICES_MAX, sizeof(*devices));
	count = source->list(opened, devices, DEVICES_MAX);
	states = xcalloc(count + 1, sizeof(*states));
	source->look(opened, devices, count, states);
	count = read_use(devices, states, count, pids, n, out);
	free(states);
	free(devices);
	return (int)count;
}
