/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/importance.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

#define BEST_PART 0.1
#define BEST_LEAST 5
#define ENOUGH (BEST_LEAST * 10) /* results, for the best to be that part of them */
#define CELLS 50		 /* of the unit interval */
/* In cells: 90 % of such a kernel lie in one. */
#define BANDWIDTH_LEAST (0.5 / 1.64)

struct result_at {
	const struct value *config;
	uint32_t trial;
	double loss; /* INFINITY: it was lost */
};

static int by_loss(const void *a, const void *b)
{
	const struct result_at *x = a, *y = b;

	if (x->loss != y->loss)
		return x->loss < y->loss ? -1 : 1;
	return (x->trial > y->trial) - (x->trial < y->trial);
}

/* Results at a level, of all brackets and rounds. */
static size_t results_at(const struct study *s, int level)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_rungs; i++)
		if (s->rungs[i].level == level)
			n += s->rungs[i].done;
	return n;
}

/* Of all results at the level, or so many evenly spread: best first; to be freed. */
static struct result_at *collect(const struct study *s, int level, size_t most, size_t *n)
{
	size_t there = results_at(s, level), stride = there > most ? there / most + 1 : 1,
	       at = 0;
	struct result_at *all = xcalloc(there / stride + 1, sizeof(*all));

	*n = 0;
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];

		for (uint32_t k = 0; k < r->done && r->level == level; k++) {
			double v = r->values[k];

			if (at++ % stride)
				continue;
			all[(*n)++] = (struct result_at){
				.config = s->trials[r->trials[k]].config,
				.trial = r->trials[k],
				.loss = !isfinite(v)	    ? (double)INFINITY
					: s->info->maximize ? -v
							    : v};
		}
	}
	qsort(all, *n, sizeof(*all), by_loss);
	return all;
}

/* Of n sorted points of the unit interval, in cells. */
static double bandwidth(const double *sorted, size_t n, int cells)
{
	double iqr = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.75) -
		     gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.25);
	double spread = fmin(iqr / 1.34, gsl_stats_sd(sorted, 1, n));

	return fmax(1.059 * spread * pow((double)n, -0.2) * cells, BANDWIDTH_LEAST);
}

/*
 * Each cell has its part of a mixture: a normal kernel around each point, truncated to the
 * unit interval, and a uniform one. Points are put in the middle of their cells.
 */
static void smooth(double p[static CELLS], int cells, const double *points, size_t n)
{
	double *sorted = xcalloc(n, sizeof(*sorted));
	double count[CELLS] = {0}, kernel[CELLS], h;

	for (size_t i = 0; i < n; i++) {
		sorted[i] = points[i];
		count[(size_t)fmin(points[i] * cells, cells - 1)]++;
	}
	gsl_sort(sorted, 1, n);
	h = bandwidth(sorted, n, cells);
	free(sorted);
	for (int k = 0; k < cells; k++) {
		kernel[k] =
			gsl_cdf_gaussian_P(k + 0.5, h) - gsl_cdf_gaussian_P(k - 0.5, h);
		p[k] = 1.0 / cells / (double)(n + 1);
	}
	for (int at = 0; at < cells; at++) {
		double whole = 0;

		for (int k = 0; k < cells; k++)
			whole += kernel[abs(k - at)];
		for (int k = 0; k < cells && count[at] > 0; k++)
			p[k] += count[at] * kernel[abs(k - at)] / whole / (double)(n + 1);
	}
}

/* Σ q (p/q − 1)², Pearson's. */
static double divergence(const double *p, const double *q, size_t cells)
{
	double sum = 0;

	for (size_t k = 0; k < cells; k++)
		sum += (p[k] - q[k]) * (p[k] - q[k]) / q[k];
	return sum;
}

/* How far the first n_best of the n points lie from all. */
static double far_of_numbers(
	const struct domain *d, const double *points, size_t n, size_t n_best)
{
	size_t values = domain_count(d);
	int cells = values && values < CELLS ? (int)values : CELLS;
	double best[CELLS], all[CELLS];

	smooth(best, cells, points, n_best);
	smooth(all, cells, points, n);
	return divergence(best, all, (size_t)cells);
}

