/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of a hook's command, in a worker process of its own (worker/worker.h), which
 * ends all that the command leaves behind, and ends the command when we are gone.
 */
#ifndef CLI_HOOK_RUN_H
#define CLI_HOOK_RUN_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"

struct hook_run {
	const char *const *argv; /* ends with NULL */
	json_t *env;		 /* names to texts (json_text.h); taken */
	double seconds;		 /* that it may take */
	int log;		 /* a file that gets what it prints; -1: none */
	int cancel;		 /* readable: end it at once */
};

struct hook_end {
	bool ok;
	double seconds; /* that it took */
	char why[256]; /* "exited with status 3: no such host"; ok: "exited with status 0" */
};

void hook_run(const struct hook_run *r, struct hook_end *end);

#endif
