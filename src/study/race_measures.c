/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/race_measures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"

size_t race_measures_count(const struct race_table *t)
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

const char *race_margin_text(double margin, char *out, size_t size)
{
	if (margin > 0)
		snprintf(out, size, "within %g", margin);
	else
		snprintf(out, size, "the best");
	return out;
}

void race_measure_name(const struct race_table *t, size_t measure, struct strbuf *out)
{
	char text[32];

	strbuf_reset(out);
	if (!measure)
		strbuf_addf(out, "final %s", t->info->metric);
	else
		strbuf_addf(out, "%s to %s", measure % 2 ? "seconds" : "epochs",
			race_margin_text(
				t->margins[(measure - 1) / 2], text, sizeof(text)));
}

void race_measures_add(struct race_measures *m, const struct race_table *t)
{
	if (!m->n)
		m->first = t->info->seed;
	for (size_t k = 0; k < race_measures_count(t); k++) {
		m->rows[k] = xreallocarray(m->rows[k], m->n + 1, sizeof(*m->rows[k]));
		for (size_t i = 0; i < RACE_MOST; i++)
			m->rows[k][m->n][i] = i < t->n ? measure(t, k, i) : NO_NUMBER;
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

size_t race_leader(const struct race_samples *s)
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

void race_compare(const struct race_samples *s, size_t best, double p[RACE_MOST])
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
		p[i] = i == best ? NO_NUMBER : all[at[i]];
}
