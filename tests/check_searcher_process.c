/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian processes and the expected improvement, against formulas written out. */
#include "config.h"

#include "check_searcher.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "searcher/cholesky.h"
#include "searcher/expected_improvement.h"
#include "searcher/gaussian_process.h"

#define MOST 40

/* By tests/log_improvement.py: z, log(φ(z) + z Φ(z)). */
static const double improvements[][2] = {
	{40, 3.6888794541139363},
	{3, 1.0987396653277078},
	{1, 0.08002621884930694},
	{0.5, -0.35982768374506382},
	{0, -0.91893853320467274},
	{-0.5, -1.6205162643873199},
	{-1, -2.4851210257126413},
	{-3, -7.8696860596030285},
	{-10, -55.553122036122356},
	{-24.9999, -319.85895562445675},
	{-25, -319.86146358149595},
	{-25.0001, -319.86397154850361},
	{-30, -457.724653760598},
	{-100, -5010.1295788002498},
	{-300, -45012.326536814554},
	{-999.99, -500004.73448209112},
	{-1000, -500014.73445209116},
	{-1000.01, -500024.734522091},
	{-1e4, -50000019.339619307},
};

START_TEST(log_improvement_is_exact_everywhere)
{
	double z = improvements[_i][0], expected = improvements[_i][1];

	/* of the improvement itself: its logarithm's absolute error */
	ck_assert_double_eq_tol(
		log_improvement(z), expected, 1e-9 + 4e-16 * fabs(expected));
}
END_TEST

START_TEST(log_improvement_rises_without_a_break)
{
	double last = -(double)INFINITY;

	for (double z = -1e155; z < -1e-3; z *= 0.997) {
		double h = log_improvement(z);

		ck_assert_msg(h >= last && !isnan(h), "at %g", z);
		last = h;
	}
	ck_assert_double_eq(log_improvement(-(double)INFINITY), -(double)INFINITY);
}
END_TEST

START_TEST(improvement_has_the_slopes_that_differences_show)
{
	static const double means[] = {-2, 0.3, 4, 40, 3000};

	for (size_t i = 0; i < 5; i++) {
		double mean = means[i], sd = 0.7, h = 1e-5, slopes[2], left, right;

		log_expected_improvement(mean, sd, 0.1, slopes);
		left = log_expected_improvement(mean - h, sd, 0.1, NULL);
		right = log_expected_improvement(mean + h, sd, 0.1, NULL);
		ck_assert_double_eq_tol(slopes[0], (right - left) / (2 * h),
			1e-5 * (1 + fabs(slopes[0])));
		left = log_expected_improvement(mean, sd - h, 0.1, NULL);
		right = log_expected_improvement(mean, sd + h, 0.1, NULL);
		ck_assert_double_eq_tol(slopes[1], (right - left) / (2 * h),
			1e-5 * (1 + fabs(slopes[1])));
	}
}
END_TEST

/* Processes ------------------------------------------------------------------------- */

/* Points and values: smooth numbers, the last dimension a category of three. */
struct sample {
	size_t n, dims;
	bool is_category[8];
	double x[MOST * 8], y[MOST];
};

static void sample_init(struct sample *s, size_t n, size_t dims, unsigned long seed)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);

	gsl_rng_set(rng, seed);
	*s = (struct sample){.n = n, .dims = dims};
	s->is_category[dims - 1] = dims > 1;
	for (size_t i = 0; i < n; i++) {
		double *x = s->x + i * dims;

		for (size_t k = 0; k < dims; k++)
			x[k] = gsl_rng_uniform(rng);
		if (dims > 1)
			x[dims - 1] = (double)gsl_rng_uniform_int(rng, 3) / 3 + 1.0 / 6;
		s->y[i] = sin(5 * x[0]) + x[dims - 1] + 0.1 * gsl_rng_uniform(rng);
	}
	gsl_rng_free(rng);
}

