/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/threads.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

extern char **environ;

/* They are read when a library is loaded. PyTorch reads MKL's first, MKL or not. */
static const char *const names[] = {
	"OMP_NUM_THREADS",
	"OPENBLAS_NUM_THREADS",
	"MKL_NUM_THREADS",
	"BLIS_NUM_THREADS",
	"VECLIB_MAXIMUM_THREADS",
	"NUMEXPR_NUM_THREADS",
	"NUMBA_NUM_THREADS",
	"RAYON_NUM_THREADS",
	"POLARS_MAX_THREADS",
};
#define N_NAMES (sizeof(names) / sizeof(*names))
#define LONGEST 40 /* of NAME=NUMBER */

void threads_set(int n)
{
	static bool known, theirs[N_NAMES];
	char text[16];

	for (size_t i = 0; !known && i < N_NAMES; i++)
		theirs[i] = getenv(names[i]) != NULL;
	known = true;
	snprintf(text, sizeof(text), "%d", n);
	for (size_t i = 0; i < N_NAMES; i++)
		if (!theirs[i] && n)
			setenv(names[i], text, 1);
		else if (!theirs[i])
			unsetenv(names[i]);
}

char **threads_environment(int n)
{
	size_t count = 0, room = N_NAMES * LONGEST;
	char **all, *text;

	while (environ[count])
		count++;
	/* the strings of ours stand behind the array */
	all = xmalloc((count + N_NAMES + 1) * sizeof(*all) + room);
	memcpy(all, environ, count * sizeof(*all));
	text = (char *)(all + count + N_NAMES + 1);
	for (size_t i = 0; n && i < N_NAMES; i++) {
		if (getenv(names[i]))
			continue;
		all[count++] = text;
		text += 1 + snprintf(text, LONGEST, "%s=%d", names[i], n);
	}
	all[count] = NULL;
	return all;
}
