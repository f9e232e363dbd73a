/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quasi-random points: how even they are beside SciPy's (tests/scipy_sobol.tsv has what
 * tests/scipy_sobol.py prints), and how much two dimensions have in common.
 */
#include "config.h"

#include "check_searcher.h"

#include "base/xalloc.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define POINTS_MAX 256

/* n points of d numbers, of a seed. */
static double *points(
	const char *name, const char *knob, uint64_t seed, size_t d, size_t n)
{
	double *x = xcalloc(n * d, sizeof(*x));
	struct value *v = xcalloc(d, sizeof(*v));
	struct space space = unit_cube(d);
	struct searcher *s = must_begin(name, &space, seed, knob);

	for (size_t i = 0; i < n; i++) {
		struct proposal why;

		ck_assert(searcher_propose(s, (uint32_t)i, v, &why));
		for (size_t k = 0; k < d; k++)
			x[i * d + k] = v[k].number;
	}
	searcher_free(s);
	space_release(&space);
	free(v);
	return x;
}

/* The centred L2 discrepancy, squared (Hickernell 1998). */
static double centred(const double *x, size_t d, size_t n)
{
	double once = 0, twice = 0;

	for (size_t i = 0; i < n; i++) {
		double p = 1;

		for (size_t k = 0; k < d; k++) {
			double a = fabs(x[i * d + k] - 0.5);

			p *= 1 + 0.5 * a - 0.5 * a * a;
		}
		once += p;
		for (size_t j = 0; j < n; j++) {
			p = 1;
			for (size_t k = 0; k < d; k++) {
				double y = x[i * d + k], z = x[j * d + k];

				p *= 1 + 0.5 * fabs(y - 0.5) + 0.5 * fabs(z - 0.5) -
				     0.5 * fabs(y - z);
			}
			twice += p;
		}
	}
	return pow(13.0 / 12, (double)d) - 2 * once / (double)n +
	       twice / ((double)n * (double)n);
}

/* The most that two of d dimensions are correlated by, over the first n points. */
static double correlation(const double *x, size_t d, size_t n)
{
	double *mean = xcalloc(2 * d, sizeof(*mean)), *square = mean + d, most = 0;

	for (size_t k = 0; k < d; k++) {
		for (size_t i = 0; i < n; i++)
			mean[k] += x[i * d + k] / (double)n;
		for (size_t i = 0; i < n; i++)
			square[k] += pow(x[i * d + k] - mean[k], 2);
	}
	for (size_t a = 0; a < d; a++)
		for (size_t b = 0; b < a; b++) {
			double sum = 0;

			for (size_t i = 0; i < n; i++)
				sum += (x[i * d + a] - mean[a]) *
				       (x[i * d + b] - mean[b]);
			most = fmax(most, fabs(sum) / sqrt(square[a] * square[b]));
		}
	free(mean);
	return most;
}

static double mean_discrepancy(const char *name, size_t d, size_t n, uint64_t seeds)
{
	double sum = 0;

	for (uint64_t seed = 1; seed <= seeds; seed++) {
		double *x = points(name, NULL, seed, d, n);

		sum += centred(x, d, n) / (double)seeds;
		free(x);
	}
	return sum;
}

/*
 * In 33 dimensions SciPy's are a little more even: there the price of dimensions that are
 * not alike is about half of what it gains on independent draws.
 */
START_TEST(as_even_as_scipys)
{
	const char *dir = getenv("srcdir");
	double scipy, error;
	char path[1024];
	int rows = 0;
	size_t d, n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/scipy_sobol.tsv", dir ? dir : ".");
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	for (; fscanf(f, "%zu %zu %lf %lf", &d, &n, &scipy, &error) == 4; rows++) {
		double ours = mean_discrepancy("sobol", d, n, 16);
		double random = mean_discrepancy("random", d, n, 8);

		ck_assert_msg(ours < scipy * (d > 8 ? 1.08 : 1.03) + 3 * error,
			"%zu dimensions, %zu points: %.3f of SciPy's", d, n,
			ours / scipy);
		if (d < 33 || n > 27)
			ck_assert_msg(ours < random, "%zu dimensions, %zu points", d, n);
	}
	fclose(f);
	ck_assert_int_eq(rows, 15);
}
END_TEST

/* The mean over seeds of the most that two of 40 dimensions have in common, and the most. */
static double alike(
	const char *name, const char *knob, size_t n, uint64_t seeds, double *most)
{
	double mean = 0;

	*most = 0;
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		double *x = points(name, knob, seed, 40, n);
		double c = correlation(x, 40, n);

		mean += c / (double)seeds;
		*most = fmax(*most, c);
		free(x);
	}
	return mean;
}

static const char *const sequences[] = {"sobol", "halton"};

START_TEST(no_two_dimensions_are_more_alike_than_chance)
{
	static const size_t ns[] = {16, 20, 27, 31, 48, 64, 128};

	for (size_t k = 0; k < sizeof(ns) / sizeof(*ns); k++) {
		double most[2], mean = alike(sequences[_i], NULL, ns[k], 20, &most[0]);
		double chance = alike("random", NULL, ns[k], 20, &most[1]);

		ck_assert_msg(mean < 1.08 * chance && most[0] < 1.2 * most[1],
			"%zu points: %.3f, at most %.3f; by chance %.3f, at most %.3f",
			ns[k], mean, most[0], chance, most[1]);
	}
}
END_TEST

