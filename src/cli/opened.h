/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded study that replay and watch have open, and what they print of it. */
#ifndef CLI_OPENED_H
#define CLI_OPENED_H

#include "cli/batch.h"
#include "cli/options.h"
#include "store/recorded.h"

struct opened {
	struct recorded *file;
	struct journal *journal; /* all that was there when it was opened */
};

/* args must be the file alone. -1 with err; opened_release() in any case. */
int opened_init(struct opened *r, const char *command, const char *const *args, size_t n,
	struct error *err);
void opened_release(struct opened *r);
/*
 * Without a screen: prints the decisions where --plain asks for them, then the result. b
 * says what to follow, of the file; its output is set here. Returns the exit status.
 */
int opened_print(const struct batch *b, const struct options *o, const char *file);

#endif
