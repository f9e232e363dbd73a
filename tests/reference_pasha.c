/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bohdal et al., "PASHA: Efficient HPO and NAS with Progressive Resource Allocation"
 * (2023): ASHA up to a cap, which grows by a rung as long as the two highest rungs do not
 * rank their trials alike. Alike is soft: what stands at a place by one ranking may be
 * another trial than by the other when it is not more than epsilon away; and epsilon is
 * the noise, seen where curves criss-cross.
 */
#include "config.h"

#include "reference_asha.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

/*
 * Whether the order of two curves changes twice or more in epochs 1 … last. A value that
 * is not finite says nothing.
 */
static bool criss_cross(const struct asha *m, uint32_t a, uint32_t b, int last)
{
	int before = 0, changes = 0;

	for (int e = 1; e <= last; e++) {
		double x = reference_value(&m->ref.trials[a], e);
		double y = reference_value(&m->ref.trials[b], e);
		int now = (x > y) - (x < y);

		if (now && before && now != before)
			changes++;
		if (now)
			before = now;
	}
	return changes >= 2;
}

/* The 90th percentile of the distances between curves that criss-cross; 0: none does. */
static double estimate_epsilon(const struct asha *a, const struct reference_rung *cap)
{
	int last = a->ref.levels[a->cap];
	double *distances = NULL, epsilon = 0;
	size_t n = 0, room = 0;

	for (size_t i = 0; i < cap->n; i++) {
		for (size_t j = i + 1; j < cap->n; j++) {
			const struct reference_result *x = &cap->items[i];
			const struct reference_result *y = &cap->items[j];

			if (!criss_cross(a, x->trial, y->trial, last))
				continue;
			ARRAY_ROOM(distances, n, room);
			distances[n++] = fabs(x->value - y->value);
		}
	}
	if (n) {
		gsl_sort(distances, 1, n);
		epsilon = gsl_stats_quantile_from_sorted_data(distances, 1, n, 0.9);
	}
	free(distances);
	return epsilon;
}

/* The two rungs hold the same trials, and are sorted. */
static bool ranked_alike(
	struct reference_rung *cap, struct reference_rung *below, double epsilon)
{
	for (size_t i = 0; i < cap->n; i++) {
		const struct reference_result *there = &below->items[i];
		const struct reference_result *here =
			rung_find(below, cap->items[i].trial);

		if (here->trial != there->trial &&
			!(fabs(here->value - there->value) <= epsilon))
			return false;
	}
	return true;
}

bool pasha_is_to_grow(struct asha *a)
{
	struct reference_rung cap = {0}, below = {0};
	bool alike;

	if (a->cap == a->ref.n_levels - 1)
		return false;
	for (uint32_t i = 0; i < a->ref.n; i++) {
		const struct reference_result *here = rung_find(&a->rungs[0][a->cap], i);
		const struct reference_result *there =
			rung_find(&a->rungs[0][a->cap - 1], i);

		if (!here || !isfinite(here->value))
			continue;
		rung_add(&cap, i, here->value);
		rung_add(&below, i, there->value);
	}
	rung_sort(&cap, a->ref.maximize);
	rung_sort(&below, a->ref.maximize);
	alike = cap.n < 2 ||
		ranked_alike(&cap, &below,
			isnan(a->epsilon) ? estimate_epsilon(a, &cap) : a->epsilon);
	rung_release(&cap);
	rung_release(&below);
	return !alike;
}

static struct scheduler *pasha_new(const struct scheduler_setup *setup, struct error *err)
{
	struct scheduler *s = asha_new_as(&reference_pasha, setup);
	struct asha *a = (struct asha *)s;
	const struct knob_value *epsilon = knobs_get(setup->knobs, "epsilon");

	(void)err;
	a->progressive = true;
	if (a->cap > 1)
		a->cap = 1;
	if (epsilon->set)
		a->epsilon = epsilon->number;
	return s;
}

const struct scheduler_ops reference_pasha = {
	.kind = {.name = "pasha"},
	.create = pasha_new,
	.free = asha_free,
	.next = asha_next,
	.seat = asha_seat,
	.report = asha_report,
	.lost = asha_lost,
	.ended = asha_ended,
	.close = reference_close,
	.adopt = asha_adopt,
	.seat_of = reference_seat_of,
	.promote = asha_promote,
	.expects = reference_expects,
	.n_brackets = asha_n_brackets,
	.bracket = reference_all_levels,
};
