/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/acquisition.h"

#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "searcher/expected_improvement.h"

#define VARIANCE_MIN 1e-12
#define LEAST -1e100 /* for -INFINITY, which nothing can be compared with */
#define STEP 0.05    /* the first one of a climb, in widths of the cube */
/* Outside the cube the acquisition falls as the square of the distance, by that much. */
#define WALL 100

/* What is made small is the acquisition's opposite; and what it was where last asked. */
struct climb {
	const struct gaussian_process *gp;
	double best;
	size_t *dims, n; /* those that may move */
	double *x;
	double *mean_slope, *variance_slope, *work;
	double *at, *slopes, value; /* n of each; value NaN: it was not asked yet */
};

static double acquisition(
	double mean, double variance, double best, double *deviation, double slopes[2])
{
	double a;

	*deviation = sqrt(fmax(variance, VARIANCE_MIN));
	a = log_expected_improvement(mean, *deviation, best, slopes);
	return isfinite(a) ? a : LEAST;
}

double acquisition_of(double mean, double variance, double best)
{
	double deviation;

	return acquisition(mean, variance, best, &deviation, NULL);
}

double acquisition_at(const struct gaussian_process *gp, double best, const double *x)
{
	double mean, variance, *work = xcalloc(2 * (gp->n + gp->m) + 1, sizeof(*work));

	gaussian_process_predict(gp, x, &mean, &variance, NULL, NULL, work);
	free(work);
	return acquisition_of(mean, variance, best);
}

static double clipped(double t)
{
	return t > 1 ? 1 : t > 0 ? t : 0;
}

static void look(struct climb *c, const gsl_vector *at)
{
	double mean, variance, deviation, s[2], outside = 0;
	bool same = !isnan(c->value);

	for (size_t i = 0; i < c->n; i++) {
		double t = gsl_vector_get(at, i), u = clipped(t);

		same = same && t == c->at[i];
		c->at[i] = t;
		c->x[c->dims[i]] = u;
		outside += (t - u) * (t - u);
	}
	if (same)
		return;
	gaussian_process_predict(
		c->gp, c->x, &mean, &variance, c->mean_slope, c->variance_slope, c->work);
	c->value = WALL * outside - acquisition(mean, variance, c->best, &deviation, s);
	for (size_t i = 0; i < c->n; i++) {
		size_t d = c->dims[i];
		double out = c->at[i] - c->x[d];
		double slope = s[0] * c->mean_slope[d] +
			       s[1] * c->variance_slope[d] / (2 * deviation);

		c->slopes[i] = out == 0 ? -slope : 2 * WALL * out;
	}
}

static double climb_value(const gsl_vector *at, void *climb)
{
	struct climb *c = climb;

	look(c, at);
	return c->value;
}

static void climb_slopes(const gsl_vector *at, void *climb, gsl_vector *slopes)
{
	struct climb *c = climb;

	look(c, at);
	for (size_t i = 0; i < c->n; i++)
		gsl_vector_set(slopes, i, c->slopes[i]);
}

static void climb_both(
	const gsl_vector *at, void *climb, double *value, gsl_vector *slopes)
{
	*value = climb_value(at, climb);
	climb_slopes(at, climb, slopes);
}

static void minimise(struct climb *c, int steps)
{
	gsl_multimin_function_fdf f = {climb_value, climb_slopes, climb_both, c->n, c};
	gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(
		gsl_multimin_fdfminimizer_vector_bfgs2, c->n);
	gsl_vector *start = gsl_vector_alloc(c->n);

	if (!m || !start)
		abort(); /* out of memory */
	for (size_t i = 0; i < c->n; i++)
		gsl_vector_set(start, i, c->x[c->dims[i]]);
	gsl_multimin_fdfminimizer_set(m, &f, start, STEP, 0.5);
	for (int i = 0; i < steps; i++)
		if (gsl_multimin_fdfminimizer_iterate(m) ||
			gsl_multimin_test_gradient(m->gradient, 1e-2) == GSL_SUCCESS)
			break;
	for (size_t i = 0; i < c->n; i++)
		c->x[c->dims[i]] = clipped(gsl_vector_get(m->x, i));
	gsl_vector_free(start);
	gsl_multimin_fdfminimizer_free(m);
}

void acquisition_climb(
	const struct gaussian_process *gp, double best, int steps, double *x)
{
	struct climb c = {.gp = gp,
		.best = best,
		.dims = xcalloc(gp->dims, sizeof(size_t)),
		.x = x,
		.mean_slope = xcalloc(4 * gp->dims, sizeof(double)),
		.value = NO_NUMBER,
		.work = xcalloc(2 * (gp->n + gp->m) + 1, sizeof(double))};

	c.variance_slope = c.mean_slope + gp->dims;
	c.at = c.variance_slope + gp->dims;
	c.slopes = c.at + gp->dims;
	for (size_t i = 0; i + 1 < gp->dims; i++)
		if (!gp->is_category[i] && x[i] >= 0 && x[i] <= 1)
			c.dims[c.n++] = i;
	if (c.n)
		minimise(&c, steps);
	free(c.dims);
	free(c.mean_slope);
	free(c.work);
}
