/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "check_searcher.h"

#include "base/xalloc.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIMS_MAX 1300

static const struct place at = {"study.yaml", 5, 9};

struct space unit_cube(size_t n)
{
	struct space s = {.params = xcalloc(n, sizeof(struct parameter)), .n = n};
	const struct kind *uniform = family_find(&distributions, "uniform");

	for (size_t i = 0; i < n; i++) {
		struct error err;
		struct knobs k;
		char name[32];

		snprintf(name, sizeof(name), "x%zu", i);
		s.params[i].name = xstrdup(name);
		s.params[i].at = (struct place){"study.yaml", (int)i + 1, 3};
		knobs_init(&k, uniform->knobs, at);
		ck_assert(!knobs_set(&k, "uniform", "min", "0", at, &err));
		ck_assert(!knobs_set(&k, "uniform", "max", "1", at, &err));
		ck_assert(!domain_from_knobs(&s.params[i].domain, uniform, &k, &err));
		knobs_release(&k);
	}
	return s;
}

void make_listed(struct space *s, size_t i, size_t n)
{
	struct value *values = xcalloc(n, sizeof(*values));

	for (size_t k = 0; k < n; k++)
		values[k] = (struct value){.kind = VALUE_INT, .number = (double)k};
	domain_release(&s->params[i].domain);
	domain_from_values(&s->params[i].domain,
		family_find(&distributions, n == 1 ? "constant" : "categorical"), values,
		NULL, n);
}

/* NULL with err; knob: "population=4 cr=0" or NULL. */
static struct searcher *begin_with(const char *name, struct searcher_setup setup,
	const char *knob, struct error *err)
{
	const struct kind *kind = family_find(&searchers, name);
	struct searcher *s;
	struct knobs k;

	ck_assert_ptr_nonnull(kind);
	knobs_init(&k, kind->knobs, at);
	while (knob && *knob) {
		char *key = xstrndup(knob, strcspn(knob, "=")), *value;

		knob += strlen(key) + 1;
		value = xstrndup(knob, strcspn(knob, " "));
		ck_assert(!knobs_set(&k, name, key, value, at, err));
		knob += strlen(value);
		knob += *knob == ' ';
		free(key);
		free(value);
	}
	setup.knobs = &k;
	s = searcher_new(kind, &setup, err);
	knobs_release(&k);
	return s;
}

static struct searcher *begin(const char *name, const struct space *space, uint64_t seed,
	const char *knob, struct error *err)
{
	return begin_with(
		name, (struct searcher_setup){.space = space, .seed = seed}, knob, err);
}

struct searcher *must_begin_with(const char *name, struct searcher_setup setup)
{
	struct error err;
	struct searcher *s = begin_with(name, setup, NULL, &err);

	ck_assert_msg(s != NULL, "%s", err.text);
	return s;
}

struct searcher *must_begin(
	const char *name, const struct space *space, uint64_t seed, const char *knob)
{
	struct error err;
	struct searcher *s = begin(name, space, seed, knob, &err);

	ck_assert_msg(s != NULL, "%s", err.text);
	return s;
}

void tell_trial(struct searcher *s, enum progress_kind kind, uint32_t trial,
	const struct value *config, int epoch, int until, double value)
{
	searcher_report(s, &(struct trial_progress){.kind = kind,
				   .trial = trial,
				   .config = config,
				   .epoch = epoch,
				   .until = until,
				   .value = value});
}

void train_trial(struct searcher *s, uint32_t trial, const struct value *config,
	int level, double value)
{
	tell_trial(s, PROGRESS_TASK, trial, config, 0, level, (double)NAN);
	tell_trial(s, PROGRESS_LEVEL, trial, config, level, level, value);
}

struct value number(double x)
{
	return (struct value){.kind = VALUE_REAL, .number = x};
}

void random_config(
	const struct space *space, uint64_t seed, uint32_t trial, struct value *config)
{
	double *u = xcalloc(space->n, sizeof(*u));

	space_random_point(space, seed, trial, u);
	for (size_t i = 0; i < space->n; i++)
		config[i] = domain_quantile(&space->params[i].domain, u[i]);
	free(u);
}