/* The kernel as it is written in papers. */
static double plain_kernel(
	const struct sample *s, const double *theta, const double *a, const double *b)
{
	double square = 0, r;

	for (size_t k = 0; k < s->dims; k++) {
		double scale = 1 / sqrt(exp(theta[k]));
		double d = s->is_category[k] ? a[k] != b[k] : a[k] - b[k];

		square += d / scale * (d / scale);
	}
	r = sqrt(square);
	return exp(theta[s->dims]) * (1 + sqrt(5) * r + 5 * r * r / 3) *
	       exp(-sqrt(5) * r);
}

/* Solves a z = b by Gauss, pivots on the diagonal; the determinant's logarithm. */
static double plain_solve(size_t n, double a[MOST][MOST], const double *b, double *z)
{
	double log_det = 0;

	memcpy(z, b, n * sizeof(*z));
	for (size_t p = 0; p < n; p++) {
		log_det += log(a[p][p]);
		for (size_t i = p + 1; i < n; i++) {
			double f = a[i][p] / a[p][p];

			for (size_t j = p; j < n; j++)
				a[i][j] -= f * a[p][j];
			z[i] -= f * z[p];
		}
	}
	for (size_t p = n; p-- > 0;) {
		for (size_t j = p + 1; j < n; j++)
			z[p] -= a[p][j] * z[j];
		z[p] /= a[p][p];
	}
	return log_det;
}

static void plain_matrix(
	const struct sample *s, const double *theta, double a[MOST][MOST])
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t j = 0; j < s->n; j++)
			a[i][j] = plain_kernel(s, theta, s->x + i * s->dims,
					  s->x + j * s->dims) +
				  (i == j ? GP_NOISE_MIN + exp(theta[s->dims + 1]) : 0);
}

static double plain_density(const struct sample *s, const double *theta)
{
	double a[MOST][MOST], z[MOST], scale = exp(theta[s->dims]), sum;
	double noise = GP_NOISE_MIN + exp(theta[s->dims + 1]);

	plain_matrix(s, theta, a);
	sum = -plain_solve(s->n, a, s->y, z) / 2 - (double)s->n * log(2 * M_PI) / 2;
	for (size_t i = 0; i < s->n; i++)
		sum -= s->y[i] * z[i] / 2;
	for (size_t k = 0; k < s->dims; k++)
		sum -= 0.1 / exp(theta[k]) + 0.1 * exp(theta[k]);
	return sum + log(scale) - scale + 0.1 * log(noise) - 30 * noise;
}

static void plain_predict(const struct sample *s, const double *theta, const double *at,
	double *mean, double *variance)
{
	double a[MOST][MOST], k[MOST], z[MOST];

	for (size_t i = 0; i < s->n; i++)
		k[i] = plain_kernel(s, theta, s->x + i * s->dims, at);
	plain_matrix(s, theta, a);
	plain_solve(s->n, a, k, z);
	*mean = 0;
	*variance = plain_kernel(s, theta, at, at);
	for (size_t i = 0; i < s->n; i++) {
		*mean += z[i] * s->y[i];
		*variance -= z[i] * k[i];
	}
}

static const struct {
	size_t n, dims;
} sizes[] = {{1, 1}, {2, 1}, {7, 2}, {40, 1}, {40, 3}, {33, 8}};
#define N_SIZES 6

static void fit_sample(struct gaussian_process *gp, const struct sample *s, size_t n)
{
	gaussian_process_init(gp, s->dims, s->is_category);
	ck_assert(!gaussian_process_fit(gp, s->x, s->y, n, 30));
}

