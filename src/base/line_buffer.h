/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines out of a descriptor that gives bytes as they come. */
#ifndef BASE_LINE_BUFFER_H
#define BASE_LINE_BUFFER_H

#include "base/strbuf.h"

#include <stdbool.h>

struct line_buffer {
	struct strbuf bytes; /* those from `next` on are not taken yet */
	size_t next;
	size_t max;   /* of a line; what is longer loses its rest */
	bool cutting; /* the rest of such a line is still to come */
	bool cut;     /* the line that was given last has lost its rest */
};

void line_buffer_init(struct line_buffer *b, size_t max);
void line_buffer_release(struct line_buffer *b);
void line_buffer_reset(struct line_buffer *b);
/* Reads once. Bytes read; 0 at the end; -1 with errno. */
long line_buffer_read(struct line_buffer *b, int fd);
/*
 * The next whole line, without its newline, NUL-terminated and valid until the next call
 * of any function; NULL when there is none. last: what is left counts as a line.
 */
char *line_buffer_next(struct line_buffer *b, bool last, size_t *len);

#endif
