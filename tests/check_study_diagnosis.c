/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a study says of itself: importances of functions whose importances are known, the
 * share that climbs, the correlation of two rungs.
 */
#include "config.h"

#include <check.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "check_study.h"
#include "study/diagnosis.h"
#include "study/importance.h"

#define DIMS 4
#define TOP 9

static struct study s;
static struct study_info info;
static struct space space;
static const int levels[] = {1, 3, TOP};
static const struct bracket_shape shape = {.n_rungs = 3, .levels = levels};
static struct rule rule;
static gsl_rng *rng;

static void make_range(
	struct domain *d, const char *name, const char *min, const char *max)
{
	const struct kind *kind = family_find(&distributions, name);
	const struct place at = {"study.yaml", 1, 1};
	struct error err;
	struct knobs k;

	knobs_init(&k, kind->knobs, at);
	ck_assert(!knobs_set(&k, name, "min", min, at, &err));
	ck_assert(!knobs_set(&k, name, "max", max, at, &err));
	ck_assert(!domain_from_knobs(d, kind, &k, &err));
	knobs_release(&k);
}

static void make_uniform(struct parameter *p)
{
	p->name = xstrdup("x");
	make_range(&p->domain, "uniform", "0", "1");
}

/* The parameter takes the whole numbers 1 … 5 instead. */
static void make_whole(struct parameter *p)
{
	domain_release(&p->domain);
	make_range(&p->domain, "int_uniform", "1", "5");
}

/* The parameter takes the numbers 0 … n - 1 instead. */
static void make_listed(struct parameter *p, size_t n)
{
	struct value *values = xcalloc(n, sizeof(*values));

	for (size_t i = 0; i < n; i++)
		values[i] = (struct value){VALUE_INT, (double)i, NULL};
	domain_release(&p->domain);
	domain_from_values(&p->domain,
		family_find(&distributions, n == 1 ? "constant" : "categorical"), values,
		NULL, n);
}

/* n trials drawn at random under asha, eta 3; nothing is trained. */
static void make(size_t n)
{
	space = (struct space){
		.params = xcalloc(DIMS, sizeof(*space.params)), .n = DIMS};
	for (size_t i = 0; i < DIMS; i++)
		make_uniform(&space.params[i]);
	info = (struct study_info){.space = &space};
	rule = rule_of("asha", NULL, 3);
	s = (struct study){.info = &info,
		.rule = &rule,
		.eta = 3,
		.n_brackets = 1,
		.shape = &shape,
		.n_trials = n};
	s.trials = xcalloc(n, sizeof(*s.trials));
	rng = gsl_rng_alloc(gsl_rng_taus2);
	for (size_t i = 0; i < n; i++)
		s.trials[i] = (struct study_trial){.id = (uint32_t)i,
			.config = xcalloc(DIMS, sizeof(struct value)),
			.values = xcalloc(TOP, sizeof(double))};
	s.rungs = xcalloc(3, sizeof(*s.rungs));
	s.n_rungs = 3;
	for (int k = 0; k < 3; k++)
		s.rungs[k] = (struct study_rung){.rung = k,
			.level = levels[k],
			.trials = xcalloc(n, sizeof(uint32_t)),
			.values = xcalloc(n, sizeof(double))};
}

static void draw_all(void)
{
	for (size_t i = 0; i < s.n_trials; i++)
		for (size_t d = 0; d < DIMS; d++)
			((struct value *)s.trials[i].config)[d] = domain_quantile(
				&space.params[d].domain, gsl_rng_uniform(rng));
}

static double x(size_t trial, size_t dim)
{
	return s.trials[trial].config[dim].number;
}

/* A result of the next trial at a rung. */
static void result(int rung, uint32_t trial, double value)
{
	struct study_rung *r = &s.rungs[rung];

	r->trials[r->done] = trial;
	r->values[r->done++] = value;
	s.trials[trial].reached = rung;
	s.trials[trial].state = TRIAL_PAUSED;
	s.trials[trial].rung = rung;
	s.trials[trial].epoch = r->level;
	s.trials[trial].values[r->level - 1] = value;
}

