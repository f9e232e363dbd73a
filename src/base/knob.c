/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/knob.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

#define INT_EXACT 9007199254740992.0 /* 2^53: whole numbers a double holds exactly */
#define WIDTH_MAX 1000000
#define NO_END 1e300 /* such a bound only keeps arithmetic finite: not worth a word */
#define WORD_MAX 64  /* nothing longer is a misspelt name */

const struct kind *family_find(const struct family *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->kinds[i]->name, name))
			return f->kinds[i];
	return NULL;
}

const struct knob *knob_find(const struct knob *rows, const char *name)
{
	for (; rows && rows->name; rows++)
		if (!strcmp(rows->name, name))
			return rows;
	return NULL;
}

static size_t row_count(const struct knob *rows)
{
	size_t n = 0;

	while (rows && rows[n].name)
		n++;
	return n;
}

/*
 * Parsing. Numbers are decimal only: strtod() alone would let hexadecimal, inf and nan
 * through.
 */

static bool parse_real(const char *text, double *number)
{
	char *end;

	if (!*text || text[strspn(text, "0123456789+-.eE")])
		return false;
	*number = strtod(text, &end);
	return !*end && isfinite(*number);
}

static bool parse_bool(const char *text, double *number)
{
	static const char *const words[] = {
		"false", "true", "False", "True", "FALSE", "TRUE"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(text, words[i])) {
			*number = i % 2 ? 1 : 0;
			return true;
		}
	return false;
}

/* The index of text among the words of `choices`, or -1. */
static int choice_index(const char *choices, const char *text)
{
	size_t len = strlen(text);

	for (int i = 0; *choices; i++) {
		size_t n = strcspn(choices, " ");

		if (n == len && !memcmp(choices, text, n))
			return i;
		choices += n;
		choices += strspn(choices, " ");
	}
	return -1;
}

/* number becomes the number of hidden layers. */
static bool parse_shape(const char *text, double *number)
{
	*number = 0;
	if (!strcmp(text, "none"))
		return true;
	for (;;) {
		long width = 0;

		if (*text < '1' || *text > '9')
			return false;
		for (; isdigit((unsigned char)*text); text++) {
			width = width * 10 + (*text - '0');
			if (width > WIDTH_MAX)
				return false;
		}
		*number += 1;
		if (!*text)
			return true;
		if (*text++ != 'x')
			return false;
	}
}

int knob_list(const char *text, int *out, int most)
{
	bool closed = *text == '[';
	int n = 0;

	text += closed;
	for (;;) {
		char *end;
		long v;

		errno = 0;
		v = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1;
		if (v < 0 || v > INT_MAX || errno || n == most)
			return -1;
		out[n++] = (int)v;
		text = end;
		if (*text != ',')
			break;
		text += 1 + strspn(text + 1, " ");
	}
	text += closed && *text == ']';
	return *text ? -1 : n;
}

static bool parse_list(const struct knob *row, const char *text, double *number)
{
	int values[KNOB_LIST_MAX];
	int n = knob_list(text, values, KNOB_LIST_MAX);

	for (int i = 0; i < n; i++)
		if (values[i] < row->min || values[i] > row->max ||
			(i && values[i] <= values[i - 1]))
			return false;
	*number = n;
	return n > 0;
}

bool knob_in_range(const struct knob *row, double v)
{
	if (row->open_min ? v <= row->min : v < row->min)
		return false;
	return row->open_max ? v < row->max : v <= row->max;
}

static bool parse(const struct knob *row, const char *text, double *number)
{
	int index;

	*number = 0;
	if (row->word && !strcmp(text, row->word))
		return true;
	switch (row->type) {
	case KNOB_INT:
		return parse_real(text, number) && *number == floor(*number) &&
		       fabs(*number) <= INT_EXACT && knob_in_range(row, *number);
	case KNOB_REAL:
		return parse_real(text, number) && knob_in_range(row, *number);
	case KNOB_BOOL:
		return parse_bool(text, number);
	case KNOB_CHOICE:
		index = choice_index(row->choices, text);
		*number = index;
		return index >= 0;
	case KNOB_TEXT:
		return true;
	case KNOB_SHAPE:
		return parse_shape(text, number);
	case KNOB_LIST:
		return parse_list(row, text, number);
	}
	return false;
}

