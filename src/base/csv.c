/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/csv.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/gzfile.h"
#include "base/xalloc.h"

#define CHUNK ((size_t)1 << 16)
#define END -1	  /* next_byte(): the file is over */
#define FAILED -2 /* next_byte(): err is filled */

struct field {
	size_t start;  /* of its text in the row's */
	int line, col; /* where it began in the file */
};

struct csv {
	const char *path; /* borrowed */
	struct gzfile *in;
	unsigned char *chunk;
	size_t pos, end; /* what of the chunk has not been read */
	int line;	 /* of the next byte */
	int row_line;	 /* the last row began on */

	char *text; /* the row's fields, each with its NUL */
	size_t len, cap;
	size_t bytes;	   /* the row has in the file */
	size_t line_begin; /* how many of them were before the line that is being read */
	size_t returns;	   /* CRs that were read ahead, and are to be given */
	struct field *parts;
	size_t n, n_cap;
	char **fields;
	size_t fields_cap;
};

struct csv *csv_open(const char *path, struct error *err)
{
	struct gzfile *in = gzfile_open(path, err);
	struct csv *c;

	if (!in)
		return NULL;
	c = xcalloc(1, sizeof(*c));
	c->path = path;
	c->in = in;
	c->chunk = xmalloc(CHUNK);
	c->line = c->row_line = 1;
	return c;
}

void csv_close(struct csv *c)
{
	if (!c)
		return;
	gzfile_close(c->in);
	free(c->chunk);
	free(c->text);
	free(c->parts);
	free(c->fields);
	free(c);
}

int csv_line(const struct csv *c)
{
	return c->row_line;
}

struct place csv_place(const struct csv *c, size_t i)
{
	return (struct place){
		.file = c->path, .line = c->parts[i].line, .col = c->parts[i].col};
}

static int fail(const struct csv *c, const char *what, struct error *err)
{
	struct place at = {.file = c->path, .line = c->row_line};

	return error_at(err, at, "%s", what);
}

/* A byte-order mark is no part of the first field. */
static void skip_mark(struct csv *c)
{
	if (c->end >= 3 && !memcmp(c->chunk, "\xef\xbb\xbf", 3))
		c->pos = 3;
}

static int refill(struct csv *c, struct error *err)
{
	bool first = c->line == 1 && !c->end;
	ssize_t n = gzfile_read(c->in, c->chunk, CHUNK, c->line, err);

	if (n < 0)
		return FAILED;
	if (n == 0)
		return END;
	c->pos = 0;
	c->end = (size_t)n;
	if (first)
		skip_mark(c);
	return c->pos < c->end ? 0 : refill(c, err);
}

static int peek_byte(struct csv *c, struct error *err)
{
	if (c->pos == c->end) {
		int end = refill(c, err);

		if (end)
			return end;
	}
	return c->chunk[c->pos];
}

static int next_byte(struct csv *c, struct error *err)
{
	int ch = peek_byte(c, err);

	if (ch < 0)
		return ch;
	c->pos++;
	if (++c->bytes > CSV_LINE_MAX) {
		struct place at = {.file = c->path, .line = c->row_line};

		error_at(err, at, "a line of more than %zu MiB; is this a CSV file?",
			CSV_LINE_MAX >> 20);
		return FAILED;
	}
	if (ch == '\0') {
		fail(c, "a NUL byte; is this a CSV file?", err);
		return FAILED;
	}
	if (ch == '\n') {
		c->line += c->line < INT_MAX;
		c->line_begin = c->bytes;
	}
	return ch;
}

static void put(struct csv *c, int ch)
{
	ARRAY_ROOM(c->text, c->len, c->cap);
	c->text[c->len++] = (char)ch;
}

static void begin_field(struct csv *c)
{
	ARRAY_ROOM(c->parts, c->n, c->n_cap);
	c->parts[c->n++] = (struct field){.start = c->len,
		.line = c->line,
		.col = (int)(c->bytes - c->line_begin) + 1};
}

/*
 * Reads CR LF as LF, and CR CR LF, which is that written to a file of text on Windows; so
 * does the end of the file after CR. Any other CR is a byte like others.
 */
static int next_char(struct csv *c, struct error *err)
{
	int ch, next;

	if (c->returns) {
		c->returns--;
		return '\r';
	}
	ch = next_byte(c, err);
	if (ch != '\r')
		return ch;
	while ((next = peek_byte(c, err)) == '\r') {
		next_byte(c, err);
		c->returns++;
	}
	if (next != '\n' && next != END)
		return next == FAILED ? FAILED : ch;
	c->returns = 0;
	return next_byte(c, err);
}