static void forget(void)
{
	for (size_t i = 0; i < s.n_trials; i++) {
		free((void *)s.trials[i].config);
		free(s.trials[i].values);
	}
	for (int k = 0; k < 3; k++) {
		free(s.rungs[k].trials);
		free(s.rungs[k].values);
	}
	free(s.rungs);
	free(s.trials);
	space_release(&space);
	gsl_rng_free(rng);
}

static void find(double share[DIMS], int level)
{
	struct importances im;
	double sum = 0;

	ck_assert(importances_find(&im, &s, level, SIZE_MAX));
	for (size_t d = 0; d < DIMS; d++) {
		ck_assert(im.share[d] >= 0);
		sum += share[d] = im.share[d];
	}
	ck_assert_double_eq_tol(sum, 1, 1e-9);
	importances_release(&im);
}

/*
 * max(2x0, x1): the best tenth is the box of 2x0 < t and x1 < t with t²/2 = .1, whatever
 * the others are. Along x0 it is uniform on [0, w] among what is uniform on [0, 1], which
 * is a divergence of 1/w - 1: 3.472 and 1.236.
 */
START_TEST(a_box_has_the_importances_of_its_sides)
{
	double share[DIMS];

	make(20000);
	draw_all();
	info.maximize = _i;
	for (uint32_t i = 0; i < s.n_trials; i++) {
		double v = fmax(2 * x(i, 0), x(i, 1));

		result(1, i, _i ? -v : v);
	}
	find(share, 3);
	ck_assert_double_eq_tol(share[0], 3.472 / 4.708, 0.02);
	ck_assert_double_eq_tol(share[1], 1.236 / 4.708, 0.02);
	ck_assert(share[2] < 0.01 && share[3] < 0.01);
	forget();
}
END_TEST

/*
 * A category of four that alone decides: the best are all of it, a divergence of
 * .75²/.25 + 3 · .25 = 3; and within it x1 < .4, so 1/.4 - 1 = 1.5.
 */
START_TEST(a_category_counts_as_a_number_does)
{
	double share[DIMS];

	make(20000);
	make_listed(&space.params[0], 4);
	make_listed(&space.params[2], 1);
	draw_all();
	for (uint32_t i = 0; i < s.n_trials; i++)
		result(0, i, (x(i, 0) != 2) + x(i, 1));
	find(share, 1);
	ck_assert_double_eq_tol(share[0], 3 / 4.5, 0.03);
	ck_assert_double_eq_tol(share[1], 1.5 / 4.5, 0.03);
	ck_assert(share[2] == 0 && share[3] < 0.01);
	forget();
}
END_TEST

/* One of five whole numbers decides, which is nearly (1 - .2)²/.2 + .8 = 4; and x1 < .5. */
START_TEST(a_few_numbers_count_as_they_are)
{
	double share[DIMS];

	make(20000);
	make_whole(&space.params[0]);
	draw_all();
	for (uint32_t i = 0; i < s.n_trials; i++)
		result(0, i, (x(i, 0) != 5) + x(i, 1));
	find(share, 1);
	ck_assert_double_eq_tol(share[0], 4 / 5.0, 0.04);
	ck_assert_double_eq_tol(share[1], 1 / 5.0, 0.04);
	forget();
}
END_TEST

/*
 * x0 is 0 or 1 and says which of x2, a category of four, and x3 applies; 0 is the better
 * one, 1 beside 1. The best tenth has x1 < .2, so 1/.2 - 1 = 4; or, where one category is
 * the best, x1 < .8, so .25, and 3 for x2 among those that have it. That x2 is there and
 * x3 is not says nothing of their values.
 */
START_TEST(what_does_not_apply_is_judged_where_it_does)
{
	double whole = _i ? 1 + 3 + .25 : 1 + 4, share[DIMS];
	struct importances im;
	size_t with = 0;

	make(20000);
	make_listed(&space.params[0], 2);
	make_listed(&space.params[2], 4);
	draw_all();
	for (uint32_t i = 0; i < s.n_trials; i++) {
		struct value *config = (struct value *)s.trials[i].config;
		bool first = x(i, 0) == 0;

		result(0, i, !first + (_i && x(i, 2) != 2) + x(i, 1) / 2);
		config[first ? 3 : 2] = (struct value){VALUE_NONE, 0, NULL};
		with += first;
	}
	find(share, 1);
	ck_assert_double_eq_tol(share[0], 1 / whole, 0.02);
	ck_assert_double_eq_tol(share[1], (_i ? .25 : 4) / whole, 0.02);
	ck_assert_double_eq_tol(share[2], (_i ? 3 : 0) / whole, 0.02);
	ck_assert(share[3] == 0);
	ck_assert(importances_find(&im, &s, 1, SIZE_MAX));
	ck_assert_uint_eq(im.with[0], s.n_trials);
	ck_assert_uint_eq(im.with[2], with);
	ck_assert_uint_eq(im.with[3], s.n_trials - with);
	ck_assert_uint_eq(im.n_best, 2000);
	for (size_t i = 0; i < im.n_best; i++)
		ck_assert(x(im.best[i], 0) == 0 &&
			  (!i || s.trials[im.best[i - 1]].values[0] <=
					  s.trials[im.best[i]].values[0]));
	importances_release(&im);
	forget();
}
END_TEST