START_TEST(density_and_gradient_are_as_the_formula_says)
{
	struct sample s;
	struct gaussian_process gp;
	double work[MOST * (2 * MOST + 1)], gradient[10], theta[10];

	sample_init(&s, sizes[_i].n, sizes[_i].dims, 5);
	fit_sample(&gp, &s, s.n);
	for (int round = 0; round < 4; round++) {
		for (size_t k = 0; k < s.dims + 2; k++)
			theta[k] =
				round == 3 ? gp.theta[k] : sin((double)k + 3 * round) - 1;
		ck_assert_double_eq_tol(
			gaussian_process_density(&gp, theta, s.y, gradient, work),
			plain_density(&s, theta), 1e-7);
		for (size_t k = 0; k < s.dims + 2; k++) {
			double h = 1e-5, at = theta[k], left, right;

			theta[k] = at - h;
			left = plain_density(&s, theta);
			theta[k] = at + h;
			right = plain_density(&s, theta);
			theta[k] = at;
			ck_assert_double_eq_tol(gradient[k], (right - left) / (2 * h),
				1e-4 * (1 + fabs(gradient[k])));
		}
	}
	gaussian_process_release(&gp);
}
END_TEST

START_TEST(a_fit_finds_a_top)
{
	struct sample s;
	struct gaussian_process gp;
	double theta[10], before, top;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);

	sample_init(&s, sizes[_i].n, sizes[_i].dims, 5);
	gaussian_process_init(&gp, s.dims, s.is_category);
	before = plain_density(&s, gp.theta);
	ck_assert(!gaussian_process_fit(&gp, s.x, s.y, s.n, 200));
	top = plain_density(&s, gp.theta);
	ck_assert_double_gt(top, before);
	for (int i = 0; i < 300; i++) {
		for (size_t k = 0; k < s.dims + 2; k++)
			theta[k] = gp.theta[k] + (gsl_rng_uniform(rng) - 0.5) * (i % 3 + 0.1);
		ck_assert_double_lt(plain_density(&s, theta), top + 0.3);
	}
	gaussian_process_release(&gp);
	gsl_rng_free(rng);
}
END_TEST

/* All fitted at once, or some of them appended: it is one process. */
START_TEST(predictions_are_as_the_formula_says)
{
	static const size_t fitted[] = {0, 1, 5, MOST};
	struct sample s, at;
	double work[2 * MOST];

	sample_init(&s, sizes[_i].n, sizes[_i].dims, 5);
	sample_init(&at, 10, sizes[_i].dims, 6);
	memcpy(at.x, s.x, s.dims * sizeof(*s.x)); /* one where a point is */
	for (size_t f = 0; f < 4; f++) {
		size_t n = fitted[f] < s.n ? fitted[f] : s.n;
		double mean[10], variance[10];
		struct gaussian_process gp;
		struct gp_points points;

		fit_sample(&gp, &s, n);
		gp_points_init(&points, &gp, at.x, at.n);
		/* what was appended before is replaced */
		ck_assert(!gaussian_process_append(&gp, at.x, 3));
		ck_assert(!gaussian_process_append(&gp, s.x + n * s.dims, s.n - n));
		gaussian_process_tell(&gp, s.y, s.n);
		gp_points_predict(&points, &gp, mean, variance);
		for (size_t i = 0; i < at.n; i++) {
			double m, v, one[2];

			plain_predict(&s, gp.theta, at.x + i * s.dims, &m, &v);
			ck_assert_double_eq_tol(mean[i], m, 1e-7);
			ck_assert_double_eq_tol(variance[i], v, 1e-7);
			gaussian_process_predict(&gp, at.x + i * s.dims, &one[0], &one[1],
				NULL, NULL, work);
			ck_assert_double_eq_tol(one[0], m, 1e-7);
			ck_assert_double_eq_tol(one[1], v, 1e-7);
		}
		gp_points_release(&points);
		gaussian_process_release(&gp);
	}
}
END_TEST

