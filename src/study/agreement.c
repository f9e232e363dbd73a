/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/agreement.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

#define Z95 1.959963984540054
#define TAIL 0.025

struct pair {
	double x, y; /* infinite where a value is not finite */
};

static int order(double a, double b)
{
	return (a > b) - (a < b);
}

static int by_x(const void *a, const void *b)
{
	const struct pair *p = a, *q = b;

	return p->x == q->x ? order(p->y, q->y) : order(p->x, q->x);
}

static int by_value(const void *a, const void *b)
{
	return order(*(const double *)a, *(const double *)b);
}

static double worst_if_lost(double v, bool maximize)
{
	if (isfinite(v))
		return v;
	return maximize ? -(double)INFINITY : (double)INFINITY;
}

static struct pair *pairs_of(const double *x, const double *y, size_t n, bool maximize)
{
	struct pair *p = xcalloc(n + 1, sizeof(*p));

	for (size_t i = 0; i < n; i++)
		p[i] = (struct pair){
			worst_if_lost(x[i], maximize), worst_if_lost(y[i], maximize)};
	return p;
}

/* Pairs of a run of n ties. */
static double pairs_in(size_t n)
{
	return (double)n * (double)(n - 1) / 2;
}

/* Sorts v[n] and returns how many exchanges of neighbours that would take. */
static double merge_sort(double *v, double *room, size_t n)
{
	size_t half = n / 2, i = 0, j = half, k = 0;
	double swaps;

	if (n < 2)
		return 0;
	swaps = merge_sort(v, room, half) + merge_sort(v + half, room, n - half);
	while (i < half && j < n) {
		if (v[j] < v[i]) {
			swaps += (double)(half - i);
			room[k++] = v[j++];
		} else {
			room[k++] = v[i++];
		}
	}
	while (i < half)
		room[k++] = v[i++];
	while (j < n)
		room[k++] = v[j++];
	memcpy(v, room, n * sizeof(*v));
	return swaps;
}

/* Pairs that are tied in a sorted list. */
static double ties_of(const double *v, size_t n)
{
	double ties = 0;

	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && v[j] == v[i]; j++)
			continue;
		ties += pairs_in(j - i);
	}
	return ties;
}

/* By Fisher's transformation, whose z has this variance. */
static struct agreement with_interval(size_t n, double value, double variance)
{
	struct agreement a = {n, value, NO_NUMBER, NO_NUMBER};
	double z, half = Z95 * sqrt(variance);

	if (isnan(value) || !isfinite(half) || variance <= 0)
		return a;
	z = atanh(value); /* of 1 it is infinite, and so the interval is 1 alone */
	a.lo = tanh(z - half);
	a.hi = tanh(z + half);
	return a;
}

struct agreement agreement_tau(const double *x, const double *y, size_t n, bool maximize)
{
	struct pair *p = pairs_of(x, y, n, maximize);
	double *v = xcalloc(n + 1, sizeof(*v)), *room = xcalloc(n + 1, sizeof(*room));
	double all = n ? pairs_in(n) : 0, both = 0, in_x = 0, in_y, swaps;
	double tau = NO_NUMBER;

	qsort(p, n, sizeof(*p), by_x);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && p[j].x == p[i].x; j++)
			v[j] = p[j].y;
		in_x += pairs_in(j - i);
		both += ties_of(v + i, j - i);
	}
	swaps = merge_sort(v, room, n);
	in_y = ties_of(v, n);
	if (all > in_x && all > in_y)
		tau = (all - in_x - in_y + both - 2 * swaps) /
		      (sqrt(all - in_x) * sqrt(all - in_y));
	free(room);
	free(v);
	free(p);
	if (isfinite(tau))
		tau = fmax(-1, fmin(1, tau));
	return with_interval(n, tau, n > 4 ? 0.437 / ((double)n - 4) : 0);
}

/* The rank of each of v[n], from 1; ties have the mean of theirs. */
static void rank(const double *v, size_t n, double *out)
{
	double *sorted = xcalloc(n + 1, sizeof(*sorted));
	double *ranks = xcalloc(n + 1, sizeof(*ranks));

	if (n)
		memcpy(sorted, v, n * sizeof(*v));
	qsort(sorted, n, sizeof(*sorted), by_value);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && sorted[j] == sorted[i]; j++)
			continue;
		ranks[i] = (double)(i + 1 + j) / 2;
		for (size_t k = i + 1; k < j; k++)
			ranks[k] = ranks[i];
	}
	for (size_t i = 0; i < n; i++) {
		const double *at = bsearch(&v[i], sorted, n, sizeof(*v), by_value);

		out[i] = ranks[at - sorted];
	}
	free(ranks);
	free(sorted);
}

struct agreement agreement_rho(const double *x, const double *y, size_t n, bool maximize)
{
	struct pair *p = pairs_of(x, y, n, maximize);
	double *a = xcalloc(n + 1, sizeof(*a)), *b = xcalloc(n + 1, sizeof(*b));
	double *v = xcalloc(n + 1, sizeof(*v));
	double rho = NO_NUMBER;

	for (size_t i = 0; i < n; i++)
		v[i] = p[i].x;
	rank(v, n, a);
	for (size_t i = 0; i < n; i++)
		v[i] = p[i].y;
	rank(v, n, b);
	if (n > 1)
		rho = gsl_stats_correlation(a, 1, b, 1, n);
	rho = isfinite(rho) ? fmax(-1, fmin(1, rho)) : NO_NUMBER;
	free(v);
	free(b);
	free(a);
	free(p);
	return with_interval(n, rho, n > 3 ? (1 + rho * rho / 2) / ((double)n - 3) : 0);
}

/* With K of N: the mid-P of so few as k among n drawn. */
static double as_few(size_t k, size_t n, size_t N, size_t K)
{
	unsigned have = (unsigned)K, lack = (unsigned)(N - K), drawn = (unsigned)n;

	return gsl_cdf_hypergeometric_P((unsigned)k, have, lack, drawn) -
	       gsl_ran_hypergeometric_pdf((unsigned)k, have, lack, drawn) / 2;
}

void sample_interval(size_t k, size_t n, size_t N, size_t *lo, size_t *hi)
{
	size_t least = k, most = N - (n - k), at, end;

	/* as_few() falls as K grows: lo is the first K that is not too small … */
	for (at = least, end = most; at < end;) {
		size_t K = at + (end - at) / 2;

		if (1 - as_few(k, n, N, K) >= TAIL)
			end = K;
		else
			at = K + 1;
	}
	*lo = at;
	/* … and hi the last that is not too large */
	for (at = least, end = most; at < end;) {
		size_t K = at + (end - at + 1) / 2;

		if (as_few(k, n, N, K) >= TAIL)
			at = K;
		else
			end = K - 1;
	}
	*hi = at;
}
