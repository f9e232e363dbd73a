/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Candidates of a searcher that models results: points of the unit cube of what is known,
 * each where a configuration lies.
 */
#ifndef SEARCHER_SPREAD_H
#define SEARCHER_SPREAD_H

#include <gsl/gsl_rng.h>

#include "searcher/known.h"

/* n points evenly over the space, known->n_dims > 0 numbers each, into x: Sobol's, scrambled. */
void spread_evenly(struct known *k, gsl_rng *rng, size_t n, double *x);
/*
 * n neighbours of centre: numbers move by a normal step of this deviation, reflected at the
 * ends, and one category in n_dims, on the average, is drawn anew.
 */
void spread_around(struct known *k, gsl_rng *rng, const double *centre, double deviation,
	size_t n, double *x);
/* x becomes where the configuration lies that it stands for. */
void spread_snap(struct known *k, double *x);

#endif