START_TEST(predictions_have_the_slopes_that_differences_show)
{
	struct sample s, at;
	struct gaussian_process gp;
	double work[2 * MOST], mean, variance, slopes[2][8];

	sample_init(&s, sizes[_i].n, sizes[_i].dims, 5);
	sample_init(&at, 10, sizes[_i].dims, 6);
	fit_sample(&gp, &s, s.n - s.n / 3);
	ck_assert(!gaussian_process_append(&gp, s.x + (s.n - s.n / 3) * s.dims, s.n / 3));
	gaussian_process_tell(&gp, s.y, s.n);
	for (size_t i = 0; i < at.n; i++) {
		double *x = at.x + i * s.dims;

		gaussian_process_predict(
			&gp, x, &mean, &variance, slopes[0], slopes[1], work);
		for (size_t k = 0; k < s.dims; k++) {
			double h = 1e-5, v = x[k], m[2], s2[2];

			if (s.is_category[k]) {
				ck_assert(slopes[0][k] == 0 && slopes[1][k] == 0);
				continue;
			}
			x[k] = v - h;
			plain_predict(&s, gp.theta, x, &m[0], &s2[0]);
			x[k] = v + h;
			plain_predict(&s, gp.theta, x, &m[1], &s2[1]);
			x[k] = v;
			ck_assert_double_eq_tol(
				slopes[0][k], (m[1] - m[0]) / (2 * h), 1e-4);
			ck_assert_double_eq_tol(
				slopes[1][k], (s2[1] - s2[0]) / (2 * h), 1e-4);
		}
	}
	gaussian_process_release(&gp);
}
END_TEST

/* To believe is to tell it the mean that it has: all means stay, variances shrink. */
START_TEST(what_is_believed_is_what_was_predicted)
{
	struct sample s, at;
	struct gaussian_process gp;
	double work[2 * MOST], before[10][2], after[2], predicted[MOST];

	sample_init(&s, 20, 3, 5);
	sample_init(&at, 10, 3, 6);
	fit_sample(&gp, &s, 12);
	for (size_t i = 0; i < 10; i++)
		gaussian_process_predict(&gp, at.x + 3 * i, &before[i][0], &before[i][1],
			NULL, NULL, work);
	memcpy(predicted, s.y, sizeof(predicted));
	for (size_t i = 12; i < 20; i++)
		gaussian_process_predict(
			&gp, s.x + 3 * i, &predicted[i], &after[1], NULL, NULL, work);
	ck_assert(!gaussian_process_append(&gp, s.x + 3 * 12, 8));
	for (int told = 0; told < 2; told++) {
		gaussian_process_tell(&gp, predicted, told ? 20 : 12);
		for (size_t i = 0; i < 10; i++) {
			gaussian_process_predict(&gp, at.x + 3 * i, &after[0], &after[1],
				NULL, NULL, work);
			ck_assert_double_eq_tol(after[0], before[i][0], 1e-9);
			ck_assert_double_lt(after[1], before[i][1]);
		}
	}
	gaussian_process_release(&gp);
}
END_TEST

/* Factors --------------------------------------------------------------------------- */

/* A matrix of ones has rank 1: what is added to its diagonal is the smallest that helps. */
START_TEST(a_singular_matrix_gets_a_little_more)
{
	enum { N = 120 };
	double *a = xcalloc(N * N, sizeof(*a)), jitter, b[2] = {3, 5};

	for (size_t i = 0; i < N * N; i++)
		a[i] = 1;
	ck_assert(!cholesky_factor(a, N, &jitter));
	ck_assert(jitter >= 1e-10 && jitter < CHOLESKY_JITTER_SMALL);
	for (size_t i = 0; i < N * N; i++)
		a[i] = i % (N + 1) ? 1
				   : 0.9; /* one eigenvalue is N - 0.1, the others -0.1 */
	ck_assert(!cholesky_factor(a, N, &jitter));
	ck_assert(jitter > CHOLESKY_JITTER_SMALL && jitter <= 1);
	/* [4 2; 2 2] has the factor [2 0; 1 1] */
	memcpy(a, (double[]){4, 2, 2, 2}, 4 * sizeof(*a));
	ck_assert(!cholesky_factor(a, 2, &jitter) && jitter == 0);
	ck_assert(a[0] == 2 && a[1] == 1 && a[3] == 1);
	ck_assert_double_eq_tol(cholesky_log_determinant(a, 2), log(4), 1e-14);
	cholesky_forward(a, 2, b, 1);
	ck_assert(b[0] == 1.5 && b[1] == 3.5);
	cholesky_backward(a, 2, b, 1);
	ck_assert(b[0] == -1 && b[1] == 3.5);
	free(a);
}
END_TEST

