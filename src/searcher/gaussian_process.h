/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Gaussian process with mean 0 over points of the unit cube (Rasmussen & Williams 2006):
 * a Matérn-5/2 kernel with one length scale a dimension, where two categories are 0 or 1
 * apart (Hamming's distance), and noise on the values.
 *
 * Its hyperparameters are those of greatest posterior density. The priors are on the
 * inverse squared length scales λ: −Σ (0.1 / λ + 0.1 λ); on the kernel's scale: Gamma with
 * shape 2 and rate 1; on the noise's variance: Gamma(1.1, 30). They are the ones of
 * Optuna's GPSampler, and expect values of mean 0 and variance 1.
 *
 * A process has points in two parts. Those it was fitted to stay until the next fit; some
 * more may be appended, and are replaced by the next ones that are: what came after the
 * fit, and what is only believed.
 *
 * Matrices of points are one point after the other, `dims` numbers each.
 */
#ifndef SEARCHER_GAUSSIAN_PROCESS_H
#define SEARCHER_GAUSSIAN_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#define GP_NOISE_MIN 1e-6 /* the least variance of the noise */

struct gaussian_process {
	size_t dims;
	bool *is_category; /* dims */
	/*
	 * dims + 2: log λ of each dimension, log of the kernel's scale, log of the noise's
	 * variance above its least.
	 */
	double *theta;
	double *lambda; /* dims: exp of theta's, to work with */
	double *x;	/* (n + m) × dims */
	size_t n, m;	/* points: of the fit, and those appended */
	/*
	 * Cholesky's factor of all points' covariances, lower, in three blocks: of the
	 * fitted ones, n × n; the transpose of the one below it, n × m; and m × m.
	 */
	double *factor, *below, *appended;
	double *white;	 /* n + m: the factor's inverse times the values */
	double *weights; /* n + m: the covariances' inverse times the values */
	double jitter;	 /* the most that a factor needed, as cholesky_factor() says */
};

/* Points where the process is to be predicted again and again. */
struct gp_points {
	size_t m;
	double *x;	/* m × dims */
	double *white;	/* n × m: the fitted factor's inverse times the covariances */
	double *fitted; /* m: the variance that the fitted points leave */
};

void gaussian_process_init(
	struct gaussian_process *gp, size_t dims, const bool *is_category);
void gaussian_process_release(struct gaussian_process *gp);

/*
 * Takes these n points with their values, and the hyperparameters of greatest density that
 * at most so many iterations of BFGS find. They start from the last fit's, or from the
 * usual ones (all λ and the scale 1, the noise 0.01) where these are denser. -1: the
 * covariances have no factor, as with coordinates that are not finite; the process has no
 * points then. Values must be finite.
 */
int gaussian_process_fit(struct gaussian_process *gp, const double *x, const double *y,
	size_t n, int iterations);
/* m points behind the fitted ones, in place of all that were there. -1: as above. */
int gaussian_process_append(struct gaussian_process *gp, const double *x, size_t m);
/*
 * The values y[count] of the first points. The others are believed to have the mean that
 * these predict (Ginsbourger, Le Riche & Carraro 2010): that moves no mean, and leaves less
 * variance.
 */
void gaussian_process_tell(struct gaussian_process *gp, const double *y, size_t count);

/*
 * The logarithm of the posterior density of hyperparameters theta (as in the struct), but
 * for a constant, when the fitted points have the values y. Into gradient[dims + 2] its
 * derivatives, unless that is NULL. work: n × (2 n + 1) numbers. -INFINITY: no factor.
 */
double gaussian_process_density(const struct gaussian_process *gp, const double *theta,
	const double *y, double *gradient, double *work);
/* The part of it that is the logarithm of the priors. */
double gaussian_process_prior(
	const struct gaussian_process *gp, const double *theta, double *gradient);

/*
 * Mean and variance, without the noise, at x[dims]; their derivatives into [dims] each,
 * unless these are NULL. A category's derivative is 0. work: 2 (n + m) numbers.
 */
void gaussian_process_predict(const struct gaussian_process *gp, const double *x,
	double *mean, double *variance, double *mean_slope, double *variance_slope,
	double *work);

/* The variance that values have around what is predicted. */
double gaussian_process_noise(const struct gaussian_process *gp);

/* To be made anew after a fit. */
void gp_points_init(struct gp_points *p, const struct gaussian_process *gp,
	const double *x, size_t m);
void gp_points_release(struct gp_points *p);
/* mean[m] and variance[m] there, with all points and values of the process. */
void gp_points_predict(const struct gp_points *p, const struct gaussian_process *gp,
	double *mean, double *variance);

#endif
