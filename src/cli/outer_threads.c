/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/outer_threads.h"

#include <stdlib.h>
#include <string.h>

#define THREADS "OPENBLAS_NUM_THREADS"
#define OUTER "RUNGTOP_OUTER_" THREADS /* "": the user has not set it */

void outer_threads_keep(void)
{
	const char *set = getenv(THREADS);

	/* 1 may be rungtop's own, noted before it started itself again */
	if (!set || strcmp(set, "1") != 0)
		setenv(OUTER, set ? set : "", 1);
}

void outer_threads_restore(void)
{
	const char *outer = getenv(OUTER);

	if (outer && *outer)
		setenv(THREADS, outer, 1);
	else if (outer)
		unsetenv(THREADS);
	unsetenv(OUTER);
}
