/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "report/chart.h"
#include "report/story.h"
#include "study/importance.h"

#define NAMED 3	      /* parameters that mattered most */
#define LEAST 0.05    /* of the importance, to be named after the first */
#define EDGE 0.05     /* this near to an end of its axis is at the edge */
#define NEAR_EDGE 0.2 /* where most of the best must be, too */

/*
 * Where a value lies between the ends of its range, on the parameter's own axis: 0 … 1.
 * NaN: there are no ends, or it has no place between them.
 */
static double place_of(const struct domain *d, struct value v)
{
	double lo, hi;

	if (v.kind != VALUE_INT && v.kind != VALUE_REAL)
		return NAN;
	if (domain_is_numeric(d)) {
		domain_support(d, &lo, &hi);
	} else {
		lo = INFINITY;
		hi = -INFINITY;
		for (size_t i = 0; i < d->n_values; i++) {
			if (d->values[i].kind != VALUE_INT &&
				d->values[i].kind != VALUE_REAL)
				return NAN;
			lo = fmin(lo, d->values[i].number);
			hi = fmax(hi, d->values[i].number);
		}
		if (d->n_values < 3) /* either would be an end */
			return NAN;
	}
	if (!isfinite(lo) || !isfinite(hi) || !(hi > lo))
		return NAN;
	if (domain_is_log(d) && lo > 0)
		return log(v.number / lo) / log(hi / lo);
	return (v.number - lo) / (hi - lo);
}

/* -1: at the lower end, 1: at the upper one, and most of the best are near it; else 0. */
static int edge_of(const struct study *s, const struct importances *im, size_t i)
{
	const struct domain *d = &s->info->space->params[i].domain;
	double place = place_of(d, s->trials[study_incumbent(s)->trial].config[i]);
	size_t near = 0;
	int side = place <= EDGE ? -1 : place >= 1 - EDGE ? 1 : 0;

	for (size_t k = 0; side && k < im->n_best; k++) {
		double at = place_of(d, s->trials[im->best[k]].config[i]);

		near += side < 0 ? at <= NEAR_EDGE : at >= 1 - NEAR_EDGE;
	}
	return 2 * near >= im->n_best ? side : 0;
}

/* "; the best of these have it from 0.004 to 0.03" */
static void add_best_range(
	const struct study *s, const struct importances *im, size_t i, struct strbuf *out)
{
	struct value lo = {.number = INFINITY}, hi = {.number = -INFINITY};
	char low[64], high[64];

	if (!domain_is_numeric(&s->info->space->params[i].domain))
		return;
	for (size_t k = 0; k < im->n_best; k++) {
		struct value v = s->trials[im->best[k]].config[i];

		if (v.kind != VALUE_INT && v.kind != VALUE_REAL)
			continue;
		lo = v.number < lo.number ? v : lo;
		hi = v.number > hi.number ? v : hi;
	}
	if (!(lo.number < hi.number))
		return;
	/* as a range to search: no more digits than that needs */
	lo.number = strtod(chart_value(lo.number, low, sizeof(low)), NULL);
	hi.number = strtod(chart_value(hi.number, high, sizeof(high)), NULL);
	strbuf_addf(out, "; they have %s from %s to %s", s->info->space->params[i].name,
		low, high);
}

static void add_importance(
	const struct study *s, const struct importances *im, struct strbuf *out)
{
	const struct space *space = s->info->space;
	char words[32];
	size_t n = 1;

	while (n < NAMED && n < im->n_order && im->share[im->order[n]] >= LEAST)
		n++;
	strbuf_addf(out,
		"For being among the best %zu of %zu %s, %s mattered most (%.0f %%)",
		im->n_best, im->n, study_level_words(im->level, words, sizeof(words)),
		space->params[im->order[0]].name, 100 * im->share[im->order[0]]);
	for (size_t i = 1; i < n; i++)
		strbuf_addf(out, "%s%s (%.0f %%)", i > 1 ? " and " : ", then ",
			space->params[im->order[i]].name, 100 * im->share[im->order[i]]);
	add_best_range(s, im, im->order[0], out);
}

static void add_edges(
	const struct study *s, const struct importances *im, struct strbuf *out)
{
	const struct space *space = s->info->space;
	const struct value *config = s->trials[study_incumbent(s)->trial].config;
	size_t n = 0;
	char text[64];

	for (size_t i = 0; i < space->n; i++) {
		int side = domain_is_constant(&space->params[i].domain)
				   ? 0
				   : edge_of(s, im, i);

		if (!side)
			continue;
		strbuf_addf(out, "%s %s, %s, lies at the %s end of its range",
			n++ ? "," : "; the best", space->params[i].name,
			value_print(config[i], false, text, sizeof(text)),
			side < 0 ? "lower" : "upper");
	}
	strbuf_adds(out,
		n ? ": widen it, and search on" : "; the best lies at no end of a range");
}

void story_add_advice(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	const struct study_incumbent *inc = study_incumbent(s);
	struct importances im;

	if (importances_find(&im, s, importances_level(s), SIZE_MAX)) {
		add_importance(s, &im, out);
	} else {
		strbuf_addf(out,
			"Which parameters matter cannot be said yet: that takes %d "
			"results at one level",
			IMPORTANCE_LEAST);
	}
	add_edges(s, &im, out);
	importances_release(&im);
	if (s->r_max != EPOCHS_OPEN && inc->epoch == s->r_max)
		strbuf_addf(out,
			"; T%u was at its best in the last epoch there was, %d: a larger "
			"max may find better",
			inc->trial, inc->epoch);
	if (s->phase != PHASE_FINISHED)
		strbuf_addf(out,
			"; the study has not finished: go on with rungtop resume %s",
			h->path);
	strbuf_addch(out, '.');
}
