/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mlp's numerics: optimisers against steps worked out by hand, curves that do not
 * depend on how they were trained. Gradients are in check_mlp_curves.c.
 */
#include "config.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/simd.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "check_mlp.h"
#include "fixture.h"
#include "mlp/dropout.h"
#include "mlp/optim.h"
#include "objective/objective.h"


static const struct place here = {.file = "test"};

START_TEST(a_mask_leaves_out_its_share)
{
	enum { N = 100000 };
	static const float rates[] = {0.01f, 0.1f, 0.5f, 0.9f};
	float *a = xcalloc(N, sizeof(*a));
	double rate = (double)rates[_i], left = 0, pairs = 0;
	struct dropout d = dropout_of(rates[_i], 77, (uint32_t)_i);

	for (int i = 0; i < N; i++)
		a[i] = dropout_factor(&d, (uint32_t)i);
	for (int i = 0; i < N; i++) {
		ck_assert(a[i] == 0 || fabs((double)a[i] - 1 / (1 - rate)) < 1e-5);
		left += a[i] != 0;
		pairs += i && a[i] != 0 && a[i - 1] != 0;
	}
	/* five deviations of a binomial; and neighbours know nothing of each other */
	ck_assert_double_eq_tol(left / N, 1 - rate, 5 * sqrt(rate * (1 - rate) / N));
	ck_assert_double_eq_tol(
		pairs / N, (1 - rate) * (1 - rate), 10 * sqrt(rate * (1 - rate) / N));
	free(a);
}
END_TEST

/*
 * Two steps from w = 1 with gradients 0.5 and 0.25, rate 0.1, worked out by hand:
 *  sgd            1 − .05 = .95; − .025 = .925
 *  momentum .9    v = .5, w = .95; v = .45 + .25 = .7, w = .88
 *  nesterov .9    w = 1 − .1(.5 + .45) = .905; v = .7: w −= .1(.25 + .63) = .817
 *  sgd, L2 .1     g = .6: .94; g = .25 + .094: .9056
 *  adam           1 − .1 = .9 (m̂/√v̂ = 1); m = .07, v = 3.12e-4 − …: see the formula
 *  rmsprop ρ .9   v = .025: 1 − .1·.5/.158114 = .683772; v = .02875: − .1·.25/.169558
 */
static const struct {
	const char *name;
	struct optim o;
	double decay, first, second;
} steps[] = {
	{"sgd", {0}, 0, .95, .925},
	{"sgd", {.momentum = .9}, 0, .95, .88},
	{"sgd", {.momentum = .9, .nesterov = true}, 0, .905, .817},
	{"sgd", {0}, .1, .94, .9056},
	/* m̂ = (.045 + .025)/.19, v̂ = (2.4975e-4 + 6.25e-5)/1.999e-3 */
	{"adam", {.beta1 = .9, .beta2 = .999, .epsilon = 1e-8}, 0, .9,
		.9 - .1 * (.07 / .19) / 0.39522538},
	/* the same steps after the weight lost a hundredth: w·(1 − .1·.1) */
	{"adamw", {.beta1 = .9, .beta2 = .999, .epsilon = 1e-8}, .1, .89,
		.89 * .99 - .1 * (.07 / .19) / 0.39522538},
	{"rmsprop", {.rho = .9, .epsilon = 1e-8}, 0, .68377223,
		.68377223 - .1 * .25 / .16955825},
};

START_TEST(optimisers_make_the_steps_worked_out_by_hand)
{
	struct optim o = steps[_i].o;
	float w[5], slots[2][5] = {{0}}, *slot[2] = {slots[0], slots[1]};
	float first[5], second[5];
	struct optim_step s;

	o.ops = optim_find(steps[_i].name);
	for (int i = 0; i < 5; i++) {
		w[i] = 1;
		first[i] = .5f;
		second[i] = .25f;
	}
	s = optim_step(&o, .1, steps[_i].decay, 1);
	o.ops->step(&o, &s, w, first, slot, 5);
	for (int i = 0; i < 5; i++)
		ck_assert_double_eq_tol((double)w[i], steps[_i].first, 2e-6);
	s = optim_step(&o, .1, steps[_i].decay, 2);
	o.ops->step(&o, &s, w, second, slot, 5);
	for (int i = 0; i < 5; i++)
		ck_assert_double_eq_tol((double)w[i], steps[_i].second, 2e-6);
}
END_TEST