/*
 * The inside of a quoted field, after its opening quote, to its end. Returns what ends
 * it: ',', '\n', END or FAILED.
 */
static int read_quoted(struct csv *c, struct error *err)
{
	for (;;) {
		int ch = next_byte(c, err);

		if (ch == END) {
			fail(c, "a quote is opened and never closed", err);
			return FAILED;
		}
		if (ch == FAILED)
			return FAILED;
		if (ch != '"') {
			put(c, ch);
			continue;
		}
		ch = next_char(c, err);
		if (ch == '"') {
			put(c, ch);
			continue;
		}
		while (ch == ' ' || ch == '\t')
			ch = next_char(c, err);
		if (ch == ',' || ch == '\n' || ch < 0)
			return ch;
		fail(c, "text after a closing quote", err);
		return FAILED;
	}
}

static int read_field(struct csv *c, struct error *err)
{
	int ch;

	begin_field(c);
	while ((ch = next_char(c, err)) == ' ' || ch == '\t')
		put(c, ch);
	if (ch == '"') { /* blanks before it are no part of the field */
		c->len = c->parts[c->n - 1].start;
		return read_quoted(c, err);
	}
	while (ch >= 0 && ch != ',' && ch != '\n') {
		put(c, ch);
		ch = next_char(c, err);
	}
	return ch;
}

/* Whether the row that was read is a line of blanks. Quotes make it a row. */
static bool is_blank(const struct csv *c, bool quoted)
{
	return c->n == 1 && !quoted && strspn(c->text, " \t\r") == c->len - 1;
}

/* 1 for a row, 0 at the end of the file; blank says that it is to be skipped. */
static int read_row(struct csv *c, bool *blank, struct error *err)
{
	bool quoted;
	int ch;

	c->len = c->n = c->bytes = c->line_begin = 0;
	c->row_line = c->line;
	ch = peek_byte(c, err);
	if (ch < 0)
		return ch == END ? 0 : -1;
	quoted = ch == '"';
	do {
		ch = read_field(c, err);
		if (ch == FAILED)
			return -1;
		put(c, '\0');
	} while (ch == ',');
	*blank = is_blank(c, quoted);
	return 1;
}

int csv_row(struct csv *c, char ***fields, size_t *n, struct error *err)
{
	bool blank = false;

	do {
		int got = read_row(c, &blank, err);

		if (got <= 0)
			return got;
	} while (blank);
	if (c->fields_cap < c->n_cap) {
		c->fields_cap = c->n_cap;
		c->fields = xreallocarray(c->fields, c->fields_cap, sizeof(*c->fields));
	}
	for (size_t i = 0; i < c->n; i++)
		c->fields[i] = c->text + c->parts[i].start;
	*fields = c->fields;
	*n = c->n;
	return 1;
}

/*
 * What fields say.
 */

/* Whole numbers of up to nine digits, which most tables are made of. */
static bool parse_short(const char *s, double *v)
{
	int n = 0;
	bool minus = *s == '-';
	long sum = 0;

	s += minus;
	for (; n < 9 && s[n] >= '0' && s[n] <= '9'; n++)
		sum = sum * 10 + (s[n] - '0');
	*v = (double)(minus ? -sum : sum);
	return n && !s[n];
}

static bool names_no_number(const char *s, size_t len)
{
	static const char *const words[] = {
		"nan", "inf", "infinity", "na", "n/a", "null"};

	if (len && (*s == '-' || *s == '+')) {
		s++;
		len--;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && !strncasecmp(s, words[i], len))
			return true;
	return false;
}

enum csv_cell csv_cell(const char *s, double *v)
{
	size_t len, digits;
	char *end;

	if (parse_short(s, v))
		return CSV_NUMBER;
	s += strspn(s, " \t");
	len = strlen(s);
	while (len && strchr(" \t", s[len - 1]))
		len--;
	if (!len)
		return CSV_EMPTY;
	digits = strspn(s, "0123456789+-.eE");
	if (digits != len)
		return names_no_number(s, len) ? CSV_NOT_FINITE : CSV_TEXT;
	*v = strtod(s, &end);
	if (end != s + len)
		return CSV_TEXT;
	return isfinite(*v) ? CSV_NUMBER : CSV_NOT_FINITE;
}

/*
 * Writing.
 */

void csv_print_field(struct strbuf *out, const char *text)
{
	size_t len = strlen(text);
	bool blank = len && (strchr(" \t", text[0]) || strchr(" \t", text[len - 1]));

	if (len && !blank && !strpbrk(text, ",\"\r\n")) {
		strbuf_add(out, text, len);
		return;
	}
	strbuf_addch(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			strbuf_addch(out, '"');
		strbuf_addch(out, *text);
	}
	strbuf_addch(out, '"');
}
