/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A string that grows. `buf` is always NUL-terminated and never NULL after init.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stddef.h>

struct strbuf {
	char *buf;
	size_t len; /* bytes before the NUL */
	size_t cap;
};

extern char strbuf_empty[1]; /* never written to */

/* An empty one; the same for those that cannot be initialised where they are declared. */
#define STRBUF_INIT {.buf = strbuf_empty}
void strbuf_init(struct strbuf *sb);
void strbuf_release(struct strbuf *sb);
/* Empties it and keeps the memory. */
void strbuf_reset(struct strbuf *sb);
/* Takes away the blanks at its end. */
void strbuf_trim(struct strbuf *sb);
void strbuf_add(struct strbuf *sb, const void *data, size_t n);
void strbuf_adds(struct strbuf *sb, const char *s);
void strbuf_addch(struct strbuf *sb, int c);
void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; a JSON number, "null" when v is not finite. */
void strbuf_add_json(struct strbuf *sb, const char *s);
void strbuf_add_number(struct strbuf *sb, double v);
/*
 * As Python's repr() prints a float, which JSON reads too: the fewest digits that read
 * back the same, with a point or an exponent; "Infinity", "-Infinity" and "NaN".
 */
void strbuf_add_real(struct strbuf *sb, double v);
/* Gives the string away (free() it) and leaves sb empty, without memory of its own. */
char *strbuf_detach(struct strbuf *sb);

#endif
