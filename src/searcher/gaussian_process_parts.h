/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Gaussian process and its fit share. */
#ifndef SEARCHER_GAUSSIAN_PROCESS_PARTS_H
#define SEARCHER_GAUSSIAN_PROCESS_PARTS_H

#include <math.h>

#include "searcher/gaussian_process.h"

/* Hyperparameters as numbers of use. */
struct gp_kernel {
	size_t dims;
	const bool *is_category;
	double *lambda; /* dims */
	double scale, noise;
};

/* lambda[dims] is the caller's. */
struct gp_kernel gp_kernel_of(
	const struct gaussian_process *gp, const double *theta, double *lambda);
/* The squared distance along a dimension, before its λ. */
static inline double gp_square(const struct gp_kernel *k, size_t i, double a, double b)
{
	double d = k->is_category[i] ? (double)(a != b) : a - b;

	return d * d;
}

/* r of the kernel: the root of five times the squared distance. */
static inline double gp_distance(
	const struct gp_kernel *k, const double *a, const double *b)
{
	double sum = 0;

	for (size_t i = 0; i < k->dims; i++)
		sum += k->lambda[i] * gp_square(k, i, a[i], b[i]);
	return sqrt(5 * sum);
}

/* Matérn-5/2; e is exp(-r). */
static inline double gp_correlation(double r, double e)
{
	return (1 + r + r * r / 3) * e;
}

/* Its derivative by the squared distance. */
static inline double gp_correlation_slope(double r, double e)
{
	return -5.0 / 6 * (1 + r) * e;
}

/* Where the hyperparameters start: dims + 2 numbers. */
void gp_usual_theta(const struct gaussian_process *gp, double *theta);
/* The points are x[n], without a factor. */
void gp_set_points(struct gaussian_process *gp, const double *x, size_t n);
/* Their factor with the hyperparameters as they are. -1: none, and no points. */
int gp_factor(struct gaussian_process *gp);

#endif