/* Trials that were drawn from a corner do not make it important. */
START_TEST(what_all_have_is_not_important)
{
	double share[DIMS];

	make(5000);
	draw_all();
	for (uint32_t i = 0; i < s.n_trials; i++) {
		((struct value *)s.trials[i].config)[3].number /= 100;
		result(0, i, x(i, 1));
	}
	find(share, 1);
	ck_assert(share[1] > 0.98);
	forget();
}
END_TEST

START_TEST(odd_results_are_no_harm)
{
	static const double odd[] = {NAN, 1e300, -1e300, 0, 0, INFINITY, 5};
	struct importances im;
	double share[DIMS];

	make(100);
	draw_all();
	for (uint32_t i = 0; i < IMPORTANCE_LEAST - 1; i++)
		result(2, i, 7);
	ck_assert_int_eq(importances_fullest(&s), TOP);
	ck_assert(!importances_find(&im, &s, TOP, SIZE_MAX));
	ck_assert(im.n == IMPORTANCE_LEAST - 1 && im.n_best == 5 && im.n_order == DIMS);
	for (size_t i = 0; i < DIMS; i++)
		ck_assert(im.order[i] == i && im.share[i] == 0);
	importances_release(&im);
	ck_assert_int_eq(importances_level(&s), 0);
	for (uint32_t i = IMPORTANCE_LEAST - 1; i < 60; i++)
		result(2, i, 7);
	find(share, TOP); /* all equal */
	ck_assert_int_eq(importances_level(&s), TOP);
	for (uint32_t i = 0; i < 100; i++)
		result(1, i, odd[i % 7]);
	find(share, 3);
	for (uint32_t i = 0; i < 100; i++) /* all in one place */
		memcpy((void *)s.trials[i].config, s.trials[0].config,
			DIMS * sizeof(struct value));
	ck_assert(importances_find(&im, &s, 3, SIZE_MAX) || im.share[0] == 0);
	importances_release(&im);
	ck_assert(!importances_find(&im, &s, 0, SIZE_MAX));
	importances_release(&im);
	forget();
}
END_TEST

static void add_warning(void *out, const char *line)
{
	strbuf_addf(out, "! %s\n", line);
}

/* The latest half is looked at. Every third climbs at first, and four in five at the end. */
START_TEST(the_tide_is_seen_when_it_rises)
{
	struct strbuf out = STRBUF_INIT;
	struct diagnosis d;

	make(400);
	for (uint32_t i = 0; i < 200; i++) {
		result(0, i, i);
		if (i % 3 == 0)
			result(1, i, i);
	}
	diagnose(&d, &s);
	ck_assert_uint_eq(d.tide.n, 100);
	ck_assert_uint_eq(d.tide.climbed, 33);
	ck_assert(!d.tide.high);
	for (uint32_t i = 200; i < 400; i++) {
		result(0, i, i);
		if (i % 5)
			result(1, i, i);
	}
	diagnose(&d, &s);
	ck_assert_uint_eq(d.tide.n, 200);
	ck_assert_uint_eq(d.tide.climbed, 160);
	ck_assert(d.tide.high);
	diagnosis_warnings(&d, false, add_warning, &out);
	ck_assert_str_eq(out.buf,
		"! 160 of the last 200 new trials climbed, where about 67 would if they "
		"were drawn alike, so little is stopped early; more random trials or "
		"hyperband's brackets help\n");
	s.synchronous = true; /* the rungs have so many seats */
	diagnose(&d, &s);
	ck_assert_uint_eq(d.tide.n, 0);
	strbuf_release(&out);
	forget();
}
END_TEST

