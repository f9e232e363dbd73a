/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/race_print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "base/xalloc.h"
#include "draw/grid.h"

#define NAMES 31     /* columns of the screen for what a row is */
#define HEAD_MOST 20 /* a label that is longer stands in a list above */
#define CELL_LEAST 12

/* Labels are heads where they are short; else their numbers are. */
struct heads {
	bool numbers;
	int width[RACE_MOST];
};

static struct heads heads_of(const struct race_table *t)
{
	struct heads h = {.numbers = false};

	for (size_t i = 0; i < t->n; i++)
		h.numbers |= text_width(t->labels[i]) > HEAD_MOST;
	for (size_t i = 0; i < t->n; i++) {
		int w = h.numbers ? 1 : text_width(t->labels[i]);

		h.width[i] = w > CELL_LEAST ? w : CELL_LEAST;
	}
	return h;
}

static void pad(struct strbuf *out, int n)
{
	while (n-- > 0)
		strbuf_addch(out, ' ');
}

static void add_name(struct strbuf *out, const char *name)
{
	printable_addf(out, "%s", name);
	pad(out, NAMES - text_width(name));
}

static void add_cell(
	const struct heads *h, size_t i, const char *text, struct strbuf *out)
{
	pad(out, 2 + h->width[i] - text_width(text));
	printable_addf(out, "%s", text);
}

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

/* A row of the table; what is not finite is a dash. */
static void add_row(const struct heads *h, const char *name, const double *values,
	size_t n, enum number kind, struct strbuf *out)
{
	char text[48];

	add_name(out, name);
	for (size_t i = 0; i < n; i++)
		add_cell(h, i, number_text(values[i], kind, text, sizeof(text)), out);
	strbuf_addch(out, '\n');
}

static void add_heads(
	const struct race_table *t, const struct heads *h, struct strbuf *out)
{
	char number[24];

	for (size_t i = 0; h->numbers && i < t->n; i++)
		printable_linef(out, "%zu  %s", i + 1, t->labels[i]);
	pad(out, NAMES);
	for (size_t i = 0; i < t->n; i++) {
		snprintf(number, sizeof(number), "%zu", i + 1);
		add_cell(h, i, h->numbers ? number : t->labels[i], out);
	}
	strbuf_addch(out, '\n');
}

/* "best", "within 0.01". */
static const char *margin_text(double margin, char *out, size_t size)
{
	if (margin > 0)
		snprintf(out, size, "within %g", margin);
	else
		snprintf(out, size, "the best");
	return out;
}

static void print_results(
	const struct race_table *t, const struct heads *h, struct strbuf *out)
{
	double values[RACE_MOST], epochs[RACE_MOST];
	struct strbuf name = STRBUF_INIT;
	char text[16];

	for (size_t i = 0; i < t->n; i++) {
		const struct race_result *r = &t->results[i];

		values[i] = r->value;
		epochs[i] = r->trial == STUDY_NONE ? (double)NAN : r->epoch;
	}
	race_measure_name(t, 0, &name);
	add_row(h, name.buf, values, t->n, NUMBER_VALUE, out);
	strbuf_release(&name);
	add_name(out, "  of trial");
	for (size_t i = 0; i < t->n; i++) {
		snprintf(text, sizeof(text), "T%u", t->results[i].trial);
		add_cell(h, i, t->results[i].trial == STUDY_NONE ? "-" : text, out);
	}
	strbuf_addch(out, '\n');
	add_row(h, "  at epoch", epochs, t->n, NUMBER_WHOLE, out);
}

static void print_reach(
	const struct race_table *t, const struct heads *h, struct strbuf *out)
{
	for (size_t m = 0; m < t->n_targets; m++) {
		double seconds[RACE_MOST], epochs[RACE_MOST];
		char margin[32];

		for (size_t i = 0; i < t->n; i++) {
			seconds[i] = t->reach[m][i].seconds;
			epochs[i] = t->reach[m][i].epochs;
		}
		strbuf_addf(out, "to %.6g, %s\n", t->targets[m],
			margin_text(t->margins[m], margin, sizeof(margin)));
		add_row(h, "  seconds", seconds, t->n, NUMBER_SECONDS, out);
		add_row(h, "  epochs", epochs, t->n, NUMBER_WHOLE, out);
	}
}

