/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/standard.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/score.h"
#include "base/xalloc.h"

#define SKEW_MAX 1 /* an exponential distribution has 2 */
#define FAR 100	   /* deviations; n values have none beyond sqrt(n) */

/*
 * Whether the n values are good as they are: then with mean and deviation. They are taken
 * in units of the largest, since squares may be beyond a double.
 */
static bool suits(struct standard *s, const double *values, size_t n)
{
	double unit = 0, skew, *scaled;

	for (size_t i = 0; i < n; i++)
		unit = fmax(unit, fabs(values[i]));
	if (unit < 1e-300)
		unit = 1;
	scaled = xcalloc(n + 1, sizeof(*scaled));
	for (size_t i = 0; i < n; i++)
		scaled[i] = values[i] / unit;
	s->mean = n ? gsl_stats_mean(scaled, 1, n) : 0;
	s->deviation = n > 1 ? gsl_stats_sd_m(scaled, 1, n, s->mean) : 0;
	skew = n > 2 ? gsl_stats_skew_m_sd(scaled, 1, n, s->mean, s->deviation) : 0;
	free(scaled);
	s->mean *= unit;
	s->deviation *= unit;
	if (!(s->deviation > 1e-12 * fabs(s->mean)))
		s->deviation = 0; /* all are equal */
	return s->deviation == 0 || fabs(skew) <= SKEW_MAX;
}

/* Losses are turned: what breaks constraints is at their upper end. */
static double broken_of(double loss)
{
	return loss > 0 && isfinite(loss) ? score_broken(loss) : 0;
}

static void find_broken(struct standard *s, const double *losses, size_t n)
{
	double best = NO_NUMBER;

	s->worst = s->unit = NO_NUMBER;
	for (size_t i = 0; i < n; i++) {
		double broken = broken_of(losses[i]);

		if (broken > 0) {
			s->unit = fmin(s->unit, broken);
		} else if (isfinite(losses[i])) {
			s->worst = fmax(s->worst, losses[i]);
			best = fmin(best, losses[i]);
		}
	}
	s->range = s->worst > best ? s->worst - best : 1;
}

/* Any loss, as one that breaks nothing. */
static double amount(const struct standard *s, double loss)
{
	double broken = broken_of(loss);

	if (!(broken > 0))
		return loss;
	if (isnan(s->worst))
		return broken;
	return s->worst + s->range * (broken / (broken + fmin(s->unit, broken)));
}

void standard_init(struct standard *s, const double *losses, size_t n)
{
	double *logs = xcalloc(n + 1, sizeof(*logs));
	size_t n_finite = 0;

	*s = (struct standard){.sorted = xcalloc(n + 1, sizeof(*s->sorted)), .n = n};
	find_broken(s, losses, n);
	for (size_t i = 0; i < n; i++)
		if (isfinite(losses[i]))
			s->sorted[n_finite++] = amount(s, losses[i]);
	gsl_sort(s->sorted, 1, n_finite);
	for (size_t i = n_finite; i < n; i++)
		s->sorted[i] = n_finite ? s->sorted[n_finite - 1] : 0;
	s->how = STANDARD_PLAIN;
	if (!suits(s, s->sorted, n)) {
		for (size_t i = 0; i < n; i++)
			logs[i] = log(fmax(s->sorted[i], 0));
		s->how = s->sorted[0] > 0 && suits(s, logs, n) ? STANDARD_LOG
							       : STANDARD_RANKS;
	}
	free(logs);
}

void standard_release(struct standard *s)
{
	free(s->sorted);
	*s = (struct standard){0};
}

/* How many of the losses are less, or with `equal`, not more. */
static size_t count_below(const struct standard *s, double loss, bool equal)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->sorted[mid] < loss || (equal && s->sorted[mid] == loss))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static double by_rank(const struct standard *s, double loss)
{
	double n = (double)s->n;
	double rank =
		(double)(count_below(s, loss, false) + count_below(s, loss, true)) / 2;

	return gsl_cdf_ugaussian_Pinv(fmin(fmax(rank, 0.5), n - 0.5) / n);
}

double standard_of(const struct standard *s, double loss)
{
	double worst = s->n ? s->sorted[s->n - 1] : 0, at;

	loss = isfinite(loss) ? amount(s, loss) : worst;
	if (s->how == STANDARD_RANKS)
		return by_rank(s, loss);
	at = s->how == STANDARD_PLAIN ? loss : log(fmax(loss, s->sorted[0] * 1e-3));
	if (!(s->deviation > 0))
		return 0;
	return fmin(fmax((at - s->mean) / s->deviation, -FAR), FAR);
}

double standard_loss(const struct standard *s, double value)
{
	double at, below;
	size_t i;

	if (isnan(s->worst) && s->unit > 0)
		return NO_NUMBER;
	if (s->how == STANDARD_PLAIN)
		return s->mean + s->deviation * value;
	if (s->how == STANDARD_LOG)
		return exp(s->mean + s->deviation * value);
	at = gsl_cdf_ugaussian_P(value) * (double)s->n - 0.5;
	if (at <= 0)
		return s->sorted[0];
	if (at >= (double)(s->n - 1))
		return s->sorted[s->n - 1];
	below = floor(at);
	i = (size_t)below;
	return s->sorted[i] + (at - below) * (s->sorted[i + 1] - s->sorted[i]);
}
