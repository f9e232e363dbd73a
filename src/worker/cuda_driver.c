/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/cuda_driver.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

int cuda_driver_explain(
	const struct cuda_driver *d, const char *call, int result, struct error *err)
{
	const char *words = NULL;

	if (d->error_string)
		d->error_string(result, &words);
	return error_set(err, "%s: %s (%d)", call, words ? words : "error", result);
}

int cuda_driver_open(struct cuda_driver *d, struct error *err)
{
	const struct {
		const char *name;
		void *to;
	} calls[] = {
		{"cuInit", &d->init},
		{"cuGetErrorString", &d->error_string},
		{"cuCheckpointProcessGetState", &d->get_state},
		{"cuCheckpointProcessLock", &d->lock},
		{"cuCheckpointProcessCheckpoint", &d->checkpoint},
		{"cuCheckpointProcessRestore", &d->restore},
		{"cuCheckpointProcessUnlock", &d->unlock},
	};
	void *library = dlopen("libcuda.so.1", RTLD_NOW);
	int rc;

	*d = (struct cuda_driver){0};
	if (!library)
		return error_set(err, "%s", dlerror());
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		void *found = dlsym(library, calls[i].name);

		if (!found)
			return error_set(err,
				"the driver has no %s; 570 is the first that can",
				calls[i].name);
		memcpy(calls[i].to, &found, sizeof(found));
	}
	rc = d->init(0);
	return rc == CUDA_DONE ? 0 : cuda_driver_explain(d, "cuInit", rc, err);
}
