/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/strbuf.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* What an empty one shows, so that it needs no memory. */
char strbuf_empty[1];

static void room(struct strbuf *sb, size_t extra)
{
	if (sb->len + extra + 1 > sb->cap) {
		char *old = sb->cap ? sb->buf : NULL;

		sb->cap = (sb->len + extra + 1) * 3 / 2 + 32;
		sb->buf = xreallocarray(old, sb->cap, 1);
	}
}

void strbuf_init(struct strbuf *sb)
{
	*sb = (struct strbuf)STRBUF_INIT;
}

void strbuf_release(struct strbuf *sb)
{
	if (sb->cap)
		free(sb->buf);
	*sb = (struct strbuf)STRBUF_INIT;
}

void strbuf_reset(struct strbuf *sb)
{
	sb->len = 0;
	if (sb->cap)
		sb->buf[0] = '\0';
}

void strbuf_trim(struct strbuf *sb)
{
	while (sb->len && sb->buf[sb->len - 1] == ' ')
		sb->buf[--sb->len] = '\0';
}

void strbuf_add(struct strbuf *sb, const void *data, size_t n)
{
	room(sb, n);
	memcpy(sb->buf + sb->len, data, n);
	sb->len += n;
	sb->buf[sb->len] = '\0';
}

void strbuf_adds(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

void strbuf_addch(struct strbuf *sb, int c)
{
	char ch = (char)c;

	strbuf_add(sb, &ch, 1);
}

void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	room(sb, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(sb->buf + sb->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	sb->len += (size_t)n;
}

void strbuf_add_json(struct strbuf *sb, const char *s)
{
	strbuf_addch(sb, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\') {
			strbuf_addch(sb, '\\');
			strbuf_addch(sb, c);
		} else if (c < 0x20) {
			strbuf_addf(sb, "\\u%04x", c);
		} else {
			strbuf_addch(sb, c);
		}
	}
	strbuf_addch(sb, '"');
}

/* Whether v, printed that way, reads back the same. */
static bool print_digits(char *text, size_t size, const char *format, double v)
{
	snprintf(text, size, format, v);
	return strtod(text, NULL) == v;
}

void strbuf_add_number(struct strbuf *sb, double v)
{
	char text[32];

	if (!isfinite(v)) {
		strbuf_adds(sb, "null");
		return;
	}
	if (v == 0)
		v = 0; /* "-0" would be read back as a whole number, which has no sign */
	/* 15 digits are exact for what has no more, and end where its own do. */
	if (!print_digits(text, sizeof(text), "%.15g", v) &&
		!print_digits(text, sizeof(text), "%.16g", v))
		snprintf(text, sizeof(text), "%.17g", v);
	strbuf_adds(sb, text);
}

void strbuf_add_real(struct strbuf *sb, double v)
{
	char digits[32];
	int precision = 1, exponent;

	if (!isfinite(v)) {
		strbuf_adds(sb, isnan(v) ? "NaN" : v < 0 ? "-Infinity" : "Infinity");
		return;
	}
	do {
		snprintf(digits, sizeof(digits), "%.*e", precision - 1, v);
	} while (strtod(digits, NULL) != v && ++precision <= 17);
	exponent = atoi(strchr(digits, 'e') + 1);
	if (exponent < -4 || exponent >= 16)
		strbuf_adds(sb, digits);
	else
		strbuf_addf(sb, "%.*f",
			exponent < precision - 1 ? precision - 1 - exponent : 1, v);
}

char *strbuf_detach(struct strbuf *sb)
{
	char *s = sb->cap ? sb->buf : xstrdup("");

	strbuf_init(sb);
	return s;
}
