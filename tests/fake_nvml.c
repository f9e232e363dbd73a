/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A libnvidia-ml.so for tests, with NVML's names and layouts. It reads the file that
 * FAKE_NVML names at each call, a line a thing, sizes in MiB:
 *
 *   gpu INDEX UUID MEMORY USED BUSY NAME…     mig INDEX PART UUID MEMORY USED NAME…
 *   process UUID PID USED                     lost UUID
 *
 * and appends a line to FAKE_NVML.calls for each look at a device's memory.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB ((unsigned long long)1 << 20)
#define MOST 64

enum { SUCCESS = 0, UNKNOWN = 2, NOT_FOUND = 6, GPU_IS_LOST = 15 };

struct thing {
	unsigned index;
	int part; /* -1: a whole GPU */
	char uuid[96], name[96];
	unsigned long long memory, used;
	unsigned busy;
	bool lost;
};

struct owner {
	char uuid[96];
	unsigned pid;
	unsigned long long used;
};

struct world {
	struct thing things[MOST];
	struct owner owners[MOST];
	unsigned n, n_owners;
};

/* Handles are numbers of things, of the file as it was first read, from 1. */
static char uuids[MOST][96];
static unsigned n_uuids;

static void read_line(struct world *w, const char *line)
{
	struct thing t = {.part = -1};
	struct owner o;
	char uuid[96];

	if (sscanf(line, "gpu %u %95s %llu %llu %u %95[^\n]", &t.index, t.uuid, &t.memory,
		    &t.used, &t.busy, t.name) == 6 ||
		sscanf(line, "mig %u %d %95s %llu %llu %95[^\n]", &t.index, &t.part,
			t.uuid, &t.memory, &t.used, t.name) == 6)
		w->things[w->n++] = t;
	if (sscanf(line, "process %95s %u %llu", o.uuid, &o.pid, &o.used) == 3)
		w->owners[w->n_owners++] = o;
	if (sscanf(line, "lost %95s", uuid) == 1)
		for (unsigned i = 0; i < w->n; i++)
			w->things[i].lost |= !strcmp(w->things[i].uuid, uuid);
}

static struct world read_world(void)
{
	const char *path = getenv("FAKE_NVML");
	FILE *f = path ? fopen(path, "re") : NULL;
	struct world w = {.n = 0};
	char line[512];

	while (f && fgets(line, sizeof(line), f))
		read_line(&w, line);
	if (f)
		fclose(f);
	return w;
}

static void *handle_of(const char *uuid)
{
	unsigned i = 0;

	while (i < n_uuids && strcmp(uuids[i], uuid) != 0)
		i++;
	if (i == n_uuids && n_uuids < MOST)
		snprintf(uuids[n_uuids++], sizeof(uuids[0]), "%s", uuid);
	return (void *)(size_t)(i + 1);
}

/* SUCCESS, and the thing is in *out. */
static int find(void *device, struct world *w, struct thing *out)
{
	const char *uuid = uuids[(size_t)device - 1];

	*w = read_world();
	for (unsigned i = 0; i < w->n; i++)
		if (!strcmp(w->things[i].uuid, uuid)) {
			*out = w->things[i];
			return out->lost ? GPU_IS_LOST : SUCCESS;
		}
	return NOT_FOUND;
}

int nvmlInit_v2(void);
int nvmlInit_v2(void)
{
	return getenv("FAKE_NVML") ? SUCCESS : UNKNOWN;
}

int nvmlShutdown(void);
int nvmlShutdown(void)
{
	return SUCCESS;
}

int nvmlDeviceGetCount_v2(unsigned *n);
int nvmlDeviceGetCount_v2(unsigned *n)
{
	struct world w = read_world();

	*n = 0;
	for (unsigned i = 0; i < w.n; i++)
		*n += w.things[i].part < 0;
	return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device);
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
{
	struct world w = read_world();

	for (unsigned i = 0; i < w.n; i++)
		if (w.things[i].part < 0 && w.things[i].index == index) {
			*device = handle_of(w.things[i].uuid);
			return SUCCESS;
		}
	return NOT_FOUND;
}