static void expect_within(double bound, float x, double got, double wanted, double scale)
{
	if (!(fabs(got - wanted) <= bound * scale)) /* an assertion takes longer */
		ck_abort_msg("at %.9g: %.9g, not %.9g", (double)x, got, wanted);
}

START_TEST(functions_for_vectors_are_as_near_as_they_say)
{
	static const float none[] = {NAN, -NAN};

	for (uint32_t bits = 0x00800000u; bits < 0x7f800000u; bits += 1009) {
		float x;

		memcpy(&x, &bits, sizeof(x));
		expect_within(
			2e-7, x, (double)simd_sqrt(x), sqrt((double)x), sqrt((double)x));
		expect_within(2e-7, x, (double)simd_log(x), log((double)x),
			fabs(log((double)x)));
	}
	for (int i = -86999; i < 88000; i++) {
		float x = (float)i * 1e-3f;

		expect_within(
			2e-7, x, (double)simd_exp(x), exp((double)x), exp((double)x));
		expect_within(
			2e-7, x / 8, (double)simd_tanh(x / 8), tanh((double)x / 8), 1);
	}
	ck_assert(simd_sqrt(0) == 0);
	for (int i = 0; i < 2; i++)
		ck_assert(isnan(simd_sqrt(none[i])) && isnan(simd_log(none[i])) &&
			  isnan(simd_exp(none[i])) && isnan(simd_tanh(none[i])));
}
END_TEST

START_TEST(schedules_follow_their_formulas)
{
	struct schedule s = {SCHEDULE_STEP, .rate = .8, .step = 3, .gamma = .5};
	static const double want[] = {.8, .8, .8, .4, .4, .4, .2};

	for (int e = 1; e <= 7; e++)
		ck_assert_double_eq_tol(schedule_rate(&s, e), want[e - 1], 1e-12);
	s.kind = SCHEDULE_CONSTANT;
	ck_assert_double_eq(schedule_rate(&s, 99), .8);
	s = (struct schedule){SCHEDULE_COSINE, .rate = .8, .length = 10};
	ck_assert_double_eq_tol(schedule_rate(&s, 1), .8, 1e-12);
	ck_assert_double_eq_tol(schedule_rate(&s, 6), .4, 1e-12); /* half way */
	ck_assert(schedule_rate(&s, 10) > 0);
}
END_TEST

/* An objective over a generated set; every parameter constant. */
static struct objective *open_moons(
	struct space *space, struct knobs *k, const char *data)
{
	struct objective_setup setup = {
		.knobs = k, .space = space, .seed = 3, .max_epoch = 9};
	struct error err = {0};
	struct objective *o;

	knobs_init(k, objective_mlp.kind.knobs, here);
	ck_assert_int_eq(knobs_set(k, "mlp", "generate", data, here, &err), 0);
	ck_assert_int_eq(knobs_set(k, "mlp", "samples", "300", here, &err), 0);
	o = objective_mlp.open(&setup, &err);
	ck_assert_msg(o != NULL, "%s", err.text);
	return o;
}

static struct parameter dropout_and_rate[] = {
	{.name = (char *)"dropout"}, {.name = (char *)"learning_rate"}};

static void *trial(struct objective *o, uint32_t id, double rate)
{
	struct value config[] = {{VALUE_REAL, .3, NULL}, {VALUE_REAL, rate, NULL}};
	struct error err = {0};
	void *t = objective_mlp.trial_new(
		o, &(struct trial_setup){.config = config, .trial = id}, &err);

	ck_assert_msg(t != NULL, "%s", err.text);
	return t;
}

