/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PASHA, progressive ASHA (Bohdal, Balles, Wistuba, Ermis, Archambeau & Zappella 2023).
 * ASHA spends most of its epochs on training its best trials to the top, even when
 * their order is clear by then. PASHA has a cap: no trial climbs from the rung of
 * the cap, which is rung 1 at first. It grows by one rung when the ranking there still
 * differs from the ranking of the same trials one rung below.
 *
 * Rankings of noisy values always differ a little, so they count as the same while, at
 * every position, the two trials that the rankings have there are within ε of each
 * other. How much is noise is seen from pairs of trials whose curves criss-cross: each is
 * ahead, then behind, then ahead again. ε is the 90th percentile of how far such pairs
 * are apart in the end.
 *
 * As long as all at the cap have stood in one order at every epoch, nothing criss-crosses
 * and the rankings agree whatever ε is: a trial that comes then need only have the same rank
 * at each. Once one has not, all are compared with all.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "scheduler/asynchronous.h"

#define NOISE_PERCENTILE 0.9

struct pasha {
	struct asynchronous a;
	double epsilon;	 /* NaN: from the criss-crossing pairs */
	double **curves; /* by trial; of those that have come to the cap, else NULL */
	bool *is_member; /* by trial, as the curves */
	size_t n_curves;

	/*
	 * Of those at the cap whose result there is finite, at each epoch that counts. They
	 * stand alike in all of them: else there are none.
	 */
	struct ranking *orders;
	int n_orders;

	uint32_t *members; /* trials at the cap whose pairs are in `distances` */
	size_t n_members, cap_members;
	struct ranking distances; /* numbered, in place of trials */
};

static struct pasha *pasha_of(struct asynchronous *a)
{
	return (struct pasha *)a;
}

static void drop_orders(struct pasha *p)
{
	for (int i = 0; i < p->n_orders; i++)
		ranking_release(&p->orders[i]);
	free(p->orders);
	p->orders = NULL;
	p->n_orders = 0;
}

static void pasha_free(struct scheduler *s)
{
	struct pasha *p = (struct pasha *)s;

	drop_orders(p);
	for (size_t i = 0; i < p->n_curves; i++)
		free(p->curves[i]);
	free(p->curves);
	free(p->is_member);
	free(p->members);
	ranking_release(&p->distances);
	asynchronous_free(s);
}

/* The epoch of order i: when ε is given, the two of the rankings are all that count. */
static int order_epoch(const struct pasha *p, int i)
{
	return isnan(p->epsilon) ? i + 1 : p->a.ladder.levels[p->a.cap - 1 + i];
}

/* At a new cap, which is empty yet; else they are not in order, as far as we know. */
static void begin_orders(struct pasha *p)
{
	drop_orders(p);
	if (p->a.cap == p->a.ladder.n_rungs - 1 ||
		ranking_size(asynchronous_rung(&p->a, 0, p->a.cap)))
		return;
	p->n_orders = isnan(p->epsilon) ? p->a.ladder.levels[p->a.cap] : 2;
	p->orders = xcalloc((size_t)p->n_orders, sizeof(*p->orders));
	for (int i = 0; i < p->n_orders; i++)
		ranking_init(&p->orders[i], p->a.maximize);
}

static void add_member(struct pasha *p, uint32_t trial)
{
	ARRAY_ROOM(p->members, p->n_members, p->cap_members);
	p->members[p->n_members++] = trial;
	p->is_member[trial] = true;
}

/* A trial has come to the cap, with its curve. */
static void put_in_order(struct pasha *p, uint32_t trial, struct curve curve)
{
	int level = p->a.ladder.levels[p->a.cap];
	uint32_t first = 0;

	if (!p->n_orders || p->is_member[trial] || curve.epochs < level ||
		!isfinite(curve.values[level - 1]))
		return;
	for (int i = 0; i < p->n_orders; i++) {
		struct result x = {trial, curve.values[order_epoch(p, i) - 1]};

		ranking_add(&p->orders[i], x);
		if (!i)
			first = ranking_rank(&p->orders[i], x);
		if (ranking_rank(&p->orders[i], x) != first) {
			drop_orders(p);
			return;
		}
	}
	add_member(p, trial);
}

static void keep(struct asynchronous *a, uint32_t trial, struct curve curve)
{
	struct pasha *p = pasha_of(a);
	size_t bytes = (size_t)curve.epochs * sizeof(*curve.values);

	if (!curve.epochs || asynchronous_reached(a, trial) < a->cap)
		return;
	if (trial >= p->n_curves) {
		size_t n = a->n_trials + a->n_trials / 2 + 1;

		p->curves = xreallocarray(p->curves, n, sizeof(*p->curves));
		memset(p->curves + p->n_curves, 0,
			(n - p->n_curves) * sizeof(*p->curves));
		p->is_member = xreallocarray(p->is_member, n, sizeof(*p->is_member));
		memset(p->is_member + p->n_curves, 0,
			(n - p->n_curves) * sizeof(*p->is_member));
		p->n_curves = n;
	}
	free(p->curves[trial]);
	p->curves[trial] = xmalloc(bytes);
	memcpy(p->curves[trial], curve.values, bytes);
	put_in_order(p, trial, curve);
}

