/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/race_statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"

#define ROUNDING 1e-9  /* of a number: what differs by less is equal */

struct race_mean race_mean(const struct race_samples *s, size_t column)
{
	struct race_mean m = {NO_NUMBER, NO_NUMBER, NO_NUMBER, 0};
	double *x = xcalloc(s->n + 1, sizeof(*x)), half;

	for (size_t i = 0; i < s->n; i++)
		if (isfinite(s->rows[i][column]))
			x[m.n++] = s->rows[i][column];
	if (m.n)
		m.mean = gsl_stats_mean(x, 1, m.n);
	if (m.n > 1) {
		half = gsl_cdf_tdist_Pinv(0.975, (double)m.n - 1) *
		       gsl_stats_sd(x, 1, m.n) / sqrt((double)m.n);
		m.lo = m.mean - half;
		m.hi = m.mean + half;
	}
	free(x);
	return m;
}

/* So that less is better, and what never came is the worst. */
static double cost(const struct race_samples *s, size_t seed, size_t column)
{
	double x = s->rows[seed][column];

	if (!isfinite(x))
		return HUGE_VAL;
	return s->maximize ? -x : x;
}

size_t race_firsts(const struct race_samples *s, size_t column)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		double own = cost(s, i, column);
		bool first = isfinite(own);

		for (size_t c = 0; c < s->columns; c++)
			first &= own <= cost(s, i, c);
		n += first;
	}
	return n;
}

/* 0.3 - 0.2 is 0.2 - 0.1 */
static bool is_equal(double x, double y)
{
	return x == y || fabs(x - y) <= ROUNDING * fmin(fabs(x), fabs(y));
}

/* The differences that are not 0, by size; how many there are. */
struct differences {
	double *size; /* ascending */
	bool *less;   /* a is the better one */
	size_t n;
};

static struct differences differ(const struct race_samples *s, size_t a, size_t b)
{
	struct differences d = {xcalloc(s->n + 1, sizeof(*d.size)),
		xcalloc(s->n + 1, sizeof(*d.less)), 0};
	double *sign = xcalloc(s->n + 1, sizeof(*sign));

	for (size_t i = 0; i < s->n; i++) {
		double x = cost(s, i, a), y = cost(s, i, b);

		if (is_equal(x, y))
			continue;
		d.size[d.n] = fabs(x - y);
		sign[d.n++] = x < y;
	}
	gsl_sort2(d.size, 1, sign, 1, d.n);
	for (size_t i = 0; i < d.n; i++)
		d.less[i] = sign[i] > 0;
	free(sign);
	return d;
}

/* Twice the rank of each difference, which is whole: those that tie share the mean. */
static size_t *double_ranks(const struct differences *d)
{
	size_t *ranks = xcalloc(d->n + 1, sizeof(*ranks));

	for (size_t i = 0, j; i < d->n; i = j) {
		for (j = i + 1; j < d->n && is_equal(d->size[j], d->size[i]); j++)
			;
		for (size_t k = i; k < j; k++)
			ranks[k] = i + j + 1;
	}
	return ranks;
}

/* The part of all 2^n signs whose sum of ranks is at most `least`. */
static double tail(const size_t *ranks, size_t n, size_t all, size_t least)
{
	double *part = xcalloc(all + 1, sizeof(*part)), sum = 0;

	part[0] = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t w = all + 1; w-- > 0;)
			part[w] = 0.5 *
				  (part[w] + (w >= ranks[i] ? part[w - ranks[i]] : 0));
	for (size_t w = 0; w <= least; w++)
		sum += part[w];
	free(part);
	return sum;
}

/* In doubled ranks, whose squares sum to four times the variance, and that again. */
static double normal_tail(const size_t *ranks, size_t n, size_t all, size_t least)
{
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		squares += (double)ranks[i] * (double)ranks[i];
	return gsl_cdf_ugaussian_P(
		((double)least + 1 - (double)all / 2) / (0.5 * sqrt(squares)));
}

double race_wilcoxon(const struct race_samples *s, size_t a, size_t b)
{
	struct differences d = differ(s, a, b);
	size_t *ranks = double_ranks(&d), all = 0, won = 0;
	double p = 1;

	for (size_t i = 0; i < d.n; i++) {
		all += ranks[i];
		won += d.less[i] ? ranks[i] : 0;
	}
	won = all - won < won ? all - won : won;
	if (d.n)
		p = 2 *
		    (d.n <= RACE_EXACT_MOST ? tail : normal_tail)(ranks, d.n, all, won);
	free(d.size);
	free(d.less);
	free(ranks);
	return fmin(p, 1);
}

void race_holm(double *p, size_t n)
{
	size_t *order = xcalloc(n + 1, sizeof(*order));
	double most = 0;

	gsl_sort_index(order, p, 1, n);
	for (size_t i = 0; i < n; i++) {
		most = fmax(most, fmin(1, (double)(n - i) * p[order[i]]));
		p[order[i]] = most;
	}
	free(order);
}
