/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A part of a file that others write, which may grow, be cut off, be replaced or not be
 * there: what is around one place in it, read again when the file has changed. However
 * large the file is, a read is of a few blocks, and no descriptor stays open.
 */
#ifndef UI_LOG_TAIL_H
#define UI_LOG_TAIL_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#define LOG_AROUND 65536 /* bytes that are read before the place, and as many behind it */
#define LOG_LINE_MOST 4096 /* bytes of a line; a longer one counts as several */

struct log_tail {
	char *path; /* NULL: no file */
	int wrong;  /* errno of the last read; 0: there was a file */
	struct {    /* by which a change is known */
		dev_t dev;
		ino_t ino;
		off_t size;
		struct timespec changed;
	} stamp;
	off_t from; /* where the text is in the file */
	struct strbuf text;
};

void log_tail_init(struct log_tail *t);
void log_tail_release(struct log_tail *t);
/* Another file, of which nothing is read yet; NULL: none. */
void log_tail_open(struct log_tail *t, const char *path);
/* Whether the file is not as it was when it was last read. */
bool log_tail_is_stale(const struct log_tail *t);
/* Has what is around `at` in `text`, where there is so much; past the end: its end. */
void log_tail_read(struct log_tail *t, off_t at);
/* Where the text ends. */
off_t log_tail_end(const struct log_tail *t);

/*
 * Lines, within the text. A line is known by where it begins; at its end is no line, but
 * what will be one.
 */

/* Where the line behind the one at `line` begins. */
off_t log_tail_next(const struct log_tail *t, off_t line);
/* Where the one before begins; `line` itself: none is known before it. */
off_t log_tail_previous(const struct log_tail *t, off_t line);
/* The bytes of a line; *n of them, its newline not counted. */
const char *log_tail_line(const struct log_tail *t, off_t line, size_t *n);

#endif
