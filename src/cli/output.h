/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a command writes: standard output, or a new file. Nothing that is there is ever
 * overwritten, and no reader of a file that grows sees part of what was added at once.
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
 * file is there or cannot be.
 */
struct output *output_open(const char *what, const char *path, struct error *err);
bool output_is_terminal(const struct output *o);
/*
 * Writes whole lines, byte by byte; to a terminal, printable. After a write that failed it
 * does nothing: output_close() tells.
 */
void output_write(struct output *o, const struct strbuf *sb);
/* Writes what has come together, once it is much, and empties sb. */
void output_take(struct output *o, struct strbuf *sb);
/* -1 with err when something was not written; so far. */
int output_check(const struct output *o, struct error *err);
/* The same, at the end. */
int output_close(struct output *o, struct error *err);
/* Closes it, and a file is gone again. */
void output_discard(struct output *o);

/* A new file of that name, empty; -1 with err as output_open(). */
int output_create(const char *what, const char *path, struct error *err);

#endif
