/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which order futures are looked into. */
#include "config.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "study/audit.h"
#include "study/audit_parts.h"

static void draw(const struct study *s, uint32_t *order)
{
	gsl_rng *rng;

	if (!s->n_trials)
		return; /* GSL would abort */
	rng = stream_new(s->info->seed, 0, STREAM_AUDIT, 0);
	gsl_ran_shuffle(rng, order, s->n_trials, sizeof(*order));
	gsl_rng_free(rng);
}

struct candidate {
	uint32_t trial;
	bool stopped;
	struct audit_place at;
	double value; /* there; the less the better */
	size_t turn;  /* its rank among those stopped at its rung, from 0 */
};

static int by_rung(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int before = audit_place_order(x->at, y->at);

	if (x->stopped != y->stopped)
		return x->stopped ? -1 : 1;
	if (x->stopped && before)
		return before;
	if (x->stopped && x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->trial > y->trial) - (x->trial < y->trial);
}

static int by_turn(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->stopped == y->stopped && x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return by_rung(a, b);
}

/* Returns how many are among the best `most` of their rung. */
static size_t rank(const struct study *s, size_t most, uint32_t *order)
{
	size_t n = s->n_trials, reach = 0;
	struct candidate *list = xcalloc(n + 1, sizeof(*list));

	for (size_t i = 0; i < n; i++) {
		const struct study_trial *t = &s->trials[i];
		struct candidate *x = &list[i];

		*x = (struct candidate){
			.trial = (uint32_t)i, .stopped = audit_was_stopped(s, t)};
		if (!x->stopped)
			continue;
		x->at = audit_place_of(s, t);
		x->value = audit_value_at(t, x->at.level);
		if (s->info->maximize)
			x->value = -x->value;
		if (isnan(x->value))
			x->value = (double)INFINITY;
	}
	qsort(list, n, sizeof(*list), by_rung);
	for (size_t i = 1; i < n; i++)
		if (list[i].stopped && !audit_place_order(list[i].at, list[i - 1].at))
			list[i].turn = list[i - 1].turn + 1;
	qsort(list, n, sizeof(*list), by_turn);
	for (size_t i = 0; i < n; i++) {
		order[i] = list[i].trial;
		reach += list[i].stopped && (!most || list[i].turn < most);
	}
	free(list);
	return reach;
}

/* Up to where the order has n stopped ones; 0: all of them. */
static size_t reach_random(const struct study *s, const uint32_t *order, size_t n)
{
	size_t found = 0, reach = 0;

	for (size_t i = 0; i < s->n_trials && (!n || found < n); i++) {
		if (!audit_was_stopped(s, &s->trials[order[i]]))
			continue;
		found++;
		reach = i + 1;
	}
	return reach;
}

uint32_t *audit_order(
	const struct study *s, enum audit_pick pick, size_t n, size_t *reach)
{
	uint32_t *order = xcalloc(s->n_trials + 1, sizeof(*order));

	for (size_t i = 0; i < s->n_trials; i++)
		order[i] = (uint32_t)i;
	if (pick == AUDIT_BEST) {
		*reach = rank(s, n, order);
	} else {
		draw(s, order);
		*reach = reach_random(s, order, n);
	}
	return order;
}
