/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/brush.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "ui/filter.h"
#include "ui/format.h"

#define STEP 0.05  /* of the axis */
#define LEAST 0.01 /* the width of the narrowest */
#define EDGE 1e-9
#define DIGITS 3 /* that count, in the filter's numbers */

static void forget(struct brushes *b)
{
	free(b->before);
	free(b->text);
	b->before = b->text = NULL;
	b->n = 0;
}

void brushes_release(struct brushes *b)
{
	forget(b);
	free(b->items);
	*b = (struct brushes){0};
}

struct brush *brushes_on(const struct brushes *b, size_t param)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].param == param)
			return &b->items[i];
	return NULL;
}

/* Places and values */

static double clip(double x, double lo, double hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

/* What lies at a place of the axis: a number, or a column. */
static double value_at(const struct space_axis *a, double place)
{
	double u;

	if (a->n_columns)
		return clip(
			floor(place * (double)a->n_columns), 0, (double)a->n_columns - 1);
	if (place <= 0 || place >= 1 || a->axis.scale <= 0)
		return place <= 0 ? a->axis.lo : a->axis.hi;
	u = a->axis.from + place * (a->dots - 1) / a->axis.scale;
	return clip(a->axis.log ? pow(10, u) : u, a->axis.lo, a->axis.hi);
}

void brush_places(
	const struct brush *b, const struct space_axis *a, double *from, double *to)
{
	double n = (double)a->n_columns;

	if (a->n_columns) {
		*from = b->lo / n;
		*to = (b->hi + 1) / n;
	} else {
		*from = clip(axis_dot(&a->axis, b->lo) / (a->dots - 1), 0, 1);
		*to = clip(axis_dot(&a->axis, b->hi) / (a->dots - 1), 0, 1);
	}
}

static void put(struct brush *b, const struct space_axis *a, double from, double to)
{
	/* the end of a column is the beginning of the next one */
	double in = a->n_columns ? 0.5 / (double)a->n_columns : 0;

	b->lo = value_at(a, from + in);
	b->hi = value_at(a, to - in);
}

static struct brush *add(struct brushes *b, size_t param)
{
	struct brush *there = brushes_on(b, param);

	if (there)
		return there;
	ARRAY_ROOM(b->items, b->n, b->cap);
	b->items[b->n] = (struct brush){.param = param};
	return &b->items[b->n++];
}

/* The column that most of the best have. */
static double fullest_column(
	const struct study *s, const struct space_axis *a, const struct importances *im)
{
	size_t most = 0, column = 0;

	for (size_t k = 0; k < a->n_columns; k++) {
		size_t n = 0;

		for (size_t i = 0; i < im->n_best; i++)
			n += value_equal(a->par->domain.values[k],
				s->trials[im->best[i]].config[a->index]);
		if (n > most) {
			most = n;
			column = k;
		}
	}
	return (double)column;
}

void brush_begin(struct brushes *b, const struct study *s, const struct space_axis *a,
	const struct importances *im)
{
	struct brush *on = add(b, a->index);
	size_t n = 0;

	if (a->n_columns) {
		on->lo = on->hi = fullest_column(s, a, im);
		return;
	}
	for (size_t i = 0; i < im->n_best; i++) {
		struct value v = s->trials[im->best[i]].config[a->index];

		if (value_is_nothing(v))
			continue;
		on->lo = n ? fmin(on->lo, v.number) : v.number;
		on->hi = n ? fmax(on->hi, v.number) : v.number;
		n++;
	}
	if (n < 2)
		put(on, a, 1 / 3.0, 2 / 3.0);
}

void brush_between(struct brushes *b, const struct space_axis *a, double from, double to)
{
	struct brush *on = add(b, a->index);
	double in = a->n_columns ? EDGE : 0; /* a column's end is not the next one */

	on->lo = value_at(a, clip(from, 0, 1) + in);
	on->hi = value_at(a, clip(to, 0, 1) - in);
}

static double step_of(const struct space_axis *a)
{
	return a->n_columns ? 1 / (double)a->n_columns : STEP;
}

void brush_move(struct brush *b, const struct space_axis *a, int steps)
{
	double from, to, by = steps * step_of(a);

	brush_places(b, a, &from, &to);
	by = clip(by, -from, 1 - to);
	put(b, a, from + by, to + by);
}

void brush_widen(struct brush *b, const struct space_axis *a, int steps)
{
	double least = a->n_columns ? step_of(a) : LEAST, from, to, by;

	brush_places(b, a, &from, &to);
	if (a->n_columns) { /* at its end, and at the other one where there is no more */
		to += steps * step_of(a);
		from -= fmax(0, to - 1);
	} else {
		by = fmax(steps * STEP, least - (to - from)) / 2;
		from -= by;
		to += by;
	}
	to = clip(fmax(to, from + least), 0, 1);
	put(b, a, clip(from, 0, 1), to);
}

void brush_drop(struct brushes *b, size_t param)
{
	struct brush *on = brushes_on(b, param);

	if (on)
		*on = b->items[--b->n];
}

/* Texts */

/* With few digits, and rounded so that the end itself is within. */
static void end_text(const struct domain *d, double v, bool up, char *out, size_t size)
{
	double unit = v != 0 ? pow(10, floor(log10(fabs(v))) - DIGITS + 1) : 1;

	if (domain_is_whole(d))
		snprintf(out, size, "%.0f", round(v));
	else
		format_digits(
			(up ? ceil(v / unit - 1e-9) : floor(v / unit + 1e-9)) * unit,
			DIGITS, out, size);
}

const char *brush_words(
	const struct brush *b, const struct study *s, char *out, size_t size)
{
	const struct domain *d = &s->info->space->params[b->param].domain;
	char from[64], to[64];

	*out = '\0';
	if (domain_is_numeric(d)) {
		end_text(d, b->lo, false, from, sizeof(from));
		end_text(d, b->hi, true, to, sizeof(to));
		snprintf(out, size, "%s to %s", from, to);
		return out;
	}
	for (size_t i = (size_t)b->lo; i <= (size_t)b->hi && i < d->n_values; i++) {
		size_t n = strlen(out);

		snprintf(out + n, size - n, "%s%s", n ? ", " : "",
			format_param(d->values[i], from, sizeof(from)));
	}
	return out;
}

/* As the filter reads it: in quotes where it is more than a word. */
static void add_word(struct strbuf *out, const char *word)
{
	const char *c = word;

	while (filter_is_word(*c))
		c++;
	if (*c || !*word || !strcmp(word, "-"))
		strbuf_addf(out, "\"%s\"", word);
	else
		strbuf_adds(out, word);
}

static void add_columns(
	struct strbuf *out, const struct brush *b, const struct parameter *par)
{
	char text[64];

	strbuf_addch(out, '(');
	for (size_t i = (size_t)b->lo; i <= (size_t)b->hi; i++) {
		strbuf_adds(out, i > (size_t)b->lo ? " | " : "");
		add_word(out, par->name);
		strbuf_addch(out, '=');
		add_word(out,
			value_print(par->domain.values[i], true, text, sizeof(text)));
	}
	strbuf_addch(out, ')');
}

static void add_filter(struct strbuf *out, const struct brush *b, const struct study *s)
{
	const struct parameter *par = &s->info->space->params[b->param];
	char text[64];

	strbuf_adds(out, out->len ? " & " : "");
	if (!domain_is_numeric(&par->domain)) {
		add_columns(out, b, par);
		return;
	}
	add_word(out, par->name);
	end_text(&par->domain, b->lo, false, text, sizeof(text));
	strbuf_addf(out, ">=%s & ", text);
	add_word(out, par->name);
	end_text(&par->domain, b->hi, true, text, sizeof(text));
	strbuf_addf(out, "<=%s", text);
}

/* The filter */

void brushes_apply(struct brushes *b, struct view *v, const struct study *s)
{
	struct strbuf text = STRBUF_INIT;
	struct mistake m;

	if (!b->text && v->trials.filtered)
		b->before = xstrdup(v->trials.filtered);
	if (b->before)
		strbuf_addf(&text, b->n ? "(%s)" : "%s", b->before);
	for (size_t i = 0; i < b->n; i++)
		add_filter(&text, &b->items[i], s);
	if (trials_filter(&v->trials, s, text.buf, &m) < 0) {
		message_tell(&v->message, v->wall, "%s", m.err.text);
		forget(b);
	} else if (!b->n) {
		forget(b);
	} else {
		free(b->text);
		b->text = xstrdup(text.buf);
	}
	strbuf_release(&text);
}

void brushes_follow(struct brushes *b, const struct view *v)
{
	if (b->text && (!v->trials.filtered || strcmp(v->trials.filtered, b->text) != 0))
		forget(b);
}
