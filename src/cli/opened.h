/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded study, opened to be looked at, and what is printed of it. */
#ifndef CLI_OPENED_H
#define CLI_OPENED_H

#include "cli/batch.h"
#include "cli/options.h"
#include "store/recorded.h"

struct opened {
	struct recorded *file;
	struct journal *journal; /* all that was there when it was opened */
};

/*
 * The folder with the logs of its trials, or NULL: a run leaves it beside the file, under
 * the file's name. free() it.
 */
char *opened_logs(const char *file);
/* args: of the command, the file alone. -1 with err; opened_release() in any case. */
int opened_init(struct opened *r, const char *command, const char *const *args, size_t n,
	struct error *err);
void opened_release(struct opened *r);
/*
 * Without a screen: the decisions where --plain asks for them, then the result. b: what
 * is to be followed; its output is chosen here. The exit status.
 */
int opened_print(const struct batch *b, const struct options *o);

#endif
