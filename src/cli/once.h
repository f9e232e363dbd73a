/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option --once: a frame of the screen as text. */
#ifndef CLI_ONCE_H
#define CLI_ONCE_H

#include <stdio.h>

#include "cli/options.h"
#include "study/journal.h"

/*
 * Prints the frame at --at, or at the journal's end. path: a new file, whose suffix gives
 * the format (draw/capture.h); NULL: print to out. -1 with err: there is no such event, or
 * the file cannot be created.
 */
int once_print(const struct journal *j, const struct options *o, const char *path,
	FILE *out, struct error *err);
/* -1 with err when an option is given that needs --once, or a replay, which is missing. */
int once_check(const struct options *o, bool replay, struct error *err);

#endif
