/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hyperparameters of a Gaussian process: how likely they are, and the likeliest. */
#include "config.h"

#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "searcher/cholesky.h"
#include "searcher/gaussian_process.h"
#include "searcher/gaussian_process_parts.h"

/* Beyond that the logarithm of a hyperparameter has no meaning: a step was too long. */
#define THETA_MAX 30.0
/* An iteration that makes the density no more than that denser, as a logarithm, is the last. */
#define ENOUGH 0.05

void gp_usual_theta(const struct gaussian_process *gp, double *theta)
{
	memset(theta, 0, (gp->dims + 1) * sizeof(*theta));
	theta[gp->dims + 1] = log(0.01 - GP_NOISE_MIN);
}

double gaussian_process_prior(
	const struct gaussian_process *gp, const double *theta, double *gradient)
{
	double lambda[gp->dims + 1], sum;
	struct gp_kernel k = gp_kernel_of(gp, theta, lambda);
	size_t d = gp->dims;

	sum = log(k.scale) - k.scale + 0.1 * log(k.noise) - 30 * k.noise;
	for (size_t i = 0; i < d; i++)
		sum -= 0.1 / lambda[i] + 0.1 * lambda[i];
	if (!gradient)
		return sum;
	for (size_t i = 0; i < d; i++)
		gradient[i] = 0.1 / lambda[i] - 0.1 * lambda[i];
	gradient[d] = 1 - k.scale;
	gradient[d + 1] = (0.1 / k.noise - 30) * (k.noise - GP_NOISE_MIN);
	return sum;
}

/*
 * The covariances by k into a, n × n, and into the lower triangle of slopes their
 * derivatives by the squared distance.
 */
static void covariance_matrix(const struct gaussian_process *gp,
	const struct gp_kernel *k, double *a, double *slopes)
{
	size_t n = gp->n;

	for (size_t j = 0; j < n; j++) {
		const double *p = gp->x + j * gp->dims;

		a[j + j * n] = k->scale + k->noise;
		for (size_t i = j + 1; i < n; i++) {
			double r = gp_distance(k, gp->x + i * gp->dims, p), e = exp(-r);

			a[i + j * n] = a[j + i * n] = k->scale * gp_correlation(r, e);
			slopes[i + j * n] = k->scale * gp_correlation_slope(r, e);
		}
	}
}

/*
 * Adds the likelihood's derivatives: each is ½ Σ (α αᵀ − K⁻¹) ∂K (Rasmussen & Williams
 * 2006, equation 5.9), with α = K⁻¹ y.
 */
static void add_gradient(const struct gaussian_process *gp, const struct gp_kernel *k,
	const double *y, const double *alpha, const double *inverse, const double *slopes,
	double *gradient)
{
	size_t n = gp->n, dims = gp->dims;
	double fit = 0, diagonal = 0;

	for (size_t j = 0; j < n; j++) {
		const double *p = gp->x + j * dims;

		fit += y[j] * alpha[j];
		diagonal += alpha[j] * alpha[j] - inverse[j + j * n];
		for (size_t i = j + 1; i < n; i++) {
			double w = (alpha[i] * alpha[j] - inverse[i + j * n]) *
				   slopes[i + j * n];

			for (size_t d = 0; d < dims; d++)
				gradient[d] += w * k->lambda[d] *
					       gp_square(k, d, gp->x[i * dims + d], p[d]);
		}
	}
	gradient[dims] += (fit - (double)n - k->noise * diagonal) / 2;
	gradient[dims + 1] += (k->noise - GP_NOISE_MIN) * diagonal / 2;
}

/* work is the factor, the slopes of its covariances, and L⁻¹ y then; or -INFINITY. */
static double density(const struct gaussian_process *gp, const struct gp_kernel *k,
	const double *theta, const double *y, double *work)
{
	size_t n = gp->n;
	double *slopes = work + n * n, *white = slopes + n * n, sum, jitter;

	covariance_matrix(gp, k, work, slopes);
	if (cholesky_factor(work, n, &jitter) < 0)
		return -(double)INFINITY;
	memcpy(white, y, n * sizeof(*y));
	cholesky_forward(work, n, white, 1);
	sum = gaussian_process_prior(gp, theta, NULL) -
	      cholesky_log_determinant(work, n) / 2 - (double)n * log(2 * M_PI) / 2;
	for (size_t i = 0; i < n; i++)
		sum -= white[i] * white[i] / 2;
	return sum;
}

