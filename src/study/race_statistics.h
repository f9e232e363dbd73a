/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A race repeated over seeds, in numbers. */
#ifndef STUDY_RACE_STATISTICS_H
#define STUDY_RACE_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "study/race.h"

/* One measure of each column in each seed. */
struct race_samples {
	const double (
		*rows)[RACE_MOST]; /* rows[seed][column]; not finite: it never came */
	size_t n, columns;
	bool maximize; /* more is better */
};

struct race_mean {
	double mean; /* of the finite ones; NaN: there are none */
	double lo,
		hi; /* 95 % interval of the mean, by Student's t; NaN of less than two */
	size_t n;   /* finite ones */
};

struct race_mean race_mean(const struct race_samples *s, size_t column);
/* In how many seeds a column was first; of those that tie each is. */
size_t race_firsts(const struct race_samples *s, size_t column);

#define RACE_EXACT_MOST 200 /* pairs */

/*
 * Wilcoxon's signed-rank test of n pairs, two-sided: the probability of ranks at least
 * as uneven if neither were better. Pairs that are equal are left out; equal differences
 * share their mean rank. Exact, given the ties, up to 200 pairs; from there on the normal
 * approximation with a correction for continuity. Not finite is worse than anything
 * finite. 1 when nothing differs. Wilcoxon 1945; Lehmann, Nonparametrics, 1975.
 */
double race_wilcoxon(const struct race_samples *s, size_t a, size_t b);
/* Holm's correction of n probabilities (Holm 1979), in place. */
void race_holm(double *p, size_t n);

#endif
