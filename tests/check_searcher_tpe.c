/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The searcher tpe against a plain reference of Optuna's densities, in double precision. */
#include "config.h"

#include "check_searcher.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIMS 3
#define ITEMS 6
#define MANY 300

struct seen {
	double x[DIMS]; /* of the list: its number */
	int level;
	double loss;
	uint32_t id;
};

static void report(
	struct searcher *s, const struct seen *seen, const struct value *config)
{
	for (int level = 1; level <= seen->level; level *= 3) {
		tell_trial(s, PROGRESS_TASK, seen->id, config, level / 3, level,
			(double)NAN);
		tell_trial(s, PROGRESS_LEVEL, seen->id, config, level, level,
			level < seen->level ? 0.5 : seen->loss);
	}
}

/* A third of the trials come to the second level, a ninth to the third, some fail there. */
static struct seen make_trial(
	struct searcher *s, const struct space *space, uint32_t trial)
{
	struct seen seen = {.id = trial,
		.level = trial % 9 == 1	  ? 9
			 : trial % 3 == 1 ? 3
					  : 1};
	struct value config[DIMS];
	double u[DIMS];

	space_random_point(space, 99, trial, u);
	random_config(space, 99, trial, config);
	for (int d = 0; d < DIMS; d++)
		seen.x[d] = config[d].number;
	seen.loss = trial % 7 == 3 ? (double)INFINITY
				   : pow(u[0] - 0.3, 2) + 0.1 * u[1] + 0.01 * u[2];
	report(s, &seen, config);
	return seen;
}

/* Ids from 0 on. */
static void make_history(
	struct searcher *s, const struct space *space, struct seen *seen, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		seen[i] = make_trial(s, space, i);
}

/* The reference */

static int better_first(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	bool fx = isfinite(x->loss), fy = isfinite(y->loss);

	if (fx != fy)
		return fx ? -1 : 1;
	if (x->level != y->level)
		return x->level > y->level ? -1 : 1;
	if (x->loss != y->loss)
		return x->loss < y->loss ? -1 : 1;
	return x->id < y->id ? -1 : 1;
}

