/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NVML, the library under nvidia-smi. It is a part of the driver and so is opened at run
 * time; what is declared here is its stable interface (nvml.h, "NVML API Reference").
 */
#include "config.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "worker/device_source.h"

#define LIBRARY "libnvidia-ml.so.1"
#define NAME_MAX_LEN 96
#define PROCESSES_MAX 256

typedef void *nvml_device;

enum { NVML_SUCCESS = 0, NVML_ERROR_NOT_SUPPORTED = 3 };

struct nvml_memory {
	unsigned long long total, free, used;
};

struct nvml_utilization {
	unsigned gpu, memory; /* percent */
};

/* Of nvmlDeviceGetComputeRunningProcesses_v2 and _v3. */
struct nvml_process {
	unsigned pid;
	unsigned long long used; /* all bits set: not known */
	unsigned gpu_instance, compute_instance;
};

struct nvml {
	void *library;
	int (*init)(void);
	int (*shutdown)(void);
	int (*count)(unsigned *n);
	int (*by_index)(unsigned i, nvml_device *d);
	int (*by_uuid)(const char *uuid, nvml_device *d);
	int (*uuid)(nvml_device d, char *out, unsigned size);
	int (*name)(nvml_device d, char *out, unsigned size);
	int (*memory)(nvml_device d, struct nvml_memory *m);
	/* NULL where the library is too old for them. */
	int (*utilization)(nvml_device d, struct nvml_utilization *u);
	int (*mig_mode)(nvml_device d, unsigned *now, unsigned *pending);
	int (*mig_most)(nvml_device d, unsigned *n);
	int (*mig_by_index)(nvml_device d, unsigned i, nvml_device *mig);
	int (*processes)(nvml_device d, unsigned *n, struct nvml_process *out);
	nvml_device at[DEVICES_MAX];
	size_t n;
};

/* The first of the names, with blanks between, that the library has. */
static void *find(void *library, const char *names)
{
	char name[96];
	void *symbol = NULL;

	while (!symbol && *names) {
		size_t n = strcspn(names, " ");

		snprintf(name, sizeof(name), "%.*s", (int)n, names);
		symbol = dlsym(library, name);
		names += n;
		names += strspn(names, " ");
	}
	return symbol;
}

static bool bind(struct nvml *v)
{
	const struct {
		void *to; /* a pointer to a function */
		const char *names;
		bool needed;
	} symbols[] = {
		{&v->init, "nvmlInit_v2 nvmlInit", true},
		{&v->shutdown, "nvmlShutdown", true},
		{&v->count, "nvmlDeviceGetCount_v2 nvmlDeviceGetCount", true},
		{&v->by_index, "nvmlDeviceGetHandleByIndex_v2 nvmlDeviceGetHandleByIndex",
			true},
		{&v->by_uuid, "nvmlDeviceGetHandleByUUID", true},
		{&v->uuid, "nvmlDeviceGetUUID", true},
		{&v->name, "nvmlDeviceGetName", true},
		{&v->memory, "nvmlDeviceGetMemoryInfo", true},
		{&v->utilization, "nvmlDeviceGetUtilizationRates", false},
		{&v->mig_mode, "nvmlDeviceGetMigMode", false},
		{&v->mig_most, "nvmlDeviceGetMaxMigDeviceCount", false},
		{&v->mig_by_index, "nvmlDeviceGetMigDeviceHandleByIndex", false},
		{&v->processes,
			"nvmlDeviceGetComputeRunningProcesses_v3 "
			"nvmlDeviceGetComputeRunningProcesses_v2",
			false},
	};

	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		void *symbol = find(v->library, symbols[i].names);

		if (!symbol && symbols[i].needed)
			return false;
		memcpy(symbols[i].to, &symbol, sizeof(symbol)); /* as POSIX has it */
	}
	return true;
}

static void nvml_close(void *source)
{
	struct nvml *v = source;

	v->shutdown();
	dlclose(v->library);
	free(v);
}

static void *nvml_open(void)
{
	const char *other = getenv("RUNGTOP_NVML");
	void *library = dlopen(other ? other : LIBRARY, RTLD_NOW | RTLD_LOCAL);
	struct nvml *v;

	if (!library)
		return NULL;
	v = xcalloc(1, sizeof(*v));
	v->library = library;
	if (bind(v) && v->init() == NVML_SUCCESS)
		return v;
	dlclose(library);
	free(v);
	return NULL;
}

