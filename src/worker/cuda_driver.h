/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checkpoint calls of NVIDIA's driver, which put what a process has on its devices into
 * the memory of that process, and back. libcuda.so.1 is opened at run time; it has the calls
 * since driver 570. Any of them may hang or crash, so they are for a process of their own.
 *
 * A process is running, locked or checkpointed, and each call takes it from one of these to
 * another: lock, checkpoint; restore, unlock. In another state it is refused, and nothing
 * happens. While a signal has stopped the process, every call waits until it goes on.
 *
 * Sources: NVIDIA, CUDA Driver API, "CUDA Checkpointing"; what drivers 580 and 595 do beyond
 * that: github.com/VivianSobers/gpunap, validation/FINDINGS.md.
 */
#ifndef WORKER_CUDA_DRIVER_H
#define WORKER_CUDA_DRIVER_H

#include <sys/types.h>

#include "base/error.h"

/* Of the results of a call, those that we tell apart (CUresult). */
enum {
	CUDA_DONE = 0,
	CUDA_NOT_INITIALIZED = 3, /* the process does not use CUDA */
	CUDA_NOT_READY = 600,	  /* it could not be locked in time, and runs on */
};

enum cuda_state { CUDA_RUNNING, CUDA_LOCKED, CUDA_CHECKPOINTED, CUDA_FAILED };

struct cuda_lock_args {
	unsigned milliseconds; /* 0: no limit */
	unsigned reserved0;
	unsigned long long reserved1[7];
};

/* As in the library. The arguments beside the lock's are NULL. */
struct cuda_driver {
	int (*init)(unsigned flags);
	int (*error_string)(int result, const char **words);
	int (*get_state)(int pid, int *state);
	int (*lock)(int pid, struct cuda_lock_args *args);
	int (*checkpoint)(int pid, void *args);
	int (*restore)(int pid, void *args);
	int (*unlock)(int pid, void *args);
};

/* -1 with err: there is no such driver here, or it does not start. It is never closed. */
int cuda_driver_open(struct cuda_driver *d, struct error *err);
/* "lock: out of memory". Returns -1. */
int cuda_driver_explain(
	const struct cuda_driver *d, const char *call, int result, struct error *err);

#endif
