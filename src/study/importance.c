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

/* Of all brackets and rounds. */
size_t importances_there(const struct study *s, int level)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_rungs; i++)
		if (s->rungs[i].level == level)
			n += s->rungs[i].done;
	return n;
}

/* Of all results at the level, or so many evenly spread: best first; to be freed. */
static struct result_at *collect(
	struct importances *im, const struct study *s, int level, size_t most)
{
	size_t there = importances_there(s, level),
	       stride = there > most ? there / most + 1 : 1, at = 0;
	struct result_at *all = xcalloc(there / stride + 1, sizeof(*all));

	im->there = there;
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];

		for (uint32_t k = 0; k < r->done && r->level == level; k++) {
			double v = r->values[k];

			if (at++ % stride)
				continue;
			all[im->n++] = (struct result_at){
				.config = s->trials[r->trials[k]].config,
				.trial = r->trials[k],
				.loss = !isfinite(v)	    ? (double)INFINITY
					: s->info->maximize ? -v
							    : v};
		}
	}
	qsort(all, im->n, sizeof(*all), by_loss);
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

/* Of n categories: how often each is there, and a uniform part. */
static void count_items(const struct domain *d, const size_t *items, size_t n, double *p)
{
	for (size_t k = 0; k < d->n_values; k++)
		p[k] = 1.0 / (double)d->n_values / (double)(n + 1);
	for (size_t i = 0; i < n; i++)
		p[items[i]] += 1.0 / (double)(n + 1);
}

static double far_of_items(
	const struct domain *d, const size_t *items, size_t n, size_t n_best)
{
	double *best = xcalloc(d->n_values, sizeof(*best)),
	       *all = xcalloc(d->n_values, sizeof(*all)), far;

	count_items(d, items, n_best, best);
	count_items(d, items, n, all);
	far = divergence(best, all, d->n_values);
	free(best);
	free(all);
	return far;
}

/* Which of the domain's values it is; n_values: none of them. */
static size_t item_of(const struct domain *d, struct value v)
{
	size_t k = 0;

	while (k < d->n_values && !value_equal(v, d->values[k]))
		k++;
	return k;
}

/*
 * How far from all results the best ones lie along a parameter, of those to which it
 * applies; *with: how many these are.
 */
static double far_along(const struct domain *d, size_t param,
	const struct result_at *results, size_t n, size_t n_best, size_t *with)
{
	double *points = xcalloc(n + 1, sizeof(*points)), far = 0;
	size_t *items = xcalloc(n + 1, sizeof(*items)), best = 0;
	bool numeric = domain_is_numeric(d);

	*with = 0;
	for (size_t i = 0; i < n; i++) {
		struct value v = results[i].config[param];

		points[*with] = numeric ? domain_position(d, v) : 0;
		items[*with] = numeric ? 0 : item_of(d, v);
		if (isnan(points[*with]) || (!numeric && items[*with] == d->n_values))
			continue;
		++*with;
		best += i < n_best;
	}
	if (best > 1 && !domain_is_constant(d))
		far = numeric ? far_of_numbers(d, points, *with, best)
			      : far_of_items(d, items, *with, best);
	free(points);
	free(items);
	return far;
}

/* Those that are equal stay in the order of the space. */
static void put_in_order(struct importances *im, const struct space *space)
{
	for (size_t i = 0; i < space->n; i++) {
		size_t k = im->n_order;

		if (domain_is_constant(&space->params[i].domain))
			continue;
		for (; k > 0 && im->share[im->order[k - 1]] < im->share[i]; k--)
			im->order[k] = im->order[k - 1];
		im->order[k] = i;
		im->n_order++;
	}
}

static void keep_best(struct importances *im, const struct result_at *results)
{
	size_t part = (size_t)ceil(BEST_PART * (double)im->n);

	part = part > BEST_LEAST ? part : BEST_LEAST;
	im->n_best = part < im->n ? part : im->n;
	im->best = xcalloc(im->n_best + 1, sizeof(*im->best));
	for (size_t i = 0; i < im->n_best; i++)
		im->best[i] = results[i].trial;
}

bool importances_find(
	struct importances *im, const struct study *s, int level, size_t most)
{
	const struct space *space = s->info->space;
	struct result_at *results;
	double sum = 0;

	*im = (struct importances){.level = level,
		.share = xcalloc(space->n + 1, sizeof(*im->share)),
		.with = xcalloc(space->n + 1, sizeof(*im->with)),
		.order = xcalloc(space->n + 1, sizeof(*im->order))};
	results = collect(im, s, level, most);
	keep_best(im, results);
	for (size_t i = 0; i < space->n; i++) {
		double far = far_along(&space->params[i].domain, i, results, im->n,
			im->n_best, &im->with[i]);

		im->share[i] = im->n < IMPORTANCE_LEAST ? 0 : far;
		sum += im->share[i];
	}
	free(results);
	for (size_t i = 0; i < space->n && sum > 0; i++)
		im->share[i] /= sum;
	put_in_order(im, space);
	im->known = sum > 0;
	return im->known;
}

void importances_release(struct importances *im)
{
	free(im->best);
	free(im->share);
	free(im->with);
	free(im->order);
	*im = (struct importances){0};
}

/* The level with the most results, as far as more of them count; *most: how many. */
static int fullest(const struct study *s, size_t *most)
{
	int best = 0;

	*most = 0;
	for (int b = 0; b < s->n_brackets; b++)
		for (int k = 0; k < study_rungs_near(s, b); k++) {
			int level = s->shape[b].levels[k];
			size_t n = importances_there(s, level);

			n = n < ENOUGH ? n : ENOUGH;
			if (!n || n < *most || (n == *most && level <= best))
				continue;
			*most = n;
			best = level;
		}
	return best;
}

int importances_level(const struct study *s)
{
	size_t n;
	int level = fullest(s, &n);

	return n < IMPORTANCE_LEAST ? 0 : level;
}

int importances_fullest(const struct study *s)
{
	size_t n;

	return fullest(s, &n);
}
