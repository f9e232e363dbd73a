/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/race_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

#define LABEL_MOST 18 /* bytes */

enum number { NUMBER_VALUE, NUMBER_WHOLE, NUMBER_SECONDS, NUMBER_SHARE, NUMBER_P };

static const char *number_text(double v, enum number kind, char *out, size_t size)
{
	if (!isfinite(v))
		snprintf(out, size, "-");
	else if (kind == NUMBER_WHOLE)
		snprintf(out, size, "%.0f", v);
	else if (kind == NUMBER_SHARE)
		snprintf(out, size, "%.3f", v);
	else if (kind == NUMBER_P)
		snprintf(out, size, "%.2g", v);
	else if (kind == NUMBER_SECONDS)
		snprintf(out, size, "%.*f", v < 1 ? 4 : v < 1000 ? 2 : 0, v);
	else
		snprintf(out, size, "%.6g", v);
	return out;
}

static struct race_row *add(struct race_rows *r, const char *name)
{
	ARRAY_ROOM(r->items, r->n, r->cap);
	r->items[r->n] = (struct race_row){.name = xstrdup(name)};
	return &r->items[r->n++];
}

/* What is not finite is a dash. */
static void add_row(struct race_rows *r, const char *name, const double *values, size_t n,
	enum number kind)
{
	struct race_row *row = add(r, name);

	for (size_t i = 0; i < n; i++)
		number_text(values[i], kind, row->cells[i], sizeof(row->cells[i]));
}

static void add_results(struct race_rows *r, const struct race_table *t)
{
	double values[RACE_MOST], epochs[RACE_MOST];
	struct strbuf name = STRBUF_INIT;
	struct race_row *row;

	for (size_t i = 0; i < t->n; i++) {
		const struct race_result *x = &t->results[i];

		values[i] = x->value;
		epochs[i] = x->trial == STUDY_NONE ? NO_NUMBER : x->epoch;
	}
	race_measure_name(t, 0, &name);
	add_row(r, name.buf, values, t->n, NUMBER_VALUE);
	strbuf_release(&name);
	row = add(r, "  of trial");
	for (size_t i = 0; i < t->n; i++)
		snprintf(row->cells[i], sizeof(row->cells[i]),
			t->results[i].trial == STUDY_NONE ? "-" : "T%u",
			t->results[i].trial);
	add_row(r, "  at epoch", epochs, t->n, NUMBER_WHOLE);
}

static void add_reach(struct race_rows *r, const struct race_table *t)
{
	for (size_t m = 0; m < t->n_targets; m++) {
		double seconds[RACE_MOST], epochs[RACE_MOST];
		struct strbuf name = STRBUF_INIT;
		char margin[32];

		for (size_t i = 0; i < t->n; i++) {
			seconds[i] = t->reach[m][i].seconds;
			epochs[i] = t->reach[m][i].epochs;
		}
		strbuf_addf(&name, "to %.6g, %s", t->targets[m],
			race_margin_text(t->margins[m], margin, sizeof(margin)));
		add(r, name.buf)->heading = true;
		strbuf_release(&name);
		add_row(r, "  seconds", seconds, t->n, NUMBER_SECONDS);
		add_row(r, "  epochs", epochs, t->n, NUMBER_WHOLE);
	}
}

static void add_totals(struct race_rows *r, const struct race_table *t)
{
	double seconds[RACE_MOST], epochs[RACE_MOST], trials[RACE_MOST],
		shares[RACE_MOST];

	for (size_t i = 0; i < t->n; i++) {
		seconds[i] = t->results[i].seconds;
		epochs[i] = (double)t->results[i].epochs;
		trials[i] = (double)t->results[i].trials;
		shares[i] = t->results[i].utilisation;
	}
	add_row(r, "seconds in all", seconds, t->n, NUMBER_SECONDS);
	add_row(r, "epochs in all", epochs, t->n, NUMBER_WHOLE);
	add_row(r, "trials", trials, t->n, NUMBER_WHOLE);
	add_row(r, "utilisation", shares, t->n, NUMBER_SHARE);
}

