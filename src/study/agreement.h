/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far two orders of the same trials agree, and what a sample tells of the whole. Pure
 * statistics: numbers in, numbers out.
 */
#ifndef STUDY_AGREEMENT_H
#define STUDY_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* A coefficient of rank correlation with its 95 % interval. */
struct agreement {
	size_t n;
	double value;  /* NaN: fewer than two, or one side is all ties */
	double lo, hi; /* NaN: too few for one */
};

/*
 * Kendall's tau-b (1945), which allows for ties, in O(n log n) (Knight 1966). A value that is
 * not finite is tied with the others like it and worse than all that are: larger, where
 * `maximize` is false. Interval: Fisher's z with the variance 0.437 / (n - 4) (Fieller,
 * Hartley & Pearson 1957), from n = 5 on.
 */
struct agreement agreement_tau(const double *x, const double *y, size_t n, bool maximize);
/*
 * Spearman's rho of the same: Pearson's r of the ranks, ties share theirs. Interval: Fisher's
 * z with the variance (1 + rho²/2) / (n - 3) (Bonett & Wright 2000), from n = 4 on.
 */
struct agreement agreement_rho(const double *x, const double *y, size_t n, bool maximize);

/*
 * Of N there are, n were drawn at random without replacement, and k of these have a property:
 * how many of the N do, with 95 %. The interval inverts the mid-P test of the hypergeometric
 * distribution (Lancaster 1961), as it is known how many there are. k <= n <= N.
 */
void sample_interval(size_t k, size_t n, size_t N, size_t *lo, size_t *hi);

#endif