int nvmlDeviceGetHandleByUUID(const char *uuid, void **device);
int nvmlDeviceGetHandleByUUID(const char *uuid, void **device)
{
	struct world w;
	struct thing t;

	*device = handle_of(uuid);
	return find(*device, &w, &t);
}

int nvmlDeviceGetUUID(void *device, char *out, unsigned size);
int nvmlDeviceGetUUID(void *device, char *out, unsigned size)
{
	snprintf(out, size, "%s", uuids[(size_t)device - 1]);
	return SUCCESS;
}

int nvmlDeviceGetName(void *device, char *out, unsigned size);
int nvmlDeviceGetName(void *device, char *out, unsigned size)
{
	struct world w;
	struct thing t;
	int rc = find(device, &w, &t);

	snprintf(out, size, "%s", rc ? "" : t.name);
	return rc;
}

struct memory {
	unsigned long long total, free, used;
};

int nvmlDeviceGetMemoryInfo(void *device, struct memory *memory);
int nvmlDeviceGetMemoryInfo(void *device, struct memory *memory)
{
	struct world w;
	struct thing t;
	int rc = find(device, &w, &t);
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s.calls", getenv("FAKE_NVML"));
	f = fopen(path, "ae");
	if (f) {
		fputs("look\n", f);
		fclose(f);
	}
	if (rc)
		return rc;
	*memory =
		(struct memory){t.memory * MIB, (t.memory - t.used) * MIB, t.used * MIB};
	return SUCCESS;
}

struct rates {
	unsigned gpu, memory;
};

int nvmlDeviceGetUtilizationRates(void *device, struct rates *rates);
int nvmlDeviceGetUtilizationRates(void *device, struct rates *rates)
{
	struct world w;
	struct thing t;
	int rc = find(device, &w, &t);

	if (rc || t.part >= 0)
		return rc ? rc : 3; /* not supported */
	*rates = (struct rates){t.busy, 0};
	return SUCCESS;
}

int nvmlDeviceGetMigMode(void *device, unsigned *now, unsigned *pending);
int nvmlDeviceGetMigMode(void *device, unsigned *now, unsigned *pending)
{
	struct world w;
	struct thing t;
	int rc = find(device, &w, &t);

	*now = 0;
	for (unsigned i = 0; !rc && i < w.n; i++)
		*now |= w.things[i].part >= 0 && w.things[i].index == t.index;
	*pending = *now;
	return rc;
}

int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *n);
int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *n)
{
	(void)device;
	*n = 7;
	return SUCCESS;
}

int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned part, void **mig);
int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned part, void **mig)
{
	struct world w;
	struct thing t;
	int rc = find(device, &w, &t);

	for (unsigned i = 0; !rc && i < w.n; i++)
		if (w.things[i].part == (int)part && w.things[i].index == t.index) {
			*mig = handle_of(w.things[i].uuid);
			return SUCCESS;
		}
	return NOT_FOUND;
}

struct process {
	unsigned pid;
	unsigned long long used;
	unsigned gpu_instance, compute_instance;
};

int nvmlDeviceGetComputeRunningProcesses_v3(
	void *device, unsigned *n, struct process *out);
int nvmlDeviceGetComputeRunningProcesses_v3(
	void *device, unsigned *n, struct process *out)
{
	struct world w;
	struct thing t;
	int rc = find(device, &w, &t);

	*n = 0;
	for (unsigned i = 0; !rc && i < w.n_owners; i++)
		if (!strcmp(w.owners[i].uuid, t.uuid))
			out[(*n)++] = (struct process){
				.pid = w.owners[i].pid, .used = w.owners[i].used * MIB};
	return rc;
}