int knob_refuse(
	const struct knob *row, const char *text, struct place at, struct error *err)
{
	char allowed[512];
	double x;
	bool huge = row->type == KNOB_REAL && parse_real(text, &x) && fabs(x) > NO_END;

	knob_allowed(row, allowed, sizeof(allowed));
	return error_at(err, at, "%s cannot be '%.60s'; it must be %s%s", row->name, text,
		allowed, huge ? ", and no larger than 1e300" : "");
}

int knob_parse(const struct knob *row, const char *text, double *number, struct place at,
	struct error *err)
{
	return parse(row, text, number) ? 0 : knob_refuse(row, text, at, err);
}

static void allowed_number(const struct knob *row, struct strbuf *out)
{
	bool from = row->min > -NO_END, to = row->max < NO_END;

	strbuf_adds(out, row->type == KNOB_INT ? "a whole number" : "a number");
	if (from)
		strbuf_addf(out, " %s %.16g", row->open_min ? "above" : "from", row->min);
	if (from && !to && !row->open_min)
		strbuf_adds(out, " up");
	if (to && row->open_max)
		strbuf_addf(out, "%s below %.16g", from ? " and" : "", row->max);
	else if (to)
		strbuf_addf(out, " %s %.16g", from && !row->open_min ? "to" : "up to",
			row->max);
}

void knob_allowed(const struct knob *row, char *out, size_t size)
{
	struct strbuf sb = STRBUF_INIT;

	switch (row->type) {
	case KNOB_INT:
	case KNOB_REAL:
		allowed_number(row, &sb);
		if (row->word)
			strbuf_addf(&sb, ", or %s", row->word);
		break;
	case KNOB_BOOL:
		strbuf_adds(&sb, "true or false");
		break;
	case KNOB_CHOICE:
		strbuf_adds(&sb, "one of: ");
		for (const char *c = row->choices; *c; c++)
			strbuf_adds(&sb, *c == ' ' ? ", " : (char[]){*c, '\0'});
		break;
	case KNOB_TEXT:
		strbuf_adds(&sb, "text");
		break;
	case KNOB_SHAPE:
		strbuf_adds(&sb, "layer widths such as 64 or 128x64, or none");
		break;
	case KNOB_LIST:
		strbuf_addf(&sb,
			"a list of up to %d whole numbers from %.0f up, each more than "
			"the one before, such as 3,11,33",
			KNOB_LIST_MAX, row->min);
		break;
	}
	snprintf(out, size, "%s", sb.buf);
	strbuf_release(&sb);
}

/*
 * Values.
 */

static void value_set(
	struct knob_value *v, const char *text, double number, struct place at)
{
	char *copy = xstrdup(text); /* text may be the value's own */

	free(v->text);
	v->set = true;
	v->number = number;
	v->text = copy;
	v->at = at;
}

void knobs_init(struct knobs *k, const struct knob *rows, struct place at)
{
	size_t n = row_count(rows);

	*k = (struct knobs){.rows = rows, .at = at};
	k->values = xcalloc(n, sizeof(*k->values));
	for (size_t i = 0; i < n; i++) {
		double number;
		bool ok;

		k->values[i].at = at;
		if (!rows[i].def)
			continue;
		ok = parse(&rows[i], rows[i].def, &number);
		assert(ok);
		value_set(&k->values[i], rows[i].def, number, at);
	}
}

void knobs_release(struct knobs *k)
{
	for (size_t i = 0; k->values && i < row_count(k->rows); i++)
		free(k->values[i].text);
	free(k->values);
	*k = (struct knobs){0};
}

void knobs_copy(struct knobs *dst, const struct knobs *src)
{
	size_t n = row_count(src->rows);

	*dst = *src;
	dst->values = xcalloc(n, sizeof(*dst->values));
	for (size_t i = 0; i < n; i++) {
		dst->values[i] = src->values[i];
		if (src->values[i].text)
			dst->values[i].text = xstrdup(src->values[i].text);
	}
}

