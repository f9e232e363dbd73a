/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Simulated curves: a function of (seed, trial, epoch) and nothing else; noise, costs and
 * fates against the parameters that they are drawn by, at five standard errors.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "check_objective.h"
#include "objective/objective.h"

#define EPOCHS 81
#define N 4000 /* trials */

static const struct place here = {.file = "test"};
static struct value words[] = {{VALUE_TEXT, 0, "a"}, {VALUE_TEXT, 0, "b"},
	{VALUE_TEXT, 0, "c"}},
		    one[] = {{VALUE_INT, 7, NULL}};
static struct parameter params[] = {{.name = (char *)"rate"}, {.name = (char *)"size"},
	{.name = (char *)"word"}, {.name = (char *)"one"}};
static const struct space space = {.params = params, .n = 4};

static void range(
	struct domain *d, const char *distribution, const char *min, const char *max)
{
	const struct kind *kind = family_find(&distributions, distribution);
	struct error err;
	struct knobs k;

	knobs_init(&k, kind->knobs, here);
	ck_assert_int_eq(knobs_set(&k, "", "min", min, here, &err), 0);
	ck_assert_int_eq(knobs_set(&k, "", "max", max, here, &err), 0);
	ck_assert_int_eq(domain_from_knobs(d, kind, &k, &err), 0);
	knobs_release(&k);
}

static void make_space(void)
{
	range(&params[0].domain, "log_uniform_values", "0.0001", "1");
	range(&params[1].domain, "int_uniform", "1", "1000");
	domain_from_values(&params[2].domain, family_find(&distributions, "categorical"),
		words, NULL, 3);
	domain_from_values(
		&params[3].domain, family_find(&distributions, "constant"), one, NULL, 1);
}

/* settings: "noise=0.1 crossing=1"; the rest by default. */
static struct objective *open_with(const char *settings, uint64_t seed, struct error *err)
{
	struct knobs k;
	struct objective_setup setup = {
		.knobs = &k, .space = &space, .seed = seed, .max_epoch = EPOCHS};
	char *list = xstrdup(settings), *save = NULL;
	struct objective *o;

	*err = (struct error){.text = ""};
	knobs_init(&k, objective_simulated.kind.knobs, here);
	for (char *w = strtok_r(list, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		char *value = strchr(w, '=');

		*value++ = '\0';
		ck_assert_int_eq(knobs_set(&k, "simulated", w, value, here, err), 0);
	}
	free(list);
	o = objective_simulated.open(&setup, err);
	knobs_release(&k);
	return o;
}

static struct objective *open_ok(const char *settings, uint64_t seed)
{
	struct error err;
	struct objective *o = open_with(settings, seed, &err);

