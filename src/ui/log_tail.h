/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part around one place of a file that another program writes. The file may grow, be
 * truncated, be replaced or be missing; the part is read again when it has changed. A read
 * takes a few blocks whatever the file's size, and no descriptor stays open.
 */
#ifndef UI_LOG_TAIL_H
#define UI_LOG_TAIL_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "base/strbuf.h"

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
/* Changes to another file and reads nothing yet; NULL: no file. */
void log_tail_open(struct log_tail *t, const char *path);
/* Whether the file has changed since it was last read. */
bool log_tail_is_stale(const struct log_tail *t);
/* Reads what is around `at` into `text`; past the end of the file, its end. */
void log_tail_read(struct log_tail *t, off_t at);
/* Where the text ends. */
off_t log_tail_end(const struct log_tail *t);

/*
 * Lines within the text. A line is named by its first byte. The end of the text is no line
 * yet.
 */

/* The beginning of the line after the one at `line`. */
off_t log_tail_next(const struct log_tail *t, off_t line);
/* The beginning of the line before; `line` itself when none is known before it. */
off_t log_tail_previous(const struct log_tail *t, off_t line);
/* The bytes of a line, *n of them without its newline. */
const char *log_tail_line(const struct log_tail *t, off_t line, size_t *n);

#endif