/* Whether two curves change places at least twice up to an epoch. */
static bool criss_cross(const double *x, const double *y, int epochs)
{
	int ahead = 0, changes = 0;

	for (int e = 0; e < epochs && changes < 2; e++) {
		int now = (x[e] > y[e]) - (x[e] < y[e]);

		changes += now && ahead && now != ahead;
		ahead = now ? now : ahead;
	}
	return changes >= 2;
}

/* The pairs of a trial with those that were there before it. */
static void add_pairs(struct pasha *p, uint32_t trial, int epochs)
{
	const double *x = p->curves[trial];

	for (size_t i = 0; i < p->n_members; i++) {
		const double *y = p->curves[p->members[i]];
		uint32_t number = ranking_size(&p->distances);

		if (criss_cross(x, y, epochs))
			ranking_add(&p->distances,
				(struct result){
					number, fabs(x[epochs - 1] - y[epochs - 1])});
	}
}

static void drop_members(struct pasha *p)
{
	for (size_t i = 0; i < p->n_members; i++)
		p->is_member[p->members[i]] = false;
	p->n_members = 0;
	ranking_release(&p->distances);
}

/* Between the two that are nearest, as gsl_stats_quantile_from_sorted_data has it. */
static double percentile(const struct ranking *r, double f)
{
	double at = f * (double)(ranking_size(r) - 1), part = at - floor(at);
	uint32_t below = (uint32_t)at + 1;
	double low = ranking_at(r, below).value;

	return part > 0 ? (1 - part) * low + part * ranking_at(r, below + 1).value : low;
}

/* ε for the n trials at the cap. Usually one of them, the last to come, is new. */
static double noise(struct pasha *p, const uint32_t *trials, size_t n)
{
	int epochs = p->a.ladder.levels[p->a.cap];
	size_t known = 0;

	if (!isnan(p->epsilon))
		return p->epsilon;
	for (size_t i = 0; i < n; i++)
		known += p->is_member[trials[i]];
	if (known != p->n_members)
		drop_members(p);
	for (size_t i = 0; i < n; i++)
		if (!p->is_member[trials[i]]) {
			add_pairs(p, trials[i], epochs);
			add_member(p, trials[i]);
		}
	return ranking_size(&p->distances) ? percentile(&p->distances, NOISE_PERCENTILE)
					   : 0;
}

/* Whether the trials at the cap stand in the same order one rung below, but for ε. */
static bool is_stable(struct pasha *p, const uint32_t *trials, size_t n)
{
	int below = p->a.ladder.levels[p->a.cap - 1] - 1;
	struct result *sorted = xcalloc(n, sizeof(*sorted));
	double epsilon = noise(p, trials, n);
	bool stable = true;

	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct result){trials[i], p->curves[trials[i]][below]};
	results_sort(sorted, n, p->a.maximize);
	for (size_t i = 0; i < n && stable; i++)
		stable = trials[i] == sorted[i].trial ||
			 fabs(p->curves[trials[i]][below] - sorted[i].value) <= epsilon;
	free(sorted);
	return stable;
}

static bool grow(struct asynchronous *a)
{
	struct ranking *r = asynchronous_rung(a, 0, a->cap);
	uint32_t n = ranking_size(r);
	uint32_t *trials;
	size_t finite = 0;
	bool grows;

	if (a->cap == a->ladder.n_rungs - 1 || n < 2 || pasha_of(a)->n_orders)
		return false;
	trials = xcalloc(n, sizeof(*trials));
	for (uint32_t i = 1; i <= n; i++) {
		struct result x = ranking_at(r, i);

		if (isfinite(x.value))
			trials[finite++] = x.trial;
	}
	grows = finite >= 2 && !is_stable(pasha_of(a), trials, finite);
	if (grows) {
		a->cap++;
		drop_members(pasha_of(a));
		begin_orders(pasha_of(a));
	}
	free(trials);
	return grows;
}

static struct scheduler *pasha_new(const struct scheduler_setup *setup, struct error *err)
{
	struct pasha *p = xcalloc(1, sizeof(*p));
	const struct knob_value *epsilon = knobs_get(setup->knobs, "epsilon");

	if (asynchronous_init(&p->a, setup, NULL, err) < 0) {
		pasha_free(&p->a.base);
		return NULL;
	}
	p->epsilon = epsilon->set ? epsilon->number : NO_NUMBER;
	p->a.keep = keep;
	p->a.grow = grow;
	if (p->a.cap > 1)
		p->a.cap = 1;
	ranking_init(&p->distances, false);
	begin_orders(p);
	return &p->a.base;
}

static const struct knob knobs[] = {LADDER_KNOBS, LEVELS_KNOBS,
	{.name = "epsilon",
		.type = KNOB_REAL,
		.min = 0,
		.max = INFINITY,
		.help = "values this near count as equal; measured when not given"},
	RESUME_KNOB, {0}};

const struct scheduler_ops scheduler_pasha = {
	.kind = {.name = "pasha",
		.help = "asha whose top rung grows while the ranking there is not stable",
		.knobs = knobs},
	.rule = &rule_asha,
	.compares_curves = true,
	.create = pasha_new,
	.free = pasha_free,
	ASYNCHRONOUS_OPS,
};