static void print_totals(
	const struct race_table *t, const struct heads *h, struct strbuf *out)
{
	double seconds[RACE_MOST], epochs[RACE_MOST], trials[RACE_MOST],
		shares[RACE_MOST];

	for (size_t i = 0; i < t->n; i++) {
		seconds[i] = t->results[i].seconds;
		epochs[i] = (double)t->results[i].epochs;
		trials[i] = (double)t->results[i].trials;
		shares[i] = t->results[i].utilisation;
	}
	add_row(h, "seconds in all", seconds, t->n, NUMBER_SECONDS, out);
	add_row(h, "epochs in all", epochs, t->n, NUMBER_WHOLE, out);
	add_row(h, "trials", trials, t->n, NUMBER_WHOLE, out);
	add_row(h, "utilisation", shares, t->n, NUMBER_SHARE, out);
}

/* A row a key; a value that is too long for its place is cut. */
static void print_differences(
	const struct race_differences *d, const struct heads *h, struct strbuf *out)
{
	if (!d->n)
		strbuf_adds(out, "the study files are the same\n");
	for (size_t k = 0; k < d->n; k++) {
		add_name(out, d->items[k].key);
		for (size_t i = 0; i < d->columns; i++) {
			const char *value = d->items[k].values[i];
			struct strbuf cut = STRBUF_INIT;

			printable_addf(
				&cut, "%.*s", h->width[i] + 8, value ? value : "-");
			add_cell(h, i, cut.buf, out);
			strbuf_release(&cut);
		}
		strbuf_addch(out, '\n');
	}
}

void race_print(
	const struct race_table *t, const struct race_differences *d, struct strbuf *out)
{
	struct heads h = heads_of(t);

	add_heads(t, &h, out);
	if (d)
		print_differences(d, &h, out);
	print_results(t, &h, out);
	if (isfinite(t->targets[0]))
		print_reach(t, &h, out);
	print_totals(t, &h, out);
}

/* Seeds */

static size_t n_measures(const struct race_table *t)
{
	return 1 + 2 * t->n_targets;
}

static double measure(const struct race_table *t, size_t measure, size_t column)
{
	const struct race_reach *r;

	if (!measure)
		return t->results[column].value;
	r = &t->reach[(measure - 1) / 2][column];
	return measure % 2 ? r->seconds : r->epochs;
}

void race_measure_name(const struct race_table *t, size_t measure, struct strbuf *out)
{
	char text[32];

	strbuf_reset(out);
	if (!measure)
		strbuf_addf(out, "final %s", t->info->metric);
	else
		strbuf_addf(out, "%s to %s", measure % 2 ? "seconds" : "epochs",
			margin_text(t->margins[(measure - 1) / 2], text, sizeof(text)));
}

void race_measures_add(struct race_measures *m, const struct race_table *t)
{
	if (!m->n)
		m->first = t->info->seed;
	for (size_t k = 0; k < n_measures(t); k++) {
		m->rows[k] = xreallocarray(m->rows[k], m->n + 1, sizeof(*m->rows[k]));
		for (size_t i = 0; i < RACE_MOST; i++)
			m->rows[k][m->n][i] = i < t->n ? measure(t, k, i) : (double)NAN;
	}
	m->n++;
}

void race_measures_release(struct race_measures *m)
{
	for (size_t k = 0; k < RACE_MEASURES; k++)
		free(m->rows[k]);
}

struct race_samples race_measures_of(
	const struct race_measures *m, const struct race_table *t, size_t measure)
{
	return (struct race_samples){.rows = (const double(*)[RACE_MOST])m->rows[measure],
		.n = m->n,
		.columns = t->n,
		.maximize = !measure && t->info->maximize};
}

