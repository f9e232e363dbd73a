/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/log_text.h"

#include <string.h>

#include "draw/grid.h"

#define TAB 8
#define ESCAPE 0x1b
#define BELL 0x07

static bool within(unsigned char c, unsigned char from, unsigned char to)
{
	return c >= from && c <= to;
}

/* ECMA-48: a sequence with parameters, to its final byte. */
static size_t control_sequence(const char *s, size_t n)
{
	size_t i = 2;

	while (i < n && within((unsigned char)s[i], 0x20, 0x3f))
		i++;
	return i < n && within((unsigned char)s[i], 0x40, 0x7e) ? i + 1 : i;
}

/* A string, such as a window's title, to its terminator; without one, to the line's end. */
static size_t control_string(const char *s, size_t n)
{
	for (size_t i = 2; i < n; i++) {
		if (s[i] == BELL)
			return i + 1;
		if (s[i] == ESCAPE && i + 1 < n && s[i + 1] == '\\')
			return i + 2;
	}
	return n;
}

/* The bytes of the escape sequence at s. */
static size_t escape_length(const char *s, size_t n)
{
	size_t i = 1;

	if (n < 2)
		return n;
	if (s[1] == '[')
		return control_sequence(s, n);
	if (strchr("]PX^_", s[1]))
		return control_string(s, n);
	while (i < n && within((unsigned char)s[i], 0x20, 0x2f))
		i++;
	return i < n && within((unsigned char)s[i], 0x30, 0x7e) ? i + 1 : i;
}

struct cleaner {
	struct strbuf *out;
	int column;
};

static void add_code_point(struct cleaner *c, uint32_t cp)
{
	char bytes[5];

	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		cp = 0xb7;
	else if (codepoint_width(cp) == 0)
		return;
	else if (!utf8_is_shown(cp))
		cp = 0xfffd;
	strbuf_add(c->out, bytes, utf8_encode(cp, bytes));
	c->column += codepoint_width(cp);
}

/* A progress bar: the line begins anew. */
static void go_back(struct cleaner *c)
{
	strbuf_reset(c->out);
	c->column = 0;
}

static void take_back(struct cleaner *c)
{
	struct strbuf *out = c->out;
	uint32_t cp;

	if (!out->len)
		return;
	do
		out->len--;
	while (out->len && ((unsigned char)out->buf[out->len] & 0xc0) == 0x80);
	utf8_decode(out->buf + out->len, &cp);
	c->column -= codepoint_width(cp);
	out->buf[out->len] = '\0';
}

static void add_tab(struct cleaner *c)
{
	do
		add_code_point(c, ' ');
	while (c->column % TAB);
}

/* Text that is no control; the bytes that it took. */
static size_t add_text(struct cleaner *c, const char *line, size_t n)
{
	uint32_t cp;
	size_t took = utf8_decode(line, &cp);

	add_code_point(c, took > n ? 0xfffd : cp); /* more than n: cut off */
	return took < n ? took : n;
}

void log_text_clean(const char *line, size_t n, struct strbuf *out)
{
	struct cleaner c = {.out = out};

	strbuf_reset(out);
	while (n > 0 && line[n - 1] == '\r')
		n--;
	for (size_t i = 0; i < n;) {
		size_t took = 1;

		switch (line[i]) {
		case ESCAPE:
			took = escape_length(line + i, n - i);
			break;
		case '\r':
			go_back(&c);
			break;
		case '\b':
			take_back(&c);
			break;
		case '\t':
			add_tab(&c);
			break;
		case BELL:
			break;
		default:
			took = add_text(&c, line + i, n - i);
		}
		i += took;
	}
}

size_t log_text_row(const char *text, size_t at, int width)
{
	int used = 0;

	while (text[at]) {
		uint32_t cp;
		size_t n = utf8_decode(text + at, &cp);

		used += codepoint_width(cp);
		if (used > width && used > codepoint_width(cp))
			break;
		at += n;
	}
	return at;
}

int log_text_indent(int width)
{
	return width > 20 ? 2 : 0;
}

size_t log_text_at(const char *text, int row, int width)
{
	size_t at = 0;

	for (int i = 0; i < row; i++) {
		size_t end = log_text_row(
			text, at, i ? width - log_text_indent(width) : width);

		if (!text[end])
			break;
		at = end;
	}
	return at;
}

int log_text_rows(const char *text, int width)
{
	size_t at = 0;
	int rows = 0;

	do {
		at = log_text_row(
			text, at, rows ? width - log_text_indent(width) : width);
		rows++;
	} while (text[at]);
	return rows;
}

bool log_text_is_ours(const char *text)
{
	static const char ours[] = "rungtop: ";

	return strncmp(text, ours, sizeof(ours) - 1) == 0;
}