static int unknown_key(const struct knob *rows, const char *noun, const char *name,
	struct place at, struct error *err)
{
	size_t n = row_count(rows);
	const char **names = xcalloc(n, sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = rows[i].name;
	unknown_name(err, at, "key", name, noun, names, n);
	free(names);
	return -1;
}

int knobs_set(struct knobs *k, const char *noun, const char *name, const char *text,
	struct place at, struct error *err)
{
	const struct knob *row = knob_find(k->rows, name);
	struct knob_value *v;
	double number;

	if (!row)
		return unknown_key(k->rows, noun, name, at, err);
	if (knob_parse(row, text, &number, at, err))
		return -1;
	v = &k->values[row - k->rows];
	value_set(v, text, number, at);
	v->given = true;
	return 0;
}

const struct knob_value *knobs_get(const struct knobs *k, const char *name)
{
	const struct knob *row = knob_find(k->rows, name);

	assert(row);
	return &k->values[row - k->rows];
}

int64_t knobs_int(const struct knobs *k, const char *name)
{
	return (int64_t)knobs_get(k, name)->number;
}

double knobs_real(const struct knobs *k, const char *name)
{
	return knobs_get(k, name)->number;
}

bool knobs_bool(const struct knobs *k, const char *name)
{
	return knobs_get(k, name)->number != 0;
}

const char *knobs_text(const struct knobs *k, const char *name)
{
	return knobs_get(k, name)->text;
}

bool knobs_is(const struct knobs *k, const char *name, const char *choice)
{
	const char *text = knobs_get(k, name)->text;

	return text && !strcmp(text, choice);
}

/*
 * Suggestions.
 */

/* Case and the kind of dash are no difference: people mean the same. */
static int fold(char c)
{
	return c == '-' ? '_' : tolower((unsigned char)c);
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* The optimal string alignment distance; both at most WORD_MAX long. */
static size_t distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1];

	for (size_t i = 0; i <= na; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= nb; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= na; i++) {
		for (size_t j = 1; j <= nb; j++) {
			size_t differ = fold(a[i - 1]) != fold(b[j - 1]);

			d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
				d[i - 1][j - 1] + differ);
			if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
				fold(a[i - 2]) == fold(b[j - 1]) &&
				d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[na][nb];
}

const char *suggest_nearest(const char *word, const char *const *names, size_t n)
{
	size_t len = strnlen(word, WORD_MAX + 1), best;
	const char *nearest = NULL;

	if (len > WORD_MAX)
		return NULL;
	/* A third of the letters may be wrong, one of up to five, and none of one. */
	best = len < 2 ? 1 : (len < 6 ? 1 : len / 3) + 1;
	for (size_t i = 0; i < n; i++) {
		size_t other = strnlen(names[i], WORD_MAX + 1), d;

		if (other > WORD_MAX)
			continue;
		d = distance(word, len, names[i], other);
		if (d < best) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest;
}

int unknown_name(struct error *err, struct place at, const char *what, const char *name,
	const char *where, const char *const *names, size_t n)
{
	const char *nearest = suggest_nearest(name, names, n);
	struct strbuf hint = STRBUF_INIT;

	if (nearest)
		strbuf_addf(&hint, "did you mean '%s'?", nearest);
	else if (!n)
		strbuf_adds(&hint, "there are none");
	else
		strbuf_adds(&hint, n == 1 ? "there is only: " : "there are: ");
	for (size_t i = 0; !nearest && i < n; i++)
		strbuf_addf(&hint, "%s%s", i ? ", " : "", names[i]);
	error_at(err, at, "unknown %s '%.60s'%s%s; %s", what, name, where ? " in " : "",
		where ? where : "", hint.buf);
	strbuf_release(&hint);
	return -1;
}

int unknown_kind(
	struct error *err, struct place at, const char *name, const struct family *f)
{
	const char **names = xcalloc(f->n, sizeof(*names));

	for (size_t i = 0; i < f->n; i++)
		names[i] = f->kinds[i]->name;
	unknown_name(err, at, f->noun, name, NULL, names, f->n);
	free(names);
	return -1;
}