	ck_assert_msg(o != NULL, "%s", err.text);
	return o;
}

/* Trial i at a random point, the same whoever asks. */
static void *trial(const struct objective *o, uint32_t i)
{
	struct value config[4];
	struct error err;
	double u[4];

	space_random_point(&space, 5, i, u);
	for (size_t p = 0; p < space.n; p++)
		config[p] = domain_quantile(&params[p].domain, u[p]);
	return objective_simulated.trial_new(
		o, &(struct trial_setup){.config = config, .trial = i}, &err);
}

static int epoch(const struct objective *o, void *t, double *m)
{
	struct error err;

	return objective_simulated.trial_epoch(t, o, NULL, m, &err);
}

/* values[EPOCHS] of the first metric. */
static void train(const struct objective *o, uint32_t i, double *values)
{
	double m[METRICS_MAX];
	void *t = trial(o, i);

	for (int e = 0; e < EPOCHS; e++) {
		ck_assert_int_eq(epoch(o, t, m), 0);
		ck_assert(m[0] > 0 && m[0] < 1 && isfinite(m[1]));
		values[e] = m[0];
	}
	objective_simulated.trial_free(t);
}

START_TEST(a_curve_is_a_function_of_seed_trial_and_epoch)
{
	struct objective *o = open_ok("", 3), *again = open_ok("", 3);
	struct objective *other = open_ok("", 4);
	double a[EPOCHS], b[EPOCHS], c[EPOCHS], m[METRICS_MAX];
	void *between = trial(again, 8);

	train(o, 7, a);
	train(again, 8, b);
	ck_assert(a[0] != b[0]);
	train(other, 7, c);
	ck_assert(a[0] != c[0]);
	train(again, 7, b);
	ck_assert_mem_eq(a, b, sizeof(a));
	/* and not of what was trained meanwhile */
	for (int e = 0; e < EPOCHS; e++) {
		ck_assert_int_eq(epoch(again, between, m), 0);
		c[e] = m[0];
		train(again, 7, b);
	}
	train(o, 8, b);
	ck_assert_mem_eq(b, c, sizeof(b));
	ck_assert_uint_lt(objective_simulated.trial_bytes(between), 64);
	objective_simulated.trial_free(between);
	objective_simulated.close(o);
	objective_simulated.close(again);
	objective_simulated.close(other);
}
END_TEST

START_TEST(without_noise_curves_fall_to_their_asymptote)
{
	struct objective *o = open_ok("noise=0", 1);
	double v[EPOCHS], best = 1, worst = 0;

	for (uint32_t i = 0; i < 300; i++) {
		train(o, i, v);
		for (int e = 1; e < EPOCHS; e++)
			ck_assert(v[e] < v[e - 1]);
		best = fmin(best, v[EPOCHS - 1]);
		worst = fmax(worst, v[EPOCHS - 1]);
	}
	ck_assert(best > 0.01 && best < 0.15);
	ck_assert(worst > 0.4 && worst < 0.9);
	objective_simulated.close(o);
}
END_TEST

/* The share of pairs whose order after epoch 3 is not that after the last. */
static double crossings(const char *settings)
{
	struct objective *o = open_ok(settings, 2);
	double v[2][EPOCHS], crossed = 0;
	enum { PAIRS = 2000 };

	for (uint32_t i = 0; i < PAIRS; i++) {
		train(o, 2 * i, v[0]);
		train(o, 2 * i + 1, v[1]);
		crossed += (v[0][2] < v[1][2]) != (v[0][EPOCHS - 1] < v[1][EPOCHS - 1]);
	}
	objective_simulated.close(o);
	return crossed / PAIRS;
}

START_TEST(curves_cross_as_they_are_told)
{
	double none = crossings("noise=0 crossing=0"), half = crossings("noise=0");
	double all = crossings("noise=0 crossing=1");

	ck_assert(none == 0);
	ck_assert_msg(half > 0.02 && all > half + 0.05, "%g %g", half, all);
}
END_TEST

/* The share of trials within reach of the best: a narrow bowl has fewer. */
START_TEST(difficulty_makes_good_ones_rare)
{
	static const char *const settings[] = {
		"noise=0 difficulty=0", "noise=0 difficulty=0.5", "noise=0 difficulty=1"};
	double good[3] = {0}, v[EPOCHS];

	for (int s = 0; s < 3; s++) {
		struct objective *o = open_ok(settings[s], 6);

		for (uint32_t i = 0; i < 1000; i++) {
			train(o, i, v);
			good[s] += v[EPOCHS - 1] < 0.3;
		}
		objective_simulated.close(o);
	}
	ck_assert_msg(good[0] > 1.5 * good[1] && good[1] > 1.5 * good[2] && good[2] > 0,
		"%g %g %g", good[0], good[1], good[2]);
}
END_TEST

/* value = clean · e^(σg − σ²/2): the logarithms' mean, deviation and independence. */
START_TEST(noise_has_its_deviation)
{
	enum { TRIALS = 500 };
	double sigma = 0.05, n = TRIALS * (EPOCHS - 1), sum = 0, squares = 0, along = 0;
	struct objective *o = open_ok("noise=0.05", 9), *clean = open_ok("noise=0", 9);
	double v[EPOCHS], c[EPOCHS];

	for (uint32_t i = 0; i < TRIALS; i++) {
		double before = 0;

		train(o, i, v);
		train(clean, i, c);
		/* not the first, which VALUE_MAX may have cut */
		for (int e = 1; e < EPOCHS; e++) {
			double g = (log(v[e] / c[e]) + sigma * sigma / 2) / sigma;

			sum += g;
			squares += g * g;
			along += g * before;
			before = g;
		}
	}
	ck_assert_double_lt(fabs(sum / n), 5 / sqrt(n));
	ck_assert_double_lt(fabs(squares / n - 1), 5 * sqrt(2 / n));
	ck_assert_double_lt(fabs(along / n), 5 / sqrt(n));
	objective_simulated.close(o);
	objective_simulated.close(clean);
}
END_TEST

START_TEST(costs_spread_as_they_are_told)
{
	static const char *const settings[] = {"seconds=20 unevenness=0",
		"seconds=20 unevenness=0.3", "seconds=20 unevenness=1"};
	double sigma = _i == 0 ? 0 : _i == 1 ? 0.3 : 1, sum = 0, squares = 0;
	struct objective *o = open_ok(settings[_i], 1);

	for (uint32_t i = 0; i < N; i++) {
		double m[METRICS_MAX], x;
		void *t = trial(o, i);

		ck_assert_int_eq(epoch(o, t, m), 0);
		x = log(objective_simulated.trial_seconds(t) / 20) + sigma * sigma / 2;
		ck_assert_int_eq(epoch(o, t, m), 0);
		ck_assert_double_eq_tol(x,
			log(objective_simulated.trial_seconds(t) / 20) +
				sigma * sigma / 2,
			1e-12);
		sum += x;
		squares += x * x;
		objective_simulated.trial_free(t);
	}
	ck_assert_double_le(fabs(sum / N), 5 * sigma / sqrt(N) + 1e-12);
	ck_assert_double_le(fabs(squares / N - sigma * sigma),
		5 * sigma * sigma * sqrt(2.0 / N) + 1e-12);
	objective_simulated.close(o);
}
END_TEST

static void check_share(double count, double p)
{
	ck_assert_double_le(fabs(count / N - p), 5 * sqrt(p * (1 - p) / N));
}

START_TEST(fates_have_their_shares)
{
	struct objective *o = open_ok("diverge=0.1 fail=0.05", 1);
	double ends[3] = {0}, early = 0, m[METRICS_MAX];

	for (uint32_t i = 0; i < N; i++) {
		struct error err;
		void *t = trial(o, i);
		int rc = 0, e = 0;

		while (!rc && e++ < EPOCHS)
			rc = objective_simulated.trial_epoch(t, o, NULL, m, &err);
		ends[rc < 0 ? 2 : rc]++;
		early += rc && e <= 8; /* log 9 / log 82 = 0.4986 */
		if (rc)
			ck_assert(isnan(m[0]) && isnan(m[1]));
		if (rc < 0)
			ck_assert_ptr_nonnull(strstr(err.text, "simulated failure at"));
		objective_simulated.trial_free(t);
	}
	check_share(ends[1], 0.1);
	check_share(ends[2], 0.05);
	check_share(early, 0.15 * 0.4986);
	objective_simulated.close(o);
}
END_TEST

START_TEST(shares_must_not_exceed_the_whole)
{
	struct error err;

	ck_assert_ptr_null(open_with("diverge=0.7 fail=0.5", 1, &err));
	ck_assert_str_eq(err.text,
		"test: diverge and fail are 1.2 together; they must be at most 1");
}
END_TEST

TCase *simulated_case(void)
{
	TCase *tc = tcase_create("simulated");

	tcase_add_checked_fixture(tc, make_space, NULL);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_curve_is_a_function_of_seed_trial_and_epoch);
	tcase_add_test(tc, without_noise_curves_fall_to_their_asymptote);
	tcase_add_test(tc, curves_cross_as_they_are_told);
	tcase_add_test(tc, difficulty_makes_good_ones_rare);
	tcase_add_test(tc, noise_has_its_deviation);
	tcase_add_loop_test(tc, costs_spread_as_they_are_told, 0, 3);
	tcase_add_test(tc, fates_have_their_shares);
	tcase_add_test(tc, shares_must_not_exceed_the_whole);
	return tc;
}
