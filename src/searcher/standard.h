/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Losses as a model wants them: with mean 0, variance 1 and no long tail. As they are where
 * their skewness is small; else their logarithms, where that helps; else by their ranks,
 * as a normal distribution has them. What is not finite counts as the worst that is.
 *
 * Scores that break constraints (base/score.h) come right behind the worst that breaks
 * none: behind it by so much of the range of those as how much is broken says, all of it
 * for without end. Where all break some, how much is the loss.
 */
#ifndef SEARCHER_STANDARD_H
#define SEARCHER_STANDARD_H

#include <stddef.h>

struct standard {
	enum { STANDARD_PLAIN, STANDARD_LOG, STANDARD_RANKS } how;
	double mean, deviation; /* of the losses, or of their logarithms */
	double *sorted;		/* n: the losses, ascending, the worst for what is none */
	size_t n;
	/* Of those that break no constraint, the worst, and the range; NaN: there is none. */
	double worst, range;
	double unit; /* the least amount that is broken; NaN: none is */
};

/* By these losses; NaN is none, INFINITY the worst. standard_release() it. */
void standard_init(struct standard *s, const double *losses, size_t n);
void standard_release(struct standard *s);
/* Of any loss, of those given or not. Finite. */
double standard_of(const struct standard *s, double loss);
/* The loss that has this standard value; NaN: all that is known breaks constraints. */
double standard_loss(const struct standard *s, double value);

#endif
