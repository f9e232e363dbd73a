/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads whole lines from a descriptor that gives bytes as they come. */
#ifndef BASE_LINE_BUFFER_H
#define BASE_LINE_BUFFER_H

#include <stdbool.h>

#include "base/strbuf.h"

struct line_buffer {
	struct strbuf bytes; /* the unread ones begin at `next` */
	size_t next;
	size_t max;   /* bytes of a line; the rest of a longer one is dropped */
	bool cutting; /* dropping the rest of such a line */
	bool cut;     /* the last line was cut */
};

void line_buffer_init(struct line_buffer *b, size_t max);
void line_buffer_release(struct line_buffer *b);
void line_buffer_reset(struct line_buffer *b);
/* Reads once. Bytes read; 0 at the end; -1 with errno. */
long line_buffer_read(struct line_buffer *b, int fd);
/*
 * The next whole line, without its newline, NUL-terminated and valid until the next call
 * of any function; NULL when there is none. last: the remaining bytes count as a line.
 */
char *line_buffer_next(struct line_buffer *b, bool last, size_t *len);

#endif
