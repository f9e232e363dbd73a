/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/gaussian_process.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CBLAS_H
#include <cblas.h>
#else
#include <gsl/gsl_cblas.h>
#endif

#include "base/xalloc.h"
#include "searcher/cholesky.h"
#include "searcher/gaussian_process_parts.h"

void gaussian_process_init(
	struct gaussian_process *gp, size_t dims, const bool *is_category)
{
	*gp = (struct gaussian_process){.dims = dims,
		.is_category = xcalloc(dims + 1, sizeof(*gp->is_category)),
		.theta = xcalloc(dims + 2, sizeof(*gp->theta)),
		.lambda = xcalloc(dims + 1, sizeof(*gp->lambda))};
	for (size_t k = 0; k < dims; k++)
		gp->is_category[k] = is_category[k];
	gp_usual_theta(gp, gp->theta);
}

void gaussian_process_release(struct gaussian_process *gp)
{
	free(gp->is_category);
	free(gp->theta);
	free(gp->lambda);
	free(gp->x);
	free(gp->factor);
	free(gp->below);
	free(gp->appended);
	free(gp->white);
	free(gp->weights);
	*gp = (struct gaussian_process){0};
}

struct gp_kernel gp_kernel_of(
	const struct gaussian_process *gp, const double *theta, double *lambda)
{
	for (size_t k = 0; k < gp->dims; k++)
		lambda[k] = exp(theta[k]);
	return (struct gp_kernel){.dims = gp->dims,
		.is_category = gp->is_category,
		.lambda = lambda,
		.scale = exp(theta[gp->dims]),
		.noise = GP_NOISE_MIN + exp(theta[gp->dims + 1])};
}

static struct gp_kernel kernel_now(const struct gaussian_process *gp)
{
	return gp_kernel_of(gp, gp->theta, gp->lambda);
}

/* Covariances of the points a[n] with b[m] into out, n × m. */
static void covariances(const struct gp_kernel *k, const double *a, size_t n,
	const double *b, size_t m, double *out)
{
	for (size_t j = 0; j < m; j++)
		for (size_t i = 0; i < n; i++) {
			double r = gp_distance(k, a + i * k->dims, b + j * k->dims);

			out[i + j * n] = k->scale * gp_correlation(r, exp(-r));
		}
}

static void add_noise(const struct gp_kernel *k, double *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i + i * n] += k->noise;
}

/* x[count] behind the first points that are there. */
static void put_points(
	struct gaussian_process *gp, size_t first, const double *x, size_t count)
{
	size_t n = first + count;

	gp->x = xreallocarray(gp->x, n * gp->dims + 1, sizeof(*gp->x));
	gp->white = xreallocarray(gp->white, n + 1, sizeof(*gp->white));
	gp->weights = xreallocarray(gp->weights, n + 1, sizeof(*gp->weights));
	if (count)
		memcpy(gp->x + first * gp->dims, x, count * gp->dims * sizeof(*x));
}

/* b, in its rows of the fitted points and of those appended, becomes L⁻¹ b. */
static void forward(const struct gaussian_process *gp, double *fitted, double *appended,
	size_t columns)
{
	int n = (int)gp->n, m = (int)gp->m, c = (int)columns;

	cholesky_forward(gp->factor, gp->n, fitted, columns);
	if (m && n && c)
		cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, m, c, n, -1,
			gp->below, n, fitted, n, 1, appended, m);
	cholesky_forward(gp->appended, gp->m, appended, columns);
}

/* v[n + m] becomes L⁻ᵀ v. */
static void backward(const struct gaussian_process *gp, double *v)
{
	int n = (int)gp->n, m = (int)gp->m;

	cholesky_backward(gp->appended, gp->m, v + n, 1);
	if (m && n)
		cblas_dgemv(CblasColMajor, CblasNoTrans, n, m, -1, gp->below, n, v + n, 1,
			1, v, 1);
	cholesky_backward(gp->factor, gp->n, v, 1);
}

void gp_set_points(struct gaussian_process *gp, const double *x, size_t n)
{
	put_points(gp, 0, x, n);
	gp->n = n;
	gp->m = 0;
}

int gp_factor(struct gaussian_process *gp)
{
	struct gp_kernel k = kernel_now(gp);
	size_t n = gp->n;

	gp->factor = xreallocarray(gp->factor, n * n + 1, sizeof(*gp->factor));
	covariances(&k, gp->x, n, gp->x, n, gp->factor);
	add_noise(&k, gp->factor, n);
	if (cholesky_factor(gp->factor, n, &gp->jitter) == 0)
		return 0;
	gp->n = 0;
	return -1;
}

int gaussian_process_append(struct gaussian_process *gp, const double *x, size_t m)
{
	struct gp_kernel k = kernel_now(gp);
	size_t n = gp->n;
	double jitter;

	put_points(gp, n, x, m);
	gp->m = 0;
	if (!m)
		return 0;
	gp->below = xreallocarray(gp->below, n * m + 1, sizeof(*gp->below));
	gp->appended = xreallocarray(gp->appended, m * m, sizeof(*gp->appended));
	covariances(&k, gp->x, n, gp->x + n * gp->dims, m, gp->below);
	covariances(&k, gp->x + n * gp->dims, m, gp->x + n * gp->dims, m, gp->appended);
	add_noise(&k, gp->appended, m);
	cholesky_forward(gp->factor, n, gp->below, m);
	if (n)
		cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int)m, (int)m,
			(int)n, -1, gp->below, (int)n, gp->below, (int)n, 1, gp->appended,
			(int)m);
	if (cholesky_factor(gp->appended, m, &jitter) < 0)
		return -1;
	if (jitter > gp->jitter)
		gp->jitter = jitter;
	gp->m = m;
	return 0;
}

