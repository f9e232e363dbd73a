/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an audit computes, against scipy 1.10 (kendalltau, spearmanr and hypergeom), and what
 * its intervals cover.
 */
#include "config.h"

#include <check.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "check_study.h"
#include "study/agreement.h"
#include "study/audit_words.h"

#define NEAR 1e-12

static const double at_rung[] = {0.5, 0.3, 0.3, 0.9, 0.1, 0.7, 0.7, 0.2, 0.4, 0.6};

START_TEST(coefficients)
{
	double at_top[] = {0.45, 0.35, 0.2, NAN, 0.12, 0.8, NAN, 0.2, 0.3, 0.5};
	double rung_up[10], top_up[10];
	struct agreement tau = agreement_tau(at_rung, at_top, 10, false);
	struct agreement rho = agreement_rho(at_rung, at_top, 10, false);

	ck_assert_double_eq_tol(tau.value, 0.9069767441860466, NEAR);
	ck_assert_double_eq_tol(rho.value, 0.9631901840490799, NEAR);
	ck_assert(tau.lo < tau.value && tau.value < tau.hi && tau.hi < 1);
	/* tanh(atanh(tau) ± 1.96 sqrt(0.437 / 6)), tanh(atanh(rho) ± 1.96 sqrt(1.46 / 7)) */
	ck_assert_double_eq_tol(tau.lo, tanh(atanh(tau.value) - 1.959963984540054 *
							 sqrt(0.437 / 6)), NEAR);
	ck_assert_double_eq_tol(rho.hi,
		tanh(atanh(rho.value) +
			1.959963984540054 * sqrt((1 + rho.value * rho.value / 2) / 7)),
		NEAR);
	for (int i = 0; i < 10; i++) {
		rung_up[i] = -at_rung[i];
		top_up[i] = -at_top[i];
	}
	ck_assert_double_eq_tol(
		agreement_tau(rung_up, top_up, 10, true).value, tau.value, NEAR);
	ck_assert_double_eq_tol(
		agreement_rho(rung_up, top_up, 10, true).value, rho.value, NEAR);
}
END_TEST

/* Kendall's own definition: pairs that agree less pairs that do not. */
static double slow_tau(const double *x, const double *y, size_t n)
{
	double score = 0, in_x = 0, in_y = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			double a = (x[i] > x[j]) - (x[i] < x[j]);
			double b = (y[i] > y[j]) - (y[i] < y[j]);

			score += a * b;
			in_x += a * a;
			in_y += b * b;
		}
	}
	return score / sqrt(in_x) / sqrt(in_y);
}

START_TEST(tau_of_many)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	double x[200], y[200];

	for (unsigned long seed = 1; seed <= 200; seed++) {
		size_t n = 2 + gsl_rng_uniform_int(rng, 199);
		unsigned long few = 2 + seed;

		for (size_t i = 0; i < n; i++) {
			x[i] = (double)gsl_rng_uniform_int(rng, few);
			y[i] = x[i] + (double)gsl_rng_uniform_int(rng, few);
		}
		double slow = slow_tau(x, y, n);
		struct agreement fast = agreement_tau(x, y, n, false);

		if (isnan(slow))
			ck_assert(isnan(fast.value));
		else
			ck_assert_double_eq_tol(fast.value, slow, 1e-10);
	}
	gsl_rng_free(rng);
}
END_TEST

START_TEST(too_few)
{
	ck_assert(isnan(agreement_tau(at_rung, at_rung, 0, false).value));
	ck_assert(isnan(agreement_rho(at_rung, at_rung, 1, false).value));
	ck_assert(isnan(agreement_tau(at_rung + 1, at_rung + 1, 2, false).value));
	ck_assert(isnan(agreement_rho(at_rung + 1, at_rung + 1, 2, false).value));
	ck_assert_double_eq_tol(agreement_tau(at_rung, at_rung, 4, false).value, 1, NEAR);
	ck_assert(isnan(agreement_tau(at_rung, at_rung, 4, false).lo));
}
END_TEST

static const struct {
	size_t k, n, all, lo, hi;
} intervals[] = {
	{3, 100, 300, 4, 21},
	{4, 50, 560, 16, 99},
	{0, 20, 60, 0, 6},
	{20, 20, 60, 54, 60},
	{5, 10, 1000, 214, 786},
	{0, 40, 234, 0, 15},
	{0, 0, 7, 0, 7},
	{3, 7, 7, 3, 3},
};

START_TEST(interval)
{
	size_t lo, hi;

	sample_interval(intervals[_i].k, intervals[_i].n, intervals[_i].all, &lo, &hi);
	ck_assert_uint_eq(lo, intervals[_i].lo);
	ck_assert_uint_eq(hi, intervals[_i].hi);
}
END_TEST

/*
 * Of 1000 samples the interval covers the truth in 95 % and no more than 2 % off, where there
 * is enough of it for an interval of whole numbers to come so near.
 */
START_TEST(coverage)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	int covered = 0;

	for (int i = 0; i < 1000; i++) {
		unsigned all = 60 + (unsigned)gsl_rng_uniform_int(rng, 600);
		unsigned wrong = all / 10 + (unsigned)gsl_rng_uniform_int(rng, all / 4);
		unsigned n = 30 + (unsigned)gsl_rng_uniform_int(rng, all / 2);
		unsigned k;
		size_t lo, hi;

		n = n > all ? all : n;
		k = gsl_ran_hypergeometric(rng, wrong, all - wrong, n);
		sample_interval(k, n, all, &lo, &hi);
		covered += lo <= wrong && wrong <= hi;
	}
	ck_assert_int_ge(covered, 930);
	ck_assert_int_le(covered, 970);
	gsl_rng_free(rng);
}
END_TEST

START_TEST(ordinals)
{
	static const struct {
		uint32_t n;
		const char *text;
	} rows[] = {{1, "1st"}, {2, "2nd"}, {3, "3rd"}, {4, "4th"}, {10, "10th"},
		{11, "11th"}, {12, "12th"}, {13, "13th"}, {21, "21st"}, {101, "101st"},
		{111, "111th"}, {112, "112th"}, {1013, "1013th"}, {1022, "1022nd"}};
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		strbuf_reset(&out);
		audit_add_ordinal(rows[i].n, &out);
		ck_assert_str_eq(out.buf, rows[i].text);
	}
	strbuf_release(&out);
}
END_TEST

TCase *audit_case(void)
{
	TCase *tc = tcase_create("audit");

	tcase_add_test(tc, coefficients);
	tcase_add_test(tc, tau_of_many);
	tcase_add_test(tc, too_few);
	tcase_add_loop_test(
		tc, interval, 0, (int)(sizeof(intervals) / sizeof(*intervals)));
	tcase_add_test(tc, coverage);
	tcase_add_test(tc, ordinals);
	return tc;
}