void ck_same_config(const struct value *a, const struct value *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert(value_equal(a[i], b[i]));
}

void ck_config(const struct space *s, const struct value *config)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct domain *d = &s->params[i].domain;
		double position = domain_position(d, config[i]);

		ck_assert_msg(position >= 0 && position <= 1, "%s at %g",
			s->params[i].name, position);
		ck_assert(value_has_text(config[i]) || isfinite(config[i].number));
	}
}

/* What a searcher that does not learn proposes; it says nothing of why. */
static bool propose(struct searcher *s, uint32_t trial, struct value *config)
{
	struct proposal why;
	bool any = searcher_propose(s, trial, config, &why);

	ck_assert(why.origin == ORIGIN_UNSAID && isnan(why.predicted));
	return any;
}

static const char *const never_dry[] = {"random", "sobol", "halton"};

/* Trial i is the same whoever asked for what before, and another seed gives another. */
START_TEST(proposals_depend_on_seed_and_id)
{
	struct space space = unit_cube(5);
	struct searcher *a = must_begin(never_dry[_i], &space, 3, NULL);
	struct searcher *b = must_begin(never_dry[_i], &space, 3, NULL);
	struct searcher *other = must_begin(never_dry[_i], &space, 4, NULL);

	for (uint32_t i = 0; i < 100; i++) {
		struct value x[5], y[5], z[5];

		ck_assert(propose(a, i, x));
		if (i % 7 && i < 90) /* ids may be skipped */
			continue;
		ck_assert(propose(b, i, y));
		ck_assert(propose(other, i, z));
		for (int k = 0; k < 5; k++) {
			ck_assert(value_equal(x[k], y[k]));
			ck_assert(!value_equal(x[k], z[k]));
			ck_assert(x[k].number >= 0 && x[k].number < 1);
		}
	}
	searcher_free(a);
	searcher_free(b);
	searcher_free(other);
	space_release(&space);
}
END_TEST