/* The column to compare the others with: most often first, then the better mean. */
static size_t leader(const struct race_samples *s)
{
	size_t best = 0;

	for (size_t i = 1; i < s->columns; i++) {
		size_t a = race_firsts(s, i), b = race_firsts(s, best);
		double x = race_mean(s, i).mean, y = race_mean(s, best).mean;

		if (a > b || (a == b && (s->maximize ? x > y : x < y)))
			best = i;
	}
	return best;
}

/* Of each pair with the leader, corrected for all pairs that there are. */
static void compare(const struct race_samples *s, size_t best, double *p)
{
	double all[RACE_MOST * (RACE_MOST - 1) / 2];
	size_t n = 0, at[RACE_MOST] = {0};

	for (size_t a = 0; a < s->columns; a++)
		for (size_t b = a + 1; b < s->columns; b++) {
			if (a == best || b == best)
				at[a == best ? b : a] = n;
			all[n++] = race_wilcoxon(s, a, b);
		}
	race_holm(all, n);
	for (size_t i = 0; i < s->columns; i++)
		p[i] = i == best ? (double)NAN : all[at[i]];
}

static void print_measure(const struct race_samples *s, const struct heads *h,
	const char *name, const char *const *labels, enum number kind, struct strbuf *out)
{
	static const char *const numbers[RACE_MOST] = {"1", "2", "3", "4"};
	double mean[RACE_MOST], lo[RACE_MOST], hi[RACE_MOST], came[RACE_MOST],
		first[RACE_MOST], p[RACE_MOST];
	struct strbuf against = STRBUF_INIT;
	size_t best = leader(s);
	bool all = true;

	compare(s, best, p);
	for (size_t i = 0; i < s->columns; i++) {
		struct race_mean m = race_mean(s, i);

		mean[i] = m.mean;
		lo[i] = m.lo;
		hi[i] = m.hi;
		came[i] = (double)m.n;
		first[i] = (double)race_firsts(s, i);
		all &= m.n == s->n;
	}
	printable_linef(out, "%s", name);
	add_row(h, "  mean", mean, s->columns, kind, out);
	add_row(h, "  95 % interval: from", lo, s->columns, kind, out);
	add_row(h, "  to", hi, s->columns, kind, out);
	if (!all)
		add_row(h, "  seeds that came there", came, s->columns, NUMBER_WHOLE,
			out);
	add_row(h, "  seeds in which it was first", first, s->columns, NUMBER_WHOLE, out);
	strbuf_addf(
		&against, "  p against %s", h->numbers ? numbers[best] : labels[best]);
	add_row(h, against.buf, p, s->columns, NUMBER_P, out);
	strbuf_release(&against);
}

static enum number kind_of(size_t measure)
{
	return !measure ? NUMBER_VALUE : measure % 2 ? NUMBER_SECONDS : NUMBER_WHOLE;
}

void race_print_seeds(
	const struct race_measures *m, const struct race_table *t, struct strbuf *out)
{
	struct heads h = heads_of(t);
	struct strbuf name = STRBUF_INIT;
	size_t pairs = t->n * (t->n - 1) / 2;

	add_heads(t, &h, out);
	for (size_t k = 0; k < n_measures(t); k++) {
		struct race_samples s = race_measures_of(m, t, k);

		race_measure_name(t, k, &name);
		print_measure(&s, &h, name.buf, t->labels, kind_of(k), out);
	}
	strbuf_release(&name);
	strbuf_addf(out,
		"\n%zu seeds, %llu to %llu. Means are of the seeds that came there, "
		"their "
		"intervals by\nStudent's t. p: Wilcoxon's signed-rank test of the seeds' "
		"differences, two-sided,\n%s; Holm's correction for %zu pair%s.\n",
		m->n, (unsigned long long)m->first,
		(unsigned long long)(m->first + m->n - 1),
		m->n <= 200 ? "exact" : "by the normal approximation", pairs,
		pairs == 1 ? "" : "s");
}
