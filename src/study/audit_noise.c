/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Noise at the cutoff. Around a rung a value is taken for a smooth curve and an independent
 * error whose deviation is sigma. Six epochs in a row are fitted with a parabola in the
 * logarithm of the epoch, in which learning curves bend little; what is left has 6 - 3
 * degrees of freedom, so that its sum of squares is sigma² times a chi-squared. The median
 * of these sums, over the trials near the cutoff, gives sigma and does not mind a few that
 * jump. What a curve bends more than a parabola counts as noise.
 *
 * A place could turn when two values on different sides of the cutoff differ by less than
 * 1.96 sqrt(2) sigma: the difference is then not significant at 5 %.
 */
#include "config.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/order_tree.h"
#include "base/xalloc.h"
#include "study/audit_parts.h"

#define WINDOW 6
#define TERMS 3 /* of a parabola */
#define MEDIAN_CHI_SQUARED 2.3659738843753377 /* with WINDOW - TERMS degrees of freedom */
#define SIGNIFICANT (1.959963984540054 * M_SQRT2)

static double dot(const double *a, const double *b)
{
	double sum = 0;

	for (int i = 0; i < WINDOW; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Takes out of v what it has of a unit vector. */
static void take_out(double *v, const double *unit)
{
	double part = dot(v, unit);

	for (int i = 0; i < WINDOW; i++)
		v[i] -= part * unit[i];
}

/* What the epochs from + 1 … of a curve have beside a parabola: the sum of squares. */
static double residue(const double *values, int from)
{
	double basis[TERMS][WINDOW], left[WINDOW];

	for (int i = 0; i < WINDOW; i++) {
		double x = log((from + 1.0 + i) / (from + 1.0));

		left[i] = values[from + i];
		basis[0][i] = 1;
		basis[1][i] = x;
		basis[2][i] = x * x;
	}
	for (int k = 0; k < TERMS; k++) {
		double size;

		for (int j = 0; j < k; j++)
			take_out(basis[k], basis[j]);
		size = sqrt(dot(basis[k], basis[k]));
		for (int i = 0; i < WINDOW; i++)
			basis[k][i] /= size;
		take_out(left, basis[k]);
	}
	return dot(left, left);
}

/* About the level, which is in the window; NaN: the trial has too few epochs. */
static double spread(
	const struct study *s, const struct futures *f, uint32_t trial, int level)
{
	const struct future *x = futures_find(f, trial);
	const struct study_trial *t = &s->trials[trial];
	int epochs = x ? x->epochs : t->epoch, from = level - WINDOW / 2;
	const double *values;

	if (from + WINDOW > epochs)
		from = epochs - WINDOW;
	from = from < 0 ? 0 : from;
	if (from + WINDOW > epochs || from + WINDOW < level)
		return NO_NUMBER;
	values = x ? x->values : study_results(t);
	for (int i = 0; i < WINDOW; i++)
		if (study_broken(s, values[from + i]) > 0)
			return NO_NUMBER;
	return residue(values, from);
}

/* A rung of one round in its order, and which of its results may climb. */
struct cut {
	const struct study_rung *rung;
	struct result *order; /* [rung->done] */
	uint32_t finite;
	double worst_in, best_out; /* NaN: there is none */
	uint32_t places;
};

static void sort_rung(const struct study *s, const struct study_rung *r, struct cut *c)
{
	*c = (struct cut){.rung = r, .worst_in = NO_NUMBER, .best_out = NO_NUMBER};
	c->order = xcalloc(r->done + 1, sizeof(*c->order));
	for (uint32_t i = 0; i < r->done; i++) {
		c->order[i] = (struct result){r->trials[i], r->values[i]};
		c->finite += isfinite(r->values[i]);
	}
	results_sort(c->order, r->done, s->info->maximize);
	c->places = r->places;
	if (!c->places) { /* a rule that counts none has a value for its cutoff */
		while (c->places < c->finite &&
			!study_better(s, r->cutoff, c->order[c->places].value))
			c->places++;
		c->worst_in = c->best_out = r->cutoff;
	} else if (c->places < c->finite) {
		c->worst_in = c->order[c->places - 1].value;
		c->best_out = c->order[c->places].value;
	}
}

/* Of those near the cutoff: as many beyond it as within. */
static size_t collect(const struct study *s, const struct futures *f, const struct cut *c,
	double *spreads)
{
	size_t n = 0;

	for (uint32_t i = 0; i < c->finite && i < 2 * c->places; i++) {
		double d = spread(s, f, c->order[i].trial, c->rung->level);

		if (isfinite(d))
			spreads[n++] = d;
	}
	return n;
}

static uint64_t key(size_t rung, uint32_t trial)
{
	return (uint64_t)rung << 32 | trial;
}

static int by_key(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void mark(struct audit *a, const struct study *s, const struct cut *c,
	struct audit_rung *r, size_t *cap)
{
	double reach = SIGNIFICANT * r->noise;

	if (!(reach > 0) || !isfinite(c->best_out))
		return;
	for (uint32_t i = 0; i < c->finite; i++) {
		double other = i < c->places ? c->best_out : c->worst_in;

		if (fabs(c->order[i].value - other) > reach)
			continue;
		ARRAY_ROOM(a->tossed, a->n_tossed, *cap);
		a->tossed[a->n_tossed++] =
			key((size_t)(c->rung - s->rungs), c->order[i].trial);
		r->tossed++;
	}
}

static bool is_of(const struct audit_rung *r, const struct study_rung *x)
{
	return x->bracket == r->bracket && x->level == r->level;
}

static void find_noise(struct audit_rung *r, const struct study *s, const struct futures *f)
{
	double *spreads = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < s->n_rungs; i++) {
		struct cut c;

		if (!is_of(r, &s->rungs[i]))
			continue;
		sort_rung(s, &s->rungs[i], &c);
		if (n + c.finite > cap) {
			cap = 2 * (n + c.finite);
			spreads = xreallocarray(spreads, cap, sizeof(*spreads));
		}
		n += collect(s, f, &c, spreads + n);
		free(c.order);
	}
	if (n)
		r->noise = sqrt(gsl_stats_median(spreads, 1, n) / MEDIAN_CHI_SQUARED);
	free(spreads);
}

void audit_find_tossed(
	struct audit *a, const struct study *s, const struct futures *f)
{
	size_t cap = 0;

	for (size_t k = 0; k < a->n_rungs; k++) {
		struct audit_rung *r = &a->rungs[k];

		find_noise(r, s, f);
		for (size_t i = 0; i < s->n_rungs; i++) {
			struct cut c;

			if (!is_of(r, &s->rungs[i]))
				continue;
			sort_rung(s, &s->rungs[i], &c);
			mark(a, s, &c, r, &cap);
			free(c.order);
		}
	}
	if (a->n_tossed)
		qsort(a->tossed, a->n_tossed, sizeof(*a->tossed), by_key);
}

bool audit_is_tossed(const struct audit *a, size_t rung, uint32_t trial)
{
	uint64_t k = key(rung, trial);

	return a->n_tossed &&
	       bsearch(&k, a->tossed, a->n_tossed, sizeof(k), by_key) != NULL;
}