/* The trial as another process would find it. */
static void *through_bytes(struct objective *o, void *t, uint32_t id)
{
	struct value config[] = {{VALUE_REAL, .3, NULL}, {VALUE_REAL, .1, NULL}};
	struct trial_setup setup = {.config = config, .trial = id};
	struct error err = {0};
	size_t size;
	void *bytes = objective_mlp.trial_save(t, &size), *back;

	objective_mlp.trial_free(t);
	ck_assert_ptr_null(objective_mlp.trial_load(o, &setup, bytes, size - 4, &err));
	back = objective_mlp.trial_load(o, &setup, bytes, size, &err);
	ck_assert_msg(back != NULL, "%s", err.text);
	free(bytes);
	return back;
}

START_TEST(a_curve_does_not_depend_on_how_it_was_trained)
{
	struct space space = {.params = dropout_and_rate, .n = 2};
	struct knobs k;
	struct objective *o = open_moons(&space, &k, "moons");
	void *ws[] = {objective_mlp.workspace_new(o), objective_mlp.workspace_new(o)};
	void *whole = trial(o, 7, .1), *handed = trial(o, 7, .1),
	     *other = trial(o, 8, .1);
	double a[METRICS_MAX], b[METRICS_MAX], c[METRICS_MAX];
	struct error err;
	bool differs = false;

	for (int e = 0; e < 8; e++) {
		ck_assert_int_eq(objective_mlp.trial_epoch(whole, o, ws[0], a, &err), 0);
		ck_assert_int_eq(objective_mlp.trial_epoch(other, o, ws[1], c, &err), 0);
		ck_assert_int_eq(
			objective_mlp.trial_epoch(handed, o, ws[e % 2], b, &err), 0);
		ck_assert_mem_eq(a, b, 4 * sizeof(*a));
		differs = differs || a[1] != c[1];
		handed = through_bytes(o, handed, 7);
	}
	ck_assert(differs);
	objective_mlp.trial_free(whole);
	objective_mlp.trial_free(handed);
	objective_mlp.trial_free(other);
	objective_mlp.workspace_free(ws[0]);
	objective_mlp.workspace_free(ws[1]);
	objective_mlp.close(o);
	knobs_release(&k);
}
END_TEST

START_TEST(divergence_is_told_and_learning_happens)
{
	struct space space = {.params = dropout_and_rate, .n = 2};
	struct knobs k;
	struct objective *o = open_moons(&space, &k, _i ? "sine" : "moons");
	void *ws = objective_mlp.workspace_new(o), *t = trial(o, 1, 1e30);
	double m[METRICS_MAX] = {0}, first = 0;
	struct error err;
	int rc = 0;

	for (int e = 0; e < 5 && !rc; e++)
		rc = objective_mlp.trial_epoch(t, o, ws, m, &err);
	ck_assert_int_eq(rc, 1);
	ck_assert(!isfinite(m[1]) || !isfinite(m[3]));
	objective_mlp.trial_free(t);
	t = trial(o, 1, .05);
	for (int e = 0; e < 60; e++) {
		ck_assert_int_eq(objective_mlp.trial_epoch(t, o, ws, m, &err), 0);
		if (!e)
			first = m[3];
	}
	ck_assert(m[3] < first / 1.5);
	if (!_i)
		ck_assert(m[0] < .15);
	objective_mlp.trial_free(t);
	objective_mlp.workspace_free(ws);
	objective_mlp.close(o);
	knobs_release(&k);
}
END_TEST

static Suite *mlp_suite(void)
{
	Suite *s = suite_create("mlp");
	TCase *tc = tcase_create("mlp");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, optimisers_make_the_steps_worked_out_by_hand, 0,
		(int)(sizeof(steps) / sizeof(*steps)));
	tcase_add_test(tc, functions_for_vectors_are_as_near_as_they_say);
	tcase_add_test(tc, schedules_follow_their_formulas);
	tcase_add_test(tc, a_curve_does_not_depend_on_how_it_was_trained);
	tcase_add_loop_test(tc, divergence_is_told_and_learning_happens, 0, 2);
	tcase_add_loop_test(tc, a_mask_leaves_out_its_share, 0, 4);
	suite_add_tcase(s, tc);
	suite_add_tcase(s, curves_case());
	suite_add_tcase(s, data_case());
	return s;
}

int main(void)
{
	return run_suite(mlp_suite());
}