START_TEST(random_draws_are_independent)
{
	enum { N = 20000 };
	struct space space = unit_cube(2);
	struct searcher *s = must_begin("random", &space, 1, NULL);
	double mean = 0, product = 0, follow = 0, last = 0;

	for (uint32_t i = 0; i < N; i++) {
		struct value v[2];

		ck_assert(propose(s, i, v));
		mean += v[0].number / N;
		product += (v[0].number - 0.5) * (v[1].number - 0.5) * 12 / N;
		follow += (v[0].number - 0.5) * last * 12 / N;
		last = v[0].number - 0.5;
	}
	/* five standard errors: of the mean, of two correlations */
	ck_assert_double_lt(fabs(mean - 0.5), 5 * sqrt(1.0 / 12 / N));
	ck_assert_double_lt(fabs(product), 5 / sqrt(N));
	ck_assert_double_lt(fabs(follow), 5 / sqrt(N));
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* The plain sequences, from the literature (Sobol's in Gray code order). */
START_TEST(sequences_begin_as_they_should)
{
	static const double sobol[][2] = {{0.5, 0.5}, {0.75, 0.25}, {0.25, 0.75},
		{0.375, 0.375}, {0.875, 0.875}, {0.625, 0.125}, {0.125, 0.625}};
	struct space space = unit_cube(2);
	struct searcher *s = must_begin("sobol", &space, 1, "shift=false");
	struct searcher *h = must_begin("halton", &space, 1, "shift=false");

	for (uint32_t i = 0; i < 7; i++) {
		double base2 = 0, base3 = 0, digit;
		struct value v[2];
		uint32_t k;

		ck_assert(propose(s, i, v));
		ck_assert_double_eq(v[0].number, sobol[i][0]);
		ck_assert_double_eq(v[1].number, sobol[i][1]);
		/* the digits of i + 1 mirrored at the point: van der Corput */
		for (k = i + 1, digit = 0.5; k; k /= 2, digit /= 2)
			base2 += digit * (k % 2);
		for (k = i + 1, digit = 1.0 / 3; k; k /= 3, digit /= 3)
			base3 += digit * (k % 3);
		ck_assert(propose(h, i, v));
		ck_assert_double_eq_tol(v[0].number, base2, 1e-12);
		ck_assert_double_eq_tol(v[1].number, base3, 1e-12);
	}
	searcher_free(s);
	searcher_free(h);
	space_release(&space);
}
END_TEST

/* The L2 star discrepancy, squared, by Warnock's formula. */
static double discrepancy(const char *name, uint64_t seed)
{
	enum { N = 256, D = 3 };
	static double x[N][D];
	struct space space = unit_cube(D);
	struct searcher *s = must_begin(name, &space, seed, NULL);
	double once = 0, twice = 0;

	for (uint32_t i = 0; i < N; i++) {
		struct value v[D];

		ck_assert(propose(s, i, v));
		for (int k = 0; k < D; k++)
			x[i][k] = v[k].number;
	}
	for (int i = 0; i < N; i++) {
		double p = 1;

		for (int k = 0; k < D; k++)
			p *= (1 - x[i][k] * x[i][k]) / 2;
		once += p;
		for (int j = 0; j < N; j++) {
			p = 1;
			for (int k = 0; k < D; k++)
				p *= 1 - fmax(x[i][k], x[j][k]);
			twice += p;
		}
	}
	searcher_free(s);
	space_release(&space);
	return pow(3, -D) - 2.0 / N * once + twice / ((double)N * N);
}

START_TEST(sequences_fill_more_evenly_than_chance)
{
	double sum[3] = {0};

	for (uint64_t seed = 1; seed <= 20; seed++)
		for (int i = 0; i < 3; i++)
			sum[i] += discrepancy(never_dry[i], seed);
	ck_assert_msg(sum[1] < sum[0] / 8 && sum[2] < sum[0] / 8,
		"random %g, sobol %g, halton %g", sum[0], sum[1], sum[2]);
}
END_TEST

START_TEST(constants_take_no_dimension)
{
	struct space space = unit_cube(45), two = unit_cube(2);
	struct searcher *s, *t;
	struct value v[45], w[2];
	struct error err;

	ck_assert_ptr_null(begin("sobol", &space, 1, "shift=false", &err));
	ck_assert(err.usage);
	ck_assert_str_eq(err.text, "study.yaml:5:9: sobol has at most 40 dimensions and "
				   "there are 45 parameters "
				   "to search; use random");
	for (size_t i = 0; i < 45; i++)
		if (i != 7 && i != 30)
			make_listed(&space, i, 1);
	s = must_begin("sobol", &space, 1, NULL);
	t = must_begin("sobol", &two, 1, NULL);
	for (uint32_t i = 0; i < 20; i++) {
		ck_assert(propose(s, i, v) && propose(t, i, w));
		ck_assert(v[7].number == w[0].number && v[30].number == w[1].number);
		ck_assert(v[0].number == 0);
	}
	make_listed(&space, 7, 1);
	make_listed(&space, 30, 1);
	searcher_free(s);
	s = must_begin("halton", &space, 1, NULL); /* nothing left to search */
	ck_assert(propose(s, 0, v));
	searcher_free(s);
	searcher_free(t);
	space_release(&space);
	space_release(&two);
}
END_TEST

START_TEST(halton_has_its_limit_too)
{
	struct space space = unit_cube(DIMS_MAX);
	struct value *v = xcalloc(DIMS_MAX, sizeof(*v));
	struct searcher *s;
	struct error err;

	ck_assert_ptr_null(begin("halton", &space, 1, NULL, &err));
	ck_assert_str_eq(err.text,
		"study.yaml:5:9: halton has at most 1229 dimensions and there are 1300 "
		"parameters to search; use random");
	for (size_t i = 1229; i < DIMS_MAX; i++)
		make_listed(&space, i, 1);
	s = must_begin("halton", &space, 1, NULL);
	ck_assert(propose(s, 3, v));
	searcher_free(s);
	free(v);
	space_release(&space);
}
END_TEST

START_TEST(grid_takes_every_combination_once)
{
	static const int expected[12][3] = {{0, 0, 0}, {0, 0, 1}, {0, 0, 2}, {0, 0, 3},
		{1, 0, 0}, {1, 0, 1}, {1, 0, 2}, {1, 0, 3}, {2, 0, 0}, {2, 0, 1},
		{2, 0, 2}, {2, 0, 3}};
	struct space space = unit_cube(3);
	struct searcher *s;
	struct value v[3];

	make_listed(&space, 0, 3);
	make_listed(&space, 1, 1);
	make_listed(&space, 2, 4);
	s = must_begin("grid", &space, 1, NULL);
	for (uint32_t i = 0; i < 12; i++) {
		/* two enqueued trials in between leave no hole */
		ck_assert(propose(s, i < 5 ? i : i + 2, v));
		for (int k = 0; k < 3; k++)
			ck_assert(v[k].number == expected[i][k]);
	}
	ck_assert(!propose(s, 14, v));
	ck_assert(!propose(s, 15, v));
	searcher_free(s);
	space_release(&space);
}
END_TEST

START_TEST(grid_needs_countable_values)
{
	struct space space = unit_cube(2), empty = {0};
	struct searcher *s;
	struct error err;
	struct value v[2];

	make_listed(&space, 0, 2);
	ck_assert_ptr_null(begin("grid", &space, 1, NULL, &err));
	ck_assert(err.usage);
	ck_assert_str_eq(err.text, "study.yaml:2:3: x1 has no countable values "
				   "(uniform), which a grid needs; give "
				   "values, or method: {name: grid, points: 5}");
	s = must_begin("grid", &space, 1, "points=5");
	for (uint32_t i = 0; i < 10; i++) {
		ck_assert(propose(s, i, v));
		ck_assert(v[0].number == i / 5 && v[1].number == i % 5 / 4.0);
	}
	ck_assert(!propose(s, 10, v));
	searcher_free(s);
	ck_assert_ptr_null(begin("grid", &empty, 1, NULL, &err));
	ck_assert_str_eq(
		err.text, "study.yaml:5:9: an empty grid: there are no parameters");
	space_release(&space);
}
END_TEST

/* 10^40 combinations: more than any counter holds. */
START_TEST(grid_may_be_endless)
{
	struct space space = unit_cube(40);
	struct searcher *s;
	struct value v[40];

	for (size_t i = 0; i < 40; i++)
		make_listed(&space, i, 10);
	s = must_begin("grid", &space, 1, NULL);
	for (uint32_t i = 0; i < 1234; i++)
		ck_assert(propose(s, i, v));
	ck_assert(v[36].number == 1 && v[37].number == 2 && v[38].number == 3 &&
		  v[39].number == 3);
	searcher_free(s);
	space_release(&space);
}
END_TEST

static Suite *searcher_suite(void)
{
	Suite *s = suite_create("searchers");
	TCase *t = tcase_create("searchers");

	tcase_add_loop_test(t, proposals_depend_on_seed_and_id, 0, 3);
	tcase_add_test(t, random_draws_are_independent);
	tcase_add_test(t, sequences_begin_as_they_should);
	tcase_add_test(t, sequences_fill_more_evenly_than_chance);
	tcase_add_test(t, constants_take_no_dimension);
	tcase_add_test(t, halton_has_its_limit_too);
	tcase_add_test(t, grid_takes_every_combination_once);
	tcase_add_test(t, grid_needs_countable_values);
	tcase_add_test(t, grid_may_be_endless);
	suite_add_tcase(s, t);
	suite_add_tcase(s, awkward_tests());
	suite_add_tcase(s, evolution_tests());
	suite_add_tcase(s, kde_tests());
	suite_add_tcase(s, known_tests());
	suite_add_tcase(s, tpe_tests());
	suite_add_tcase(s, prior_tests());
	suite_add_tcase(s, process_tests());
	suite_add_tcase(s, quantile_tests());
	suite_add_tcase(s, quasi_tests());
	suite_add_tcase(s, modelled_tests());
	return s;
}

int main(void)
{
	SRunner *r = srunner_create(searcher_suite());
	int failed;

	gsl_set_error_handler_off();
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