/* From what density() has left in work, which is used up. */
static void density_gradient(const struct gaussian_process *gp, const struct gp_kernel *k,
	const double *theta, const double *y, double *work, double *gradient)
{
	size_t n = gp->n;
	double *slopes = work + n * n, *alpha = slopes + n * n;

	gaussian_process_prior(gp, theta, gradient);
	cholesky_backward(work, n, alpha, 1);
	cholesky_invert(work, n);
	add_gradient(gp, k, y, alpha, work, slopes, gradient);
}

double gaussian_process_density(const struct gaussian_process *gp, const double *theta,
	const double *y, double *gradient, double *work)
{
	double lambda[gp->dims + 1], sum;
	struct gp_kernel k = gp_kernel_of(gp, theta, lambda);

	sum = density(gp, &k, theta, y, work);
	if (gradient && isfinite(sum))
		density_gradient(gp, &k, theta, y, work, gradient);
	return sum;
}

/*
 * What is made as small as it can be, and what is known of where it was last asked: its
 * gradient costs more than its value, and is not always asked for.
 */
struct search {
	const struct gaussian_process *gp;
	const double *y;
	double *work;
	double *theta, *lambda, *gradient; /* dims + 2 */
	struct gp_kernel kernel;
	double value; /* NaN: it was not asked yet */
	bool has_gradient;
};

static double within(double t)
{
	return t > THETA_MAX ? THETA_MAX : t > -THETA_MAX ? t : -THETA_MAX;
}

static void look(struct search *s, const gsl_vector *at)
{
	bool same = !isnan(s->value);

	for (size_t i = 0; i < s->gp->dims + 2; i++) {
		double t = within(gsl_vector_get(at, i));

		same = same && t == s->theta[i];
		s->theta[i] = t;
	}
	if (same)
		return;
	s->kernel = gp_kernel_of(s->gp, s->theta, s->lambda);
	s->value = -density(s->gp, &s->kernel, s->theta, s->y, s->work);
	s->has_gradient = false;
}

static double search_value(const gsl_vector *at, void *search)
{
	struct search *s = search;

	look(s, at);
	return s->value;
}

static void search_gradient(const gsl_vector *at, void *search, gsl_vector *out)
{
	struct search *s = search;

	look(s, at);
	if (!s->has_gradient && isfinite(s->value))
		density_gradient(s->gp, &s->kernel, s->theta, s->y, s->work, s->gradient);
	s->has_gradient = true;
	for (size_t i = 0; i < s->gp->dims + 2; i++)
		gsl_vector_set(out, i, -s->gradient[i]);
}

static void search_both(
	const gsl_vector *at, void *search, double *value, gsl_vector *out)
{
	*value = search_value(at, search);
	search_gradient(at, search, out);
}

/* From s->theta on. */
static void descend(struct search *s, int iterations, double *theta)
{
	size_t dims = s->gp->dims + 2;
	gsl_multimin_function_fdf f = {
		search_value, search_gradient, search_both, dims, s};
	gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(
		gsl_multimin_fdfminimizer_vector_bfgs2, dims);
	gsl_vector *start = gsl_vector_alloc(dims);

	if (!m || !start)
		abort(); /* out of memory */
	for (size_t i = 0; i < dims; i++)
		gsl_vector_set(start, i, s->theta[i]);
	gsl_multimin_fdfminimizer_set(m, &f, start, 0.3, 0.5);
	for (int i = 0; i < iterations; i++) {
		double before = m->f;

		if (gsl_multimin_fdfminimizer_iterate(m) || before - m->f < ENOUGH)
			break;
	}
	for (size_t i = 0; i < dims; i++)
		theta[i] = within(gsl_vector_get(m->x, i));
	gsl_vector_free(start);
	gsl_multimin_fdfminimizer_free(m);
}

int gaussian_process_fit(struct gaussian_process *gp, const double *x, const double *y,
	size_t n, int iterations)
{
	size_t dims = gp->dims + 2;
	struct search s = {.gp = gp,
		.y = y,
		.work = xcalloc(n * (2 * n + 1), sizeof(double)),
		.theta = xcalloc(dims, sizeof(double)),
		.lambda = xcalloc(dims, sizeof(double)),
		.gradient = xcalloc(dims, sizeof(double)),
		.value = NO_NUMBER};
	double last;
	int status;

	gp_set_points(gp, x, n);
	gp_usual_theta(gp, s.theta);
	last = gaussian_process_density(gp, gp->theta, y, NULL, s.work);
	if (!(last < gaussian_process_density(gp, s.theta, y, NULL, s.work)))
		memcpy(s.theta, gp->theta, dims * sizeof(*s.theta));
	if (isfinite(last))
		descend(&s, iterations, gp->theta);
	free(s.work);
	free(s.theta);
	free(s.lambda);
	free(s.gradient);
	status = gp_factor(gp);
	if (status == 0)
		gaussian_process_tell(gp, y, n);
	return status;
}