void race_rows_results(struct race_rows *r, const struct race_table *t)
{
	add_results(r, t);
	if (t->n_targets && isfinite(t->targets[0]))
		add_reach(r, t);
	add_totals(r, t);
}

static enum number kind_of(size_t measure)
{
	return !measure ? NUMBER_VALUE : measure % 2 ? NUMBER_SECONDS : NUMBER_WHOLE;
}

static void add_measure(struct race_rows *r, const struct race_samples *s,
	const char *label, size_t measure)
{
	double mean[RACE_MOST], lo[RACE_MOST], hi[RACE_MOST], came[RACE_MOST],
		first[RACE_MOST], p[RACE_MOST];
	struct strbuf against = STRBUF_INIT;
	enum number kind = kind_of(measure);
	bool all = true;

	race_compare(s, race_leader(s), p);
	for (size_t i = 0; i < s->columns; i++) {
		struct race_mean m = race_mean(s, i);

		mean[i] = m.mean;
		lo[i] = m.lo;
		hi[i] = m.hi;
		came[i] = (double)m.n;
		first[i] = (double)race_firsts(s, i);
		all &= m.n == s->n;
	}
	add_row(r, "  mean", mean, s->columns, kind);
	add_row(r, "  95 % interval: from", lo, s->columns, kind);
	add_row(r, "  to", hi, s->columns, kind);
	if (!all)
		add_row(r, "  seeds that came there", came, s->columns, NUMBER_WHOLE);
	add_row(r, "  seeds in which it was first", first, s->columns, NUMBER_WHOLE);
	strbuf_addf(&against, "  p against %s", label);
	add_row(r, against.buf, p, s->columns, NUMBER_P);
	strbuf_release(&against);
}

void race_rows_seeds(
	struct race_rows *r, const struct race_measures *m, const struct race_table *t)
{
	struct strbuf name = STRBUF_INIT;

	for (size_t k = 0; k < race_measures_count(t); k++) {
		struct race_samples s = race_measures_of(m, t, k);

		size_t best = race_leader(&s);
		char column[32];

		/* a long label would not stand in its place */
		snprintf(column, sizeof(column), "column %zu", best + 1);
		race_measure_name(t, k, &name);
		add(r, name.buf)->heading = true;
		add_measure(r, &s,
			strlen(t->labels[best]) <= LABEL_MOST ? t->labels[best] : column,
			k);
	}
	strbuf_release(&name);
}

void race_rows_texts(
	struct race_rows *r, const char *name, const char *const *texts, size_t n)
{
	struct race_row *row = add(r, name);

	for (size_t i = 0; i < n; i++) {
		const char *text = texts[i] ? texts[i] : "-";
		size_t len = strlen(text);

		if (len >= sizeof(row->cells[i]))
			len = sizeof(row->cells[i]) - 1;
		while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--; /* no part of a character */
		memcpy(row->cells[i], text, len);
	}
}

void race_rows_release(struct race_rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->items[i].name);
	free(r->items);
	*r = (struct race_rows){0};
}

void race_seeds_words(
	const struct race_measures *m, const struct race_table *t, struct strbuf *out)
{
	size_t pairs = t->n * (t->n - 1) / 2;

	strbuf_addf(out,
		"%zu seed%s, %llu to %llu. Means are of the seeds that came there, their "
		"intervals by Student's t. p: Wilcoxon's signed-rank test of the seeds' "
		"differences, two-sided, %s; Holm's correction for %zu pair%s.",
		m->n, m->n == 1 ? "" : "s", (unsigned long long)m->first,
		(unsigned long long)(m->first + m->n - 1),
		m->n <= RACE_EXACT_MOST ? "exact" : "by the normal approximation", pairs,
		pairs == 1 ? "" : "s");
}