/* What scrambling is for: the plain sequences, and what a shift leaves of it. */
START_TEST(a_shift_leaves_dimensions_alike)
{
	double most;

	ck_assert_double_gt(alike("halton", "shift=false", 16, 1, &most), 0.999);
	ck_assert_double_gt(alike("sobol", "shift=false", 31, 1, &most), 0.999);
	ck_assert_double_gt(alike("halton", "scramble=shift", 16, 20, &most), 0.9);
	ck_assert_double_gt(alike("sobol", "scramble=shift", 31, 20, &most), 0.8);
}
END_TEST

/* Each of n equal parts of [0, 1) has one of the n points from `from` on. */
static void is_stratified(const double *x, size_t d, size_t k, size_t from, size_t n)
{
	bool seen[POINTS_MAX] = {false};

	for (size_t i = from; i < from + n; i++) {
		size_t part = (size_t)(x[i * d + k] * (double)n);

		ck_assert_msg(
			!seen[part], "dimension %zu, %zu points from %zu", k, n, from);
		seen[part] = true;
	}
}

START_TEST(each_dimension_is_even)
{
	enum { DIMS = 50 };
	static const size_t primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41};

	for (uint64_t seed = 1; seed <= 5; seed++) {
		double *x = points("sobol", NULL, seed, DIMS, POINTS_MAX);
		double *h = points("halton", NULL, seed, DIMS, POINTS_MAX);

		for (size_t k = 0; k < DIMS; k++)
			for (size_t n = k < 8 ? 2 : 16; n <= POINTS_MAX; n *= 2)
				for (size_t from = 0; from < POINTS_MAX; from += n)
					is_stratified(x, DIMS, k, from, n);
		for (size_t k = 0; k < sizeof(primes) / sizeof(*primes); k++)
			for (size_t from = 0; from + primes[k] <= POINTS_MAX;
				from += primes[k])
				is_stratified(h, DIMS, k, from, primes[k]);
		for (size_t from = 0; from < POINTS_MAX; from += 16) { /* 4 × 4 squares */
			unsigned seen = 0;

			for (size_t i = from; i < from + 16; i++)
				seen |= 1u << ((int)(x[i * DIMS] * 4) * 4 +
						(int)(x[i * DIMS + 1] * 4));
			ck_assert_uint_eq(seen, 0xffff);
		}
		free(x);
		free(h);
	}
}
END_TEST

/* Of eight dimensions the first digits are neither the same over 16 points nor opposite. */
START_TEST(first_digits_differ)
{
	double *x = points("sobol", NULL, 1, 16, 16);
	unsigned digits[16] = {0};

	for (size_t k = 0; k < 16; k++)
		for (size_t i = 0; i < 16; i++)
			digits[k] |= (unsigned)(x[i * 16 + k] >= 0.5) << i;
	for (size_t a = 0; a < 16; a++)
		for (size_t b = a / 8 * 8; b < a; b++)
			ck_assert(digits[a] != digits[b] &&
				  digits[a] != (~digits[b] & 0xffff));
	free(x);
}
END_TEST

/* A point of one seed is anywhere: its mean, and its share in each of ten parts. */
START_TEST(each_point_is_uniform)
{
	enum { SEEDS = 800, PARTS = 10 };
	static const size_t at[] = {0, 1, 6};

	for (size_t p = 0; p < 3; p++) {
		double counts[PARTS] = {0}, product = 0, chi2 = 0;

		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			double *x = points(sequences[_i], NULL, seed, 9, 7);
			const double *point = x + at[p] * 9;

			counts[(int)(point[8] * PARTS)]++;
			product += (point[0] - 0.5) * (point[8] - 0.5) * 12 / SEEDS;
			free(x);
		}
		for (int i = 0; i < PARTS; i++)
			chi2 += pow(counts[i] - SEEDS / PARTS, 2) * PARTS / SEEDS;
		ck_assert_double_lt(chi2, 27.9); /* 0.1 % of nine degrees of freedom */
		ck_assert_double_lt(fabs(product), 4 / sqrt(SEEDS));
	}
}
END_TEST

START_TEST(plain_sequences_are_those_of_gsl)
{
	enum { DIMS = 40, N = 200 };
	double *x = points(sequences[_i], "shift=false", 1, DIMS, N), y[DIMS];
	gsl_qrng *q = gsl_qrng_alloc(_i ? gsl_qrng_halton : gsl_qrng_sobol, DIMS);

	for (size_t i = 0; i < N; i++) {
		gsl_qrng_get(q, y);
		for (size_t k = 0; k < DIMS; k++)
			ck_assert(x[i * DIMS + k] == y[k]);
	}
	gsl_qrng_free(q);
	free(x);
}
END_TEST

TCase *quasi_tests(void)
{
	TCase *t = tcase_create("quasi");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, as_even_as_scipys);
	tcase_add_loop_test(t, no_two_dimensions_are_more_alike_than_chance, 0, 2);
	tcase_add_test(t, a_shift_leaves_dimensions_alike);
	tcase_add_test(t, each_dimension_is_even);
	tcase_add_test(t, first_digits_differ);
	tcase_add_loop_test(t, each_point_is_uniform, 0, 2);
	tcase_add_loop_test(t, plain_sequences_are_those_of_gsl, 0, 2);
	return t;
}
