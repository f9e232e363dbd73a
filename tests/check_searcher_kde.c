/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The searcher kde against a plain reference: densities as they are defined, a sum of
 * products in double precision, with widths from the definition of the deviation.
 */
#include "config.h"

#include "check_searcher.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "searcher/parzen.h"

#define DIMS 3
#define MANY 400

/* Two numbers and a list of 60. */
static struct space mixed_space(void)
{
	struct space s = unit_cube(DIMS);

	make_listed(&s, 1, 60);
	return s;
}

struct seen {
	struct value config[DIMS];
	double loss;
};

/* n random trials with results at the level; every fifth is not finite. */
static void make_history(struct searcher *s, const struct space *space, struct seen *seen,
	uint32_t n, int level)
{
	for (uint32_t i = 0; i < n; i++) {
		struct seen *x = &seen[i];

		random_config(space, 99, i, x->config);
		x->loss = pow(x->config[0].number - 0.3, 2) + x->config[1].number / 60 +
			  1e-3 * x->config[2].number;
		if (i % 5 == 4)
			x->loss = (double)INFINITY;
		train_trial(s, i, x->config, level, x->loss);
	}
}

/* The reference */

static bool differ(const struct value *a, const struct value *b, int d)
{
	return a[d].number != b[d].number;
}

/* Half the mean square of the distance between all pairs: the variance. */
static double width_of(const struct seen *const *x, size_t n, int d)
{
	double sum = 0, width;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			sum += d == 1 ? differ(x[i]->config, x[j]->config, d)
				      : pow(x[i]->config[d].number -
							x[j]->config[d].number,
						2);
	width = 1.06 * sqrt(sum / 2 / (double)n / (double)n) *
		pow((double)n, -1.0 / (4 + DIMS));
	width = fmax(width, 1e-3);
	return d == 1 ? fmin(width, 59.0 / 60) : width;
}

static double kernel(
	const struct value *at, const struct value *of, const double widths[DIMS])
{
	double product = 1;

	for (int d = 0; d < DIMS; d++) {
		if (d == 1)
			product *= differ(at, of, d) ? widths[d] / 59 : 1 - widths[d];
		else
			product *= gsl_ran_gaussian_pdf(
				at[d].number - of[d].number, widths[d]);
	}
	return product;
}

static double density(
	const struct value *at, const struct seen *const *x, size_t n, double *terms)
{
	double widths[DIMS], sum = 0;

	for (int d = 0; d < DIMS; d++)
		widths[d] = width_of(x, n, d);
	for (size_t i = 0; i < n; i++)
		sum += terms[i] = kernel(at, x[i]->config, widths);
	return sum / (double)n;
}

static int by_loss(const void *a, const void *b)
{
	const struct seen *x = *(const struct seen *const *)a,
			  *y = *(const struct seen *const *)b;

	if (x->loss != y->loss)
		return x->loss < y->loss ? -1 : 1;
	return (x > y) - (x < y); /* that is, by trial */
}

struct expected {
	double ratio, median;
	size_t n_good, n_bad;
};

static struct expected reference(
	const struct seen *seen, size_t n, const struct value *at, double top)
{
	const struct seen *sorted[MANY];
	double good[MANY], bad[MANY], sum = 0, half = 0, most = 0;
	struct expected e;
	double l, g;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &seen[i];
	qsort(sorted, n, sizeof(struct seen *), by_loss);
	e.n_good = (size_t)fmax(DIMS + 1, floor(top * (double)n + 1e-9));
	e.n_bad = (size_t)fmax(DIMS + 1, floor((1 - top) * (double)n + 1e-9));
	l = density(at, sorted, e.n_good, good);
	g = density(at, sorted + n - e.n_bad, e.n_bad, bad);
	e.ratio = fmax(l, 1e-32) / fmax(g, 1e-32);
	for (size_t i = e.n_good; i < n; i++)
		good[i] = bad[i - (n - e.n_bad)];
	for (size_t i = 0; i < n; i++)
		most = fmax(most, good[i]);
	for (size_t i = 0; i < n; i++)
		sum += good[i] + most / (double)n;
	e.median = (double)NAN;
	for (size_t i = 0; i < n && half < sum / 2; i++) {
		half += good[i] + most / (double)n;
		e.median = sorted[i]->loss;
	}
	return e;
}