static void describe(const struct nvml *v, nvml_device handle, struct device *d)
{
	struct nvml_memory memory = {0};

	if (v->uuid(handle, d->uuid, sizeof(d->uuid)) != NVML_SUCCESS)
		d->uuid[0] = '\0';
	if (v->name(handle, d->name, sizeof(d->name)) != NVML_SUCCESS)
		d->name[0] = '\0';
	if (v->memory(handle, &memory) == NVML_SUCCESS)
		d->memory = memory.total;
}

static struct device *add(struct nvml *v, nvml_device handle, struct device *out)
{
	struct device *d = &out[v->n];

	*d = (struct device){.at = v->n};
	v->at[v->n++] = handle;
	describe(v, handle, d);
	return d;
}

/* A GPU that is divided is used by its parts only; one without any by nobody. */
static void list_mig(
	struct nvml *v, unsigned index, nvml_device gpu, struct device *out, size_t most)
{
	char whole[NAME_MAX_LEN] = "";
	unsigned n = 0;

	v->uuid(gpu, whole, sizeof(whole));
	v->mig_most(gpu, &n);
	for (unsigned i = 0; i < n && v->n < most; i++) {
		struct device *d;
		nvml_device part;

		if (v->mig_by_index(gpu, i, &part) != NVML_SUCCESS)
			continue;
		d = add(v, part, out);
		d->kind = DEVICE_MIG;
		snprintf(d->number, sizeof(d->number), "%u:%u", index, i);
		snprintf(d->whole, sizeof(d->whole), "%s", whole);
	}
}

static bool is_divided(const struct nvml *v, nvml_device gpu)
{
	unsigned now = 0, pending;

	return v->mig_mode && v->mig_most && v->mig_by_index &&
	       v->mig_mode(gpu, &now, &pending) == NVML_SUCCESS && now;
}

static size_t nvml_list(void *source, struct device *out, size_t most)
{
	struct nvml *v = source;
	unsigned n = 0;

	v->n = 0;
	if (v->count(&n) != NVML_SUCCESS)
		return 0;
	for (unsigned i = 0; i < n && v->n < most; i++) {
		nvml_device gpu;

		if (v->by_index(i, &gpu) != NVML_SUCCESS)
			continue;
		if (is_divided(v, gpu))
			list_mig(v, i, gpu, out, most);
		else
			snprintf(add(v, gpu, out)->number, sizeof(out->number), "%u", i);
	}
	return v->n;
}

static void look_at_processes(
	const struct nvml *v, nvml_device handle, struct device_state *s)
{
	struct nvml_process list[PROCESSES_MAX];
	unsigned n = PROCESSES_MAX;

	if (!v->processes || v->processes(handle, &n, list) != NVML_SUCCESS)
		return;
	for (unsigned i = 0; i < n && s->n_users < DEVICE_USERS_MAX; i++)
		s->users[s->n_users++] = (struct device_user){.pid = (pid_t)list[i].pid,
			.bytes = list[i].used == ~0ULL ? 0 : list[i].used,
			.trial = DEVICE_NO_TRIAL};
}

/* Its handle dies with a reset of the device, or of the driver. */
static int refresh(struct nvml *v, const struct device *d, struct nvml_memory *memory)
{
	int rc = v->memory(v->at[d->at], memory);

	if (rc == NVML_SUCCESS || rc == NVML_ERROR_NOT_SUPPORTED || !*d->uuid)
		return rc;
	rc = v->by_uuid(d->uuid, &v->at[d->at]);
	return rc == NVML_SUCCESS ? v->memory(v->at[d->at], memory) : rc;
}

static void look_at(struct nvml *v, const struct device *d, struct device_state *s)
{
	struct nvml_memory memory = {0};
	struct nvml_utilization u;
	int rc = refresh(v, d, &memory);

	*s = (struct device_state){.busy = -1};
	if (rc != NVML_SUCCESS && rc != NVML_ERROR_NOT_SUPPORTED) {
		s->health = DEVICE_GONE;
		return;
	}
	s->memory = memory.total;
	s->used = memory.used;
	if (v->utilization && v->utilization(v->at[d->at], &u) == NVML_SUCCESS)
		s->busy = (int)u.gpu;
	look_at_processes(v, v->at[d->at], s);
}

static void nvml_look(
	void *source, const struct device *devices, size_t n, struct device_state *out)
{
	for (size_t i = 0; i < n; i++)
		look_at(source, &devices[i], &out[i]);
}

const struct device_source device_source_nvml = {
	.name = "NVML",
	.open = nvml_open,
	.close = nvml_close,
	.list = nvml_list,
	.look = nvml_look,
};