START_TEST(no_factor_is_made_of_what_is_not_finite)
{
	static const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
	static const size_t sides[] = {1, 2, 3, 50, 200};
	double *a = xcalloc(200 * 200, sizeof(*a)), jitter;

	for (size_t s = 0; s < 5; s++)
		for (size_t where = 0; where < 3; where++) {
			size_t n = sides[s];
			size_t i = where == 0 ? 0 : n - 1, j = where == 2 ? n - 1 : 0;

			for (size_t k = 0; k < n * n; k++)
				a[k] = k % (n + 1) ? 0 : 1;
			a[i + j * n] = a[j + i * n] = bad[_i];
			ck_assert_msg(cholesky_factor(a, n, &jitter) < 0,
				"%g at %zu, %zu of %zu", bad[_i], i, j, n);
		}
	free(a);
}
END_TEST

/* The same point over and over, the same value, coordinates and values at the end of all. */
START_TEST(a_process_stands_whatever_it_is_given)
{
	static const double values[][2] = {
		{0, 0}, {1, -1}, {1e150, 0}, {1e-300, -1e-300}, {1e300, -1e300}};
	bool is_category[2] = {false, true};
	double x[2 * MOST], y[MOST], mean, variance, slopes[2][2], work[2 * MOST];
	struct gaussian_process gp;

	gaussian_process_init(&gp, 2, is_category);
	for (size_t i = 0; i < MOST; i++) {
		x[2 * i] = 0.25;
		x[2 * i + 1] = 0.5;
		y[i] = values[_i][i % 2];
	}
	ck_assert(!gaussian_process_fit(&gp, x, y, MOST / 2, 20));
	ck_assert(!gaussian_process_append(&gp, x, MOST / 2));
	gaussian_process_tell(&gp, y, MOST);
	gaussian_process_predict(&gp, x, &mean, &variance, slopes[0], slopes[1], work);
	ck_assert(isfinite(mean) && isfinite(variance));
	ck_assert(isfinite(slopes[0][0]) && isfinite(slopes[1][0]));
	x[0] = (double)NAN;
	ck_assert(gaussian_process_fit(&gp, x, y, MOST, 20) < 0);
	ck_assert(gp.n == 0);
	gaussian_process_predict(&gp, x + 2, &mean, &variance, NULL, NULL, work);
	ck_assert(mean == 0 && variance > 0);
	gaussian_process_release(&gp);
}
END_TEST

TCase *process_tests(void)
{
	TCase *t = tcase_create("process");

	tcase_add_loop_test(t, log_improvement_is_exact_everywhere, 0,
		(int)(sizeof(improvements) / sizeof(improvements[0])));
	tcase_add_test(t, log_improvement_rises_without_a_break);
	tcase_add_test(t, improvement_has_the_slopes_that_differences_show);
	tcase_add_loop_test(t, density_and_gradient_are_as_the_formula_says, 0, N_SIZES);
	tcase_add_loop_test(t, a_fit_finds_a_top, 0, N_SIZES);
	tcase_add_loop_test(t, predictions_are_as_the_formula_says, 0, N_SIZES);
	tcase_add_loop_test(
		t, predictions_have_the_slopes_that_differences_show, 0, N_SIZES);
	tcase_add_test(t, what_is_believed_is_what_was_predicted);
	tcase_add_test(t, a_singular_matrix_gets_a_little_more);
	tcase_add_loop_test(t, no_factor_is_made_of_what_is_not_finite, 0, 3);
	tcase_add_loop_test(t, a_process_stands_whatever_it_is_given, 0, 5);
	return t;
}
