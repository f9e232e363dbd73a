/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The acquisition of a point under a Gaussian process: the logarithm of its expected
 * improvement over a value `best` that is to be undercut. Always a number.
 */
#ifndef SEARCHER_ACQUISITION_H
#define SEARCHER_ACQUISITION_H

#include "searcher/gaussian_process.h"

/* Of a predicted mean and variance. */
double acquisition_of(double mean, double variance, double best);
double acquisition_at(const struct gaussian_process *gp, double best, const double *x);
/*
 * Moves x uphill by at most so many iterations of BFGS, within the unit cube, along the
 * dimensions that are numbers in it, but for the last one, the level.
 */
void acquisition_climb(
	const struct gaussian_process *gp, double best, int steps, double *x);

#endif