static int by_id(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* The gap to the next different place on either side, of 0.5 and all of them. */
static double sigma_of(const struct seen *side, size_t n, size_t i, int d, bool scott)
{
	double all[MANY + 1], sigma = 0;
	size_t at = 0;

	if (scott)
		return fmin(fmax(0.2 * pow((double)n, -1.0 / (DIMS + 4)),
				    1 / fmin(100, (double)n + 2)),
			1);
	for (size_t k = 0; k < n; k++)
		all[k] = side[k].x[d];
	all[n] = 0.5;
	gsl_sort(all, 1, n + 1);
	while (all[at] != side[i].x[d])
		at++;
	if (at > 0)
		sigma = all[at] - all[at - 1];
	if (at < n)
		sigma = fmax(sigma, all[at + 1] - all[at]);
	return fmin(fmax(sigma, 1 / fmin(100, (double)n + 2)), 1);
}

static double cut_normal(double x, double mean, double sigma)
{
	return gsl_ran_gaussian_pdf(x - mean, sigma) /
	       (gsl_cdf_gaussian_P(1 - mean, sigma) - gsl_cdf_gaussian_P(-mean, sigma));
}

static double density(const struct seen *side, size_t n, const double *x, bool scott)
{
	double sum = 0, weights = 0;

	for (size_t i = 0; i <= n; i++) {
		double w = 1, product = 1, k = (double)n + 1;

		if (i < n && n > 25 && i < n - 25)
			w = 1 / (double)n +
			    (1 - 1 / (double)n) * (double)i / ((double)n - 26);
		for (int d = 0; d < DIMS; d++)
			if (d == 1 && i < n)
				product *= ((side[i].x[1] == x[1]) + 1 / k) /
					   (1 + ITEMS / k);
			else if (d == 1)
				product *= 1.0 / ITEMS;
			else if (i < n)
				product *= cut_normal(x[d], side[i].x[d],
					sigma_of(side, n, i, d, scott));
			else
				product *= cut_normal(x[d], 0.5, 1);
		weights += w;
		sum += w * product;
	}
	return sum / weights;
}

static const struct {
	uint32_t n;
	const char *knob;
} cases[] = {{10, "bandwidth=gap"}, {11, "bandwidth=scott"}, {60, "bandwidth=gap"},
	{MANY, "bandwidth=gap"}, {MANY, "bandwidth=scott"}};

START_TEST(ratios_are_those_of_optunas_densities)
{
	bool scott = strstr(cases[_i].knob, "scott") != NULL;
	size_t n = cases[_i].n, n_below = (size_t)fmin(ceil(0.1 * (double)n), 25);
	struct space space = unit_cube(DIMS);
	struct seen seen[MANY];
	struct searcher *s;

	make_listed(&space, 1, ITEMS);
	s = must_begin("tpe", &space, 5, cases[_i].knob);
	make_history(s, &space, seen, (uint32_t)n);
	qsort(seen, n, sizeof(*seen), better_first);
	qsort(seen, n_below, sizeof(*seen), by_id);
	qsort(seen + n_below, n - n_below, sizeof(*seen), by_id);
	for (uint32_t i = 0; i < 30; i++) {
		struct value config[DIMS];
		double x[DIMS], ratio;
		struct proposal why;

		ck_assert(searcher_propose(s, 1000 + i, config, &why));
		ck_assert(why.origin == ORIGIN_MODEL && isfinite(why.predicted));
		for (int d = 0; d < DIMS; d++)
			x[d] = config[d].number;
		ratio = density(seen, n_below, x, scott) /
			density(seen + n_below, n - n_below, x, scott);
		ck_assert_double_eq_tol(log(why.acquisition), log(ratio), 1e-3);
	}
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* What is kept from one proposal to the next makes no difference. */
START_TEST(it_depends_on_what_it_was_told_alone)
{
	struct space space = unit_cube(DIMS);
	struct searcher *often, *once;
	struct seen seen[MANY];
	struct value a[DIMS], b[DIMS];
	struct proposal why[2];

	make_listed(&space, 1, ITEMS);
	often = must_begin("tpe", &space, 5, NULL);
	for (uint32_t n = 0; n < 120; n++) {
		once = must_begin("tpe", &space, 5, NULL);
		make_history(once, &space, seen, n);
		ck_assert(searcher_propose(often, 1000 + n, a, &why[0]));
		ck_assert(searcher_propose(once, 1000 + n, b, &why[1]));
		ck_same_config(a, b, DIMS);
		searcher_free(once);
		make_trial(often, &space, n); /* one more */
	}
	searcher_free(often);
	space_release(&space);
}
END_TEST

START_TEST(ten_trials_come_first)
{
	struct space space = unit_cube(DIMS);
	struct searcher *s = must_begin("tpe", &space, 5, NULL);
	struct searcher *r = must_begin("random", &space, 5, NULL);
	struct seen seen[10];
	struct value a[DIMS], b[DIMS];
	struct proposal why;

	make_history(s, &space, seen, 9);
	ck_assert(searcher_propose(s, 50, a, &why) && why.origin == ORIGIN_RANDOM);
	ck_assert(searcher_propose(r, 50, b, &why));
	ck_same_config(a, b, DIMS);
	make_history(s, &space, seen, 10);
	ck_assert(searcher_propose(s, 51, a, &why) && why.origin == ORIGIN_MODEL);
	searcher_free(s);
	searcher_free(r);
	space_release(&space);
}
END_TEST

TCase *tpe_tests(void)
{
	TCase *t = tcase_create("tpe");

	tcase_add_loop_test(t, ratios_are_those_of_optunas_densities, 0,
		sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(t, it_depends_on_what_it_was_told_alone);
	tcase_add_test(t, ten_trials_come_first);
	return t;
}