/* Spearman's for 8 pairs without ties: 1 - 6 Σd² / (8 · 63). */
START_TEST(neighbouring_rungs_are_compared_by_rank)
{
	static const struct proposal chosen = {.origin = ORIGIN_MODEL};
	static const double lower[] = {3, 1, 4, 1.5, 5, 9, 2, 6},
			    upper[] = {30, 20, 10, 40, 60, 50, 80, 70};
	/* ranks 4 1 5 2 6 8 3 7 and 3 2 1 4 6 5 8 7: Σd² = 1+1+16+4+0+9+25+0 = 56 */
	struct diagnosis d;

	make(200);
	for (uint32_t i = 0; i < 8; i++) {
		result(0, i, lower[i]);
		result(1, i, upper[i]);
	}
	result(0, 8, 1);
	result(1, 8, NAN); /* lost there */
	result(0, 9, 1);
	result(1, 9, 99);
	s.trials[9].origin = &chosen;
	diagnose(&d, &s);
	ck_assert_uint_eq(d.n_pairs, 1);
	ck_assert(d.pairs[0].lower == 1 && d.pairs[0].upper == 3);
	ck_assert_uint_eq(d.pairs[0].n, 8);
	ck_assert_double_eq_tol(d.pairs[0].rho, 1 - 6 * 56.0 / (8 * 63), 1e-12);
	ck_assert(!d.pairs[0].misleading); /* too few for that */
	for (uint32_t i = 10; i < 110; i++) {
		result(0, i, (double)(i * 37 % 101));
		result(1, i, -(double)(i * 37 % 101));
		result(2, i, -(double)(i * 37 % 101));
	}
	diagnose(&d, &s);
	ck_assert_uint_eq(d.n_pairs, 2);
	ck_assert(d.pairs[0].rho < -0.9 && d.pairs[0].misleading);
	ck_assert_double_eq_tol(d.pairs[1].rho, 1, 1e-12);
	ck_assert(!d.pairs[1].misleading);
	forget();
}
END_TEST

/* Ten predictions for epoch 3 and two for epoch 9; of all, eight within their spread. */
START_TEST(predictions_are_held_against_what_was_seen)
{
	static const double off[] = {0, .5, -.5, .9, -1, 1.5, 2, -3, .1, 0, 0, 4};
	struct proposal why[14];
	struct calibration c;

	make(20);
	calibrate(&c, &s);
	ck_assert(c.n_spread == 0 && c.n == 0 && isnan(c.rho));
	for (uint32_t i = 0; i < 14; i++) {
		int rung = i < 10 ? 1 : 2;

		why[i] = (struct proposal){.origin = ORIGIN_MODEL,
			.level = levels[rung],
			.predicted = 10 * i,
			.spread = 1};
		s.trials[i].origin = &why[i];
		if (i < 12)
			result(rung, i, 10 * i + off[i]);
	}
	result(0, 12, 120); /* not there yet */
	result(1, 13, NAN);
	calibrate(&c, &s);
	ck_assert_uint_eq(c.n_spread, 12);
	ck_assert_uint_eq(c.within, 8);
	ck_assert_int_eq(c.level, 3);
	ck_assert_uint_eq(c.n, 10);
	ck_assert_double_eq_tol(c.rho, 1, 1e-12);
	forget();
}
END_TEST

TCase *diagnosis_case(void)
{
	TCase *tc = tcase_create("diagnosis");

	tcase_add_loop_test(tc, a_box_has_the_importances_of_its_sides, 0, 2);
	tcase_add_test(tc, a_category_counts_as_a_number_does);
	tcase_add_test(tc, a_few_numbers_count_as_they_are);
	tcase_add_loop_test(tc, what_does_not_apply_is_judged_where_it_does, 0, 2);
	tcase_add_test(tc, what_all_have_is_not_important);
	tcase_add_test(tc, odd_results_are_no_harm);
	tcase_add_test(tc, the_tide_is_seen_when_it_rises);
	tcase_add_test(tc, predictions_are_held_against_what_was_seen);
	tcase_add_test(tc, neighbouring_rungs_are_compared_by_rank);
	return tc;
}
