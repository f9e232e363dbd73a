/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles by boosted trees: how much they cover, with and without their correction. */
#include "config.h"

#include "check_searcher.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "searcher/quantile_trees.h"

/* Five values outside by -2 … 2: the ⌈6 p⌉-th of them. */
START_TEST(a_margin_is_an_order_statistic)
{
	static const double low[] = {0, 0, 0, 0, 0}, high[] = {10, 10, 10, 10, 10};
	static const double y[] = {9, 12, 8, -1, 10};
	static const double cases[][2] = {{0.1, -2}, {1.0 / 6, -2}, {0.2, -1}, {0.5, 0},
		{2.0 / 3, 1}, {0.7, 2}, {5.0 / 6, 2}, {0.9, 2}, {1, 2}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_double_eq(
			conformal_margin(low, high, y, 5, cases[i][0]), cases[i][1]);
	ck_assert_double_eq(conformal_margin(low, high, y, 0, 0.5), 0);
}
END_TEST

#ifdef HAVE_XGBOOST

#define MOST 2000

/* A wave with noise that is ten times as wide on the right, and two columns of nothing. */
static void made(gsl_rng *rng, size_t n, double unit, float *x, double *y)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < 3; k++)
			x[3 * i + k] = (float)gsl_rng_uniform(rng);
		y[i] = unit *
		       (sin(6 * (double)x[3 * i]) +
			       (x[3 * i] > 0.5f ? 0.5 : 0.05) * gsl_ran_gaussian(rng, 1));
	}
}

/* The share of new values between quantiles k and QUANTILES - 1 - k. */
static double coverage(const struct quantile_trees *t, size_t k, const float *x, size_t n,
	const double *y)
{
	double low[MOST], high[MOST];
	size_t within = 0;

	ck_assert(!quantile_trees_predict(t, k, x, n, low));
	ck_assert(!quantile_trees_predict(t, QUANTILES - 1 - k, x, n, high));
	for (size_t i = 0; i < n; i++)
		within += y[i] >= low[i] && y[i] <= high[i];
	return (double)within / (double)n;
}

/*
 * The correction promises that a new value is covered with at least the probability, and
 * with 1 / (points apart + 1) more at most, on the average of all that is drawn. 20 draws
 * of 29 points apart: a deviation of 0.09 / sqrt(20).
 */
START_TEST(intervals_cover_what_they_promise)
{
	static const double promised[] = {4.0 / 6, 2.0 / 6};
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	float *x = xcalloc(3 * MOST, sizeof(*x));
	double *y = xcalloc(MOST, sizeof(*y)), mean[2] = {0};

	for (int draw = 0; draw < 20; draw++) {
		struct quantile_trees *t;

		made(rng, 290, 1, x, y);
		t = quantile_trees_new(x, 290, 3, y);
		ck_assert_ptr_nonnull(t);
		made(rng, 500, 1, x, y);
		for (size_t k = 0; k < 2; k++)
			mean[k] += coverage(t, k, x, 500, y) / 20;
		quantile_trees_free(t);
	}
	for (size_t k = 0; k < 2; k++)
		ck_assert_msg(
			mean[k] > promised[k] - 0.04 && mean[k] < promised[k] + 0.08,
			"%g for %g", mean[k], promised[k]);
	free(x);
	free(y);
	gsl_rng_free(rng);
}
END_TEST

/* Quantiles follow the wave and its width; and rise, on the average. */
START_TEST(quantiles_follow_what_was_made)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	float *x = xcalloc(3 * MOST, sizeof(*x)),
	      at[2][3] = {{0.26f, 0.5f, 0.5f}, {0.78f, 0.5f, 0.5f}};
	double *y = xcalloc(MOST, sizeof(*y)), q[QUANTILES][2];
	struct quantile_trees *t;

	made(rng, 800, 1, x, y);
	t = quantile_trees_new(x, 800, 3, y);
	for (size_t k = 0; k < QUANTILES; k++)
		ck_assert(!quantile_trees_predict(t, k, at[0], 2, q[k]));
	ck_assert_double_eq_tol(q[2][0], 1, 0.3);
	ck_assert_double_eq_tol(q[2][1], -1, 0.4);
	ck_assert_double_lt(q[0][1], q[2][1]);
	ck_assert_double_lt(q[2][1], q[4][1]);
	ck_assert_double_gt(q[4][1] - q[0][1], 1.3 * (q[4][0] - q[0][0]));
	quantile_trees_free(t);
	free(x);
	free(y);
	gsl_rng_free(rng);
}
END_TEST

START_TEST(the_same_points_give_the_same_trees)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	float x[3 * 100];
	double y[100], a[100], b[100];

	made(rng, 100, 1, x, y);
	x[7] = NAN; /* a parameter that does not apply */
	for (size_t k = 0; k < QUANTILES; k++) {
		struct quantile_trees *one = quantile_trees_new(x, 100, 3, y);
		struct quantile_trees *two = quantile_trees_new(x, 100, 3, y);

		ck_assert(!quantile_trees_predict(one, k, x, 100, a));
		ck_assert(!quantile_trees_predict(two, k, x, 100, b));
		ck_assert(!memcmp(a, b, sizeof(a)));
		ck_assert(isfinite(a[2]));
		quantile_trees_free(one);
		quantile_trees_free(two);
	}
	gsl_rng_free(rng);
}
END_TEST

/* A searcher gives it standard values: of the size 1e-4 they would all be one to it. */
START_TEST(small_values_are_searched_all_the_same)
{
	struct space space = unit_cube(2);
	struct searcher *large = must_begin("cqr", &space, 3, NULL);
	struct searcher *small = must_begin("cqr", &space, 3, NULL);

	for (uint32_t i = 0; i < 60; i++) {
		struct value a[2], b[2];
		struct proposal why;
		double v;

		ck_assert(searcher_propose(large, i, a, &why));
		ck_assert(searcher_propose(small, i, b, &why));
		ck_same_config(a, b, 2);
		ck_assert(i < 10 || why.origin == ORIGIN_MODEL);
		v = pow(a[0].number - 0.3, 2) + a[1].number;
		tell_trial(large, PROGRESS_LEVEL, i, a, 1, 1, v);
		tell_trial(small, PROGRESS_LEVEL, i, b, 1, 1, ldexp(v, -20));
	}
	searcher_free(large);
	searcher_free(small);
	space_release(&space);
}
END_TEST

#else

START_TEST(without_xgboost_it_is_refused)
{
	struct space space = unit_cube(1);
	const struct kind *kind = family_find(&searchers, "cqr");
	struct place at = {"study.yaml", 5, 9};
	struct error err;
	struct knobs k;

	knobs_init(&k, kind->knobs, at);
	ck_assert_ptr_null(searcher_new(
		kind, &(struct searcher_setup){.space = &space, .knobs = &k}, &err));
	ck_assert_str_eq(err.text, "study.yaml:5:9: cqr needs XGBoost, which this "
				   "rungtop was built without; "
				   "gp and kde need nothing more");
	knobs_release(&k);
	space_release(&space);
}
END_TEST

#endif

TCase *quantile_tests(void)
{
	TCase *t = tcase_create("quantiles");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_margin_is_an_order_statistic);
#ifdef HAVE_XGBOOST
	tcase_add_test(t, intervals_cover_what_they_promise);
	tcase_add_test(t, quantiles_follow_what_was_made);
	tcase_add_test(t, the_same_points_give_the_same_trees);
	tcase_add_test(t, small_values_are_searched_all_the_same);
#else
	tcase_add_test(t, without_xgboost_it_is_refused);
#endif
	return t;
}
