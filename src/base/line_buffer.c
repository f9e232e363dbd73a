/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/line_buffer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 65536

void line_buffer_init(struct line_buffer *b, size_t max)
{
	*b = (struct line_buffer){.max = max};
	strbuf_init(&b->bytes);
}

void line_buffer_release(struct line_buffer *b)
{
	strbuf_release(&b->bytes);
}

void line_buffer_reset(struct line_buffer *b)
{
	strbuf_reset(&b->bytes);
	b->next = 0;
	b->cutting = b->cut = false;
}

static void drop_taken(struct line_buffer *b)
{
	size_t left = b->bytes.len - b->next;

	if (!b->next)
		return;
	memmove(b->bytes.buf, b->bytes.buf + b->next, left);
	b->bytes.len = left;
	b->bytes.buf[left] = '\0';
	b->next = 0;
}

long line_buffer_read(struct line_buffer *b, int fd)
{
	char chunk[CHUNK];
	ssize_t n;

	do
		n = read(fd, chunk, sizeof(chunk));
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		drop_taken(b);
		strbuf_add(&b->bytes, chunk, (size_t)n);
	}
	return (long)n;
}

/* The rest of a line that was too long. False: it has not come to its end yet. */
static bool skip_cut(struct line_buffer *b)
{
	const char *end = memchr(b->bytes.buf + b->next, '\n', b->bytes.len - b->next);

	b->next = end ? (size_t)(end - b->bytes.buf) + 1 : b->bytes.len;
	b->cutting = !end;
	return end;
}

char *line_buffer_next(struct line_buffer *b, bool last, size_t *len)
{
	char *line, *end;
	size_t left;

	if (b->cutting && !skip_cut(b))
		return NULL;
	line = b->bytes.buf + b->next;
	left = b->bytes.len - b->next;
	end = memchr(line, '\n', left);
	if (!end && left < b->max && !(last && left))
		return NULL;
	*len = end ? (size_t)(end - line) : left;
	b->next += *len + (end ? 1 : 0);
	b->cutting = !end && !last;
	b->cut = b->cutting || *len > b->max;
	if (*len > b->max)
		*len = b->max;
	line[*len] = '\0'; /* in place of the newline, or where the text ends */
	return line;
}
