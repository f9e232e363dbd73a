/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/blas.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CBLAS_H
#include <cblas.h>
#endif

/* OpenBLAS's name for the kernels to ask for, by what the processor can do, or NULL. */
static const char *core_type(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
		return "SKYLAKEX";
#endif
	return NULL;
}

void blas_begin(char **argv)
{
	const char *threads = getenv("OPENBLAS_NUM_THREADS"), *core = core_type();
	bool again = false;

	if (!threads || strcmp(threads, "1") != 0)
		again = setenv("OPENBLAS_NUM_THREADS", "1", 1) == 0;
	if (core && !getenv("OPENBLAS_CORETYPE"))
		again |= setenv("OPENBLAS_CORETYPE", core, 1) == 0;
	if (again)
		execv("/proc/self/exe", argv);
}

void blas_single_thread(void)
{
#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
	openblas_set_num_threads(1);
#endif
}

#ifndef HAVE_OPENBLAS_GET_CONFIG

/* What a library that can be exchanged for another says, once it is loaded. */
static bool ask_library(char *out, size_t size)
{
	char *(*openblas)(void) = NULL;
	const char *(*blis)(void) = NULL, *(*kernels)(int) = NULL;
	int (*kind)(void) = NULL;

	*(void **)&openblas = dlsym(RTLD_DEFAULT, "openblas_get_config");
	*(void **)&blis = dlsym(RTLD_DEFAULT, "bli_info_get_version_str");
	*(void **)&kind = dlsym(RTLD_DEFAULT, "bli_arch_query_id");
	*(void **)&kernels = dlsym(RTLD_DEFAULT, "bli_arch_string");
	if (openblas)
		snprintf(out, size, "%s", openblas());
	else if (blis && kind && kernels)
		snprintf(out, size, "BLIS %s for %s", blis(), kernels(kind()));
	return openblas || (blis && kind && kernels);
}

#endif

const char *blas_library(void)
{
#ifdef HAVE_OPENBLAS_GET_CONFIG
	return openblas_get_config();
#else
	static char text[128];

	if (!ask_library(text, sizeof(text)))
		snprintf(text, sizeof(text), "%s", CBLAS_NAME);
	return text;
#endif
}
