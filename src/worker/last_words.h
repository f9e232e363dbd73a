/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last lines that a program has printed, and the one of them that says why it failed:
 * what stands under a traceback, or before it, and not what came after.
 */
#ifndef WORKER_LAST_WORDS_H
#define WORKER_LAST_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

#define LAST_LINES 48
#define LAST_MAX 240 /* bytes of each of them */

struct last_words {
	struct last_line {
		char text[LAST_MAX + 1];
		bool error; /* on standard error */
	} lines[LAST_LINES]; /* a ring */
	size_t n;	     /* that there were */
};

/* Remembers a line; one that is blank is none. NUL bytes become '?'. */
void last_words_add(struct last_words *w, const char *line, size_t len, bool error);
/* Appends the last two lines, cut and with a bar between them. */
void last_words_tail(const struct last_words *w, struct strbuf *out);
/*
 * Appends the line that names the error: the last one that looks as one does in some
 * language ("ValueError: …", "Error in f(x) : …", "panic: …"), with the next line when it
 * ends in a colon; else the last one on standard error, else the last one. Nothing where
 * there is no line.
 */
void last_words_error(const struct last_words *w, struct strbuf *out);

/*
 * Whether a program that ends with this line ran out of memory, of its machine or of a
 * device: as languages, libraries and drivers put it.
 */
bool says_out_of_memory(const char *line);
/* Whether that was the memory of a GPU, and not of the machine. */
bool says_device_out_of_memory(const char *line);
/* Whether it says that a GPU did not work: lost, reset, or not to be had. */
bool says_device_broken(const char *line);
/* Whether it says that a process was killed, without saying why. */
bool says_killed(const char *line);

#endif