/* Of categories: how often each is there, and a uniform part. */
static void count_items(const struct domain *d, size_t param,
	const struct result_at *results, size_t n, double *p)
{
	double each = 1.0 / (double)d->n_values;

	for (size_t k = 0; k < d->n_values; k++)
		p[k] = each / (double)(n + 1);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < d->n_values; k++)
			if (value_equal(results[i].config[param], d->values[k])) {
				p[k] += 1.0 / (double)(n + 1);
				break;
			}
}

static double far_of_items(const struct domain *d, size_t param,
	const struct result_at *results, size_t n, size_t n_best)
{
	double *best = xcalloc(d->n_values, sizeof(*best)),
	       *all = xcalloc(d->n_values, sizeof(*all)), far;

	count_items(d, param, results, n_best, best);
	count_items(d, param, results, n, all);
	far = divergence(best, all, d->n_values);
	free(best);
	free(all);
	return far;
}

/* How far from all results the best ones lie along a parameter. */
static double far_along(const struct domain *d, size_t param,
	const struct result_at *results, size_t n, size_t n_best)
{
	double *points, far = 0;
	size_t placed = 0, best = 0;

	if (domain_is_constant(d))
		return 0;
	if (!domain_is_numeric(d))
		return far_of_items(d, param, results, n, n_best);
	points = xcalloc(n, sizeof(*points));
	for (size_t i = 0; i < n; i++) {
		double u = domain_position(d, results[i].config[param]);

		if (isnan(u)) /* it has no such value */
			continue;
		points[placed++] = u;
		best += i < n_best;
	}
	if (best > 1)
		far = far_of_numbers(d, points, placed, best);
	free(points);
	return far;
}

static void put_in_order(struct importances *im, const struct space *space)
{
	size_t *all = xcalloc(space->n, sizeof(*all));

	im->order = xcalloc(space->n, sizeof(*im->order));
	gsl_sort_index(all, im->share, 1, space->n);
	for (size_t i = space->n; i-- > 0;)
		if (!domain_is_constant(&space->params[all[i]].domain))
			im->order[im->n_order++] = all[i];
	free(all);
}

bool importances_find(
	struct importances *im, const struct study *s, int level, size_t most)
{
	const struct space *space = s->info->space;
	struct result_at *results;
	double sum = 0;

	*im = (struct importances){.level = level};
	if (level <= 0)
		return false;
	results = collect(s, level, most, &im->n);
	im->n_best = (size_t)ceil(BEST_PART * (double)im->n);
	if (im->n_best < BEST_LEAST)
		im->n_best = BEST_LEAST;
	im->share = xcalloc(space->n + 1, sizeof(*im->share));
	for (size_t i = 0; i < space->n && im->n >= IMPORTANCE_LEAST; i++) {
		im->share[i] = far_along(
			&space->params[i].domain, i, results, im->n, im->n_best);
		sum += im->share[i];
	}
	free(results);
	if (!(sum > 0))
		return false;
	for (size_t i = 0; i < space->n; i++)
		im->share[i] /= sum;
	put_in_order(im, space);
	return true;
}

void importances_release(struct importances *im)
{
	free(im->share);
	free(im->order);
	im->share = NULL;
	im->order = NULL;
}

int importances_level(const struct study *s)
{
	size_t most = IMPORTANCE_LEAST - 1;
	int best = 0;

	for (int b = 0; b < s->n_brackets; b++)
		for (int k = 0; k < study_rungs_near(s, b); k++) {
			int level = s->shape[b].levels[k];
			size_t n = results_at(s, level);

			n = n < ENOUGH ? n : ENOUGH;
			if (n < most || (n == most && level <= best))
				continue;
			most = n;
			best = level;
		}
	return most < IMPORTANCE_LEAST ? 0 : best;
}