/* What is said of each proposal is what the reference says of the configuration. */
START_TEST(ratios_are_those_of_the_densities)
{
	static const struct {
		uint32_t n;
		const char *knob;
		double top;
	} cases[] = {{5, "random_fraction=0", 0.15}, {6, "random_fraction=0", 0.15},
		{40, "random_fraction=0", 0.15}, {MANY, "random_fraction=0", 0.15}};
	struct seen seen[MANY];
	struct space space = mixed_space();
	struct searcher *s = must_begin("kde", &space, 5, cases[_i].knob);
	int close = 0;

	make_history(s, &space, seen, cases[_i].n, 9);
	for (uint32_t i = 0; i < 40; i++) {
		struct value config[DIMS];
		struct proposal why;
		struct expected e;

		ck_assert(searcher_propose(s, 1000 + i, config, &why));
		ck_assert(why.origin == ORIGIN_MODEL && why.level == 9);
		ck_assert_str_eq(why.searcher, "kde");
		e = reference(seen, cases[_i].n, config, cases[_i].top);
		ck_assert_double_eq_tol(log(why.acquisition), log(e.ratio), 1e-3);
		if (isnan(why.predicted))
			close += isinf(e.median) != 0;
		else
			close += why.predicted == e.median;
		ck_assert(why.nearest[0] < cases[_i].n && why.nearest[1] < cases[_i].n);
	}
	/* at a step of the weights rounding may take the next result */
	ck_assert_int_ge(close, 38);
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* More draws find a larger ratio; none is like drawing from around the good ones alone. */
START_TEST(the_largest_ratio_wins)
{
	static const char *const samples[] = {"samples=1", "samples=64", "samples=1000"};
	struct space space = mixed_space();
	struct seen seen[200];
	double sum[3] = {0};

	for (int i = 0; i < 3; i++) {
		struct searcher *s = must_begin("kde", &space, 5, samples[i]);
		int models = 0;

		make_history(s, &space, seen, 200, 1);
		for (uint32_t t = 0; t < 150; t++) {
			struct value config[DIMS];
			struct proposal why;

			ck_assert(searcher_propose(s, 1000 + t, config, &why));
			if (why.origin != ORIGIN_MODEL)
				continue;
			models++;
			sum[i] += log(why.acquisition);
		}
		/* a third at random, within five deviations */
		ck_assert_int_ge(models, 100 - 29);
		ck_assert_int_le(models, 100 + 29);
		sum[i] /= models;
		searcher_free(s);
	}
	ck_assert_msg(sum[0] < sum[1] - 0.5 && sum[1] < sum[2] - 0.1, "%g %g %g", sum[0],
		sum[1], sum[2]);
	space_release(&space);
}
END_TEST

/* Before that, and where nothing or too little is finite, it is as random is. */
START_TEST(the_highest_level_with_enough_is_modelled)
{
	struct space space = mixed_space();
	struct searcher *s = must_begin("kde", &space, 5, "random_fraction=0");
	struct searcher *r = must_begin("random", &space, 5, NULL);
	struct value config[DIMS], plain[DIMS];
	struct seen seen[20];
	struct proposal why;

	for (uint32_t i = 0; i < 3; i++) {
		ck_assert(searcher_propose(s, 100 + i, config, &why));
		ck_assert(why.origin == ORIGIN_RANDOM && why.nearest[0] == NO_TRIAL);
		ck_assert(searcher_propose(r, 100 + i, plain, &why));
		ck_same_config(config, plain, DIMS);
	}
	make_history(s, &space, seen, 4, 1);
	searcher_propose(s, 200, config, &why);
	ck_assert(why.origin == ORIGIN_RANDOM);
	make_history(s, &space, seen, 12, 1);
	searcher_propose(s, 200, config, &why);
	ck_assert(why.origin == ORIGIN_MODEL && why.level == 1);
	for (uint32_t i = 0; i < 6; i++) /* all of them fail at the next */
		train_trial(s, i, seen[i].config, 3, (double)NAN);
	searcher_propose(s, 200, config, &why);
	ck_assert(why.origin == ORIGIN_MODEL && why.level == 1);
	for (uint32_t i = 0; i < 6; i++)
		train_trial(s, i, seen[i].config, 3, i);
	searcher_propose(s, 200, config, &why);
	ck_assert(why.origin == ORIGIN_MODEL && why.level == 3);
	searcher_free(s);
	searcher_free(r);
	space_release(&space);
}
END_TEST

/* The estimators themselves, with kernels of many widths, and the early way out. */
START_TEST(parzen_sums_are_what_they_are_defined_to_be)
{
	enum { N = 333, D = 4 };
	static const struct known_dim dims[D] = {[1] = {.n_items = 5}};
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	double widths[N][D], centres[N][D], weights[N];
	struct parzen p;

	parzen_init(&p, dims, D);
	parzen_resize(&p, N);
	p.dims[1].same = (float)log(0.7);
	p.dims[1].other = (float)log(0.3 / 4);
	for (size_t i = 0; i < N; i++) {
		weights[i] = gsl_rng_uniform_pos(rng);
		for (size_t d = 0; d < D; d++) {
			centres[i][d] = d == 1 ? (double)gsl_rng_uniform_int(rng, 5) / 4
					       : gsl_rng_uniform(rng);
			widths[i][d] = pow(10, -2.5 * gsl_rng_uniform(rng));
			p.centres[d * p.stride + i] = (float)centres[i][d];
			p.scales[d * p.stride + i] = (float)(1 / widths[i][d]);
		}
		p.log_weights[i] = (float)log(weights[i]);
	}
	for (int k = 0; k < 200; k++) {
		double x[D], sum = 0, got, enough = -k / 4.0;

		for (size_t d = 0; d < D; d++)
			x[d] = d == 1 ? (double)gsl_rng_uniform_int(rng, 5) / 4
				      : gsl_rng_uniform(rng);
		for (size_t i = 0; i < N; i++) {
			double e = log(weights[i]);

			for (size_t d = 0; d < D; d++)
				if (d == 1)
					e += log(x[d] == centres[i][d] ? 0.7 : 0.3 / 4);
				else
					e -= 0.5 *
					     pow((x[d] - centres[i][d]) / widths[i][d],
						     2);
			sum += exp(e);
		}
		got = parzen_log(&p, x);
		ck_assert_double_eq_tol(got, log(sum), 1e-4);
		if (log(sum) < enough - 1e-3)
			ck_assert(parzen_log_within(&p, x, enough) == got);
		else if (log(sum) > enough + 1e-3)
			ck_assert_double_gt(parzen_log_within(&p, x, enough), enough);
	}
	gsl_rng_free(rng);
	parzen_release(&p);
}
END_TEST

TCase *kde_tests(void)
{
	TCase *t = tcase_create("kde");

	tcase_add_loop_test(t, ratios_are_those_of_the_densities, 0, 4);
	tcase_add_test(t, the_largest_ratio_wins);
	tcase_add_test(t, the_highest_level_with_enough_is_modelled);
	tcase_add_test(t, parzen_sums_are_what_they_are_defined_to_be);
	return t;
}