void gaussian_process_tell(struct gaussian_process *gp, const double *y, size_t count)
{
	size_t n = gp->n + gp->m;

	memset(gp->white, 0, n * sizeof(*y));
	if (count)
		memcpy(gp->white, y, count * sizeof(*y));
	forward(gp, gp->white, gp->white + gp->n, 1);
	/* what is believed is no surprise */
	for (size_t i = count; i < n; i++)
		gp->white[i] = 0;
	memcpy(gp->weights, gp->white, n * sizeof(*y));
	backward(gp, gp->weights);
}

/* Σ weights[i] slopes[i] times the squared distance's derivatives, from point i to x. */
static void add_slopes(const struct gaussian_process *gp, const struct gp_kernel *k,
	const double *x, const double *slopes, const double *weights, double *out)
{
	memset(out, 0, gp->dims * sizeof(*out));
	for (size_t i = 0; i < gp->n + gp->m; i++) {
		const double *p = gp->x + i * gp->dims;
		double w = 2 * weights[i] * slopes[i];

		for (size_t d = 0; d < gp->dims; d++)
			out[d] += w * k->lambda[d] * (x[d] - p[d]);
	}
	for (size_t d = 0; d < gp->dims; d++)
		if (k->is_category[d])
			out[d] = 0;
}

void gaussian_process_predict(const struct gaussian_process *gp, const double *x,
	double *mean, double *variance, double *mean_slope, double *variance_slope,
	double *work)
{
	struct gp_kernel k = kernel_now(gp);
	size_t n = gp->n + gp->m;
	double *slopes = work + n;

	for (size_t i = 0; i < n; i++) {
		double r = gp_distance(&k, gp->x + i * gp->dims, x), e = exp(-r);

		work[i] = k.scale * gp_correlation(r, e);
		slopes[i] = k.scale * gp_correlation_slope(r, e);
	}
	forward(gp, work, work + gp->n, 1);
	*mean = n ? cblas_ddot((int)n, work, 1, gp->white, 1) : 0;
	*variance = k.scale - (n ? cblas_ddot((int)n, work, 1, work, 1) : 0);
	if (!mean_slope)
		return;
	add_slopes(gp, &k, x, slopes, gp->weights, mean_slope);
	backward(gp, work);
	add_slopes(gp, &k, x, slopes, work, variance_slope);
	for (size_t d = 0; d < gp->dims; d++)
		variance_slope[d] *= -2;
}

double gaussian_process_noise(const struct gaussian_process *gp)
{
	return kernel_now(gp).noise;
}

/* Many points */

/* The sums of squares of the columns, taken off. */
static void take_squares(const double *a, size_t rows, size_t columns, double *from)
{
	for (size_t j = 0; rows && j < columns; j++)
		from[j] -= cblas_ddot((int)rows, a + j * rows, 1, a + j * rows, 1);
}

void gp_points_init(
	struct gp_points *p, const struct gaussian_process *gp, const double *x, size_t m)
{
	struct gp_kernel k = kernel_now(gp);

	*p = (struct gp_points){.m = m,
		.x = xcalloc(m * gp->dims + 1, sizeof(*p->x)),
		.white = xcalloc(gp->n * m + 1, sizeof(*p->white)),
		.fitted = xcalloc(m + 1, sizeof(*p->fitted))};
	memcpy(p->x, x, m * gp->dims * sizeof(*x));
	covariances(&k, gp->x, gp->n, p->x, m, p->white);
	cholesky_forward(gp->factor, gp->n, p->white, m);
	for (size_t j = 0; j < m; j++)
		p->fitted[j] = k.scale;
	take_squares(p->white, gp->n, m, p->fitted);
}

void gp_points_release(struct gp_points *p)
{
	free(p->x);
	free(p->white);
	free(p->fitted);
	*p = (struct gp_points){0};
}

void gp_points_predict(const struct gp_points *p, const struct gaussian_process *gp,
	double *mean, double *variance)
{
	struct gp_kernel k = kernel_now(gp);
	int n = (int)gp->n, m = (int)gp->m, points = (int)p->m;
	double *below;

	memset(mean, 0, p->m * sizeof(*mean));
	memcpy(variance, p->fitted, p->m * sizeof(*variance));
	if (n && points)
		cblas_dgemv(CblasColMajor, CblasTrans, n, points, 1, p->white, n,
			gp->white, 1, 0, mean, 1);
	if (!m || !points)
		return;
	below = xcalloc(gp->m * p->m, sizeof(*below));
	covariances(&k, gp->x + gp->n * gp->dims, gp->m, p->x, p->m, below);
	if (n)
		cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, m, points, n, -1,
			gp->below, n, p->white, n, 1, below, m);
	cholesky_forward(gp->appended, gp->m, below, p->m);
	cblas_dgemv(CblasColMajor, CblasTrans, m, points, 1, below, m, gp->white + n, 1,
		1, mean, 1);
	take_squares(below, gp->m, p->m, variance);
	free(below);
}
