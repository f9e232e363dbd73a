/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parzen estimators: densities that are sums of product kernels, one a known point. Along
 * a dimension that is a number the kernel is a normal one; along categories it has one
 * probability for the point's own and another for each of the others (Aitchison & Aitken
 * 1976). What normalises a kernel, and its weight, is its `log_weight`. Coordinates are
 * numbers of the unit cube; categories are the same when theirs are equal.
 *
 * Draws compete by these densities, thousands of terms for each. They are in single
 * precision: a logarithm is within 1e-4 of the exact one, where no kernel is narrower
 * than 1e-3.
 */
#ifndef SEARCHER_PARZEN_H
#define SEARCHER_PARZEN_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

#include "searcher/known.h"

#define PARZEN_BLOCK 64 /* kernels that are summed at a time */

struct parzen_dim {
	size_t n_items;	   /* categories; 0: a number */
	float same, other; /* of categories: the logarithms of the probabilities */
};

struct parzen {
	struct parzen_dim *dims; /* n_dims */
	size_t n_dims;
	size_t n;      /* kernels */
	size_t stride; /* n, up to whole blocks */
	size_t cap;
	float *centres;	    /* of dimension d and kernel i: [d * stride + i] */
	float *scales;	    /* the same: 1 / σ of a normal one */
	float *log_weights; /* stride; beyond n as good as -INFINITY */
};

/* No kernel yet, over n_dims dimensions. */
void parzen_init(struct parzen *p, const struct known_dim *dims, size_t n_dims);
void parzen_release(struct parzen *p);
/* Room for n kernels, whose numbers the caller fills in. */
void parzen_resize(struct parzen *p, size_t n);

/* The logarithm of the density at x[n_dims]; -INFINITY where nothing is near. */
double parzen_log(const struct parzen *p, const double *x);
/*
 * The same, unless it comes out above `enough`: then any number above that. For whoever
 * looks for the least.
 */
double parzen_log_within(const struct parzen *p, const double *x, double enough);
/* A number of the normal distribution around a centre in [0, 1], cut to [0, 1]. */
double parzen_draw(gsl_rng *rng, double centre, double sigma);
/* What each kernel adds to the density at x, as logarithms, into out[stride]. */
void parzen_terms(const struct parzen *p, const double *x, float *out);

#endif
