/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a command writes: standard output, or a new file. No file is ever overwritten, and
 * a reader of a growing file never sees a part of what output_write() adds at once.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/error.h"
#include "base/strbuf.h"

/* Exit statuses. */
enum {
	EXIT_FINISHED = 0,
	EXIT_FAILED = 1, /* could not run */
	EXIT_USAGE = 2,	 /* the command line or the study file is wrong */
	EXIT_SIGNAL = 128,
};

/* Prints "rungtop: TEXT" on stderr. Returns the exit status for the error. */
int complain(const struct error *err);

struct output;

/*
 * path NULL or "-": stdout. NULL with err (usage), which begins with `what`, when the
 * file exists or cannot be created.
 */
struct output *output_open(const char *what, const char *path, struct error *err);
bool output_is_terminal(const struct output *o);
/*
 * Writes whole lines: to a terminal their printable form, else their bytes. Does nothing
 * after a write has failed; output_close() reports that.
 */
void output_write(struct output *o, const struct strbuf *sb);
/* Writes and empties sb once it has 64 KiB. */
void output_take(struct output *o, struct strbuf *sb);
/* -1 with err when a write has failed so far. */
int output_check(const struct output *o, struct error *err);
/* Closes and frees it. -1 with err when a write has failed. */
int output_close(struct output *o, struct error *err);
/* Closes and frees it, and removes the file. */
void output_discard(struct output *o);

/* Creates an empty file and returns its descriptor. -1 with err as output_open(). */
int output_create(const char *what, const char *path, struct error *err);

#endif
