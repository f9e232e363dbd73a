/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mlp's numerics: gradients against central differences, optimisers against steps
 * worked out by hand, curves that do not depend on how they were trained.
 */
#include "config.h"

#include "check_objective_data.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "objective/dropout.h"
#include "objective/loss.h"
#include "objective/mlp_net.h"
#include "objective/mlp_optim.h"
#include "objective/mlp_params.h"
#include "objective/objective.h"

TCase *simulated_tcase(void);
TCase *table_tcase(void);

static const struct place here = {.file = "test"};

#define ROWS 6

static double loss_of(const struct net *net, const float *params, struct net_pass *pass,
	const struct loss *loss, const float *x, const float *y)
{
	size_t wrong = 0, width = (size_t)net->layers[net->n_layers - 1].out;
	float *out = net_forward(net, params, pass, x, ROWS);

	return loss->score(out, y, ROWS, width, &wrong) / ROWS;
}

static const char *const activations[] = {"relu", "tanh", "sigmoid", "gelu"};

/* _i: activation (4) × loss (2) × hidden layers (3). */
START_TEST(gradients_agree_with_central_differences)
{
	const struct activation *act = activation_find(activations[_i % 4]);
	const struct loss *loss = _i / 4 % 2 ? &loss_squared : &loss_cross_entropy;
	int hidden[] = {7, 5}, outputs = loss == &loss_squared ? 1 : 3, checked = 0;
	struct net net = {0};
	struct net_pass pass = {0};
	gsl_rng *rng = stream_new(11, (uint32_t)_i, STREAM_WEIGHTS, 0);
	float *params, *grads, x[ROWS * 4], y[ROWS], *out;

	ck_assert_int_eq(net_init(&net, 4, hidden, _i / 8, outputs), 0);
	net.activation = act;
	params = xaligned(net.n_params, sizeof(float));
	grads = xaligned(net.n_params, sizeof(float));
	net_start(&net, params, NET_START_AUTO, rng);
	for (int i = 0; i < ROWS * 4; i++)
		x[i] = (float)(gsl_rng_uniform(rng) * 2 - 1);
	for (int i = 0; i < ROWS; i++)
		y[i] = outputs > 1 ? (float)(i % outputs) : (float)gsl_rng_uniform(rng);
	net_pass_fit(&pass, &net, ROWS);
	out = net_forward_train(&net, params, &pass, x, ROWS, NULL);
	(void)loss->train(out, y, ROWS, (size_t)outputs);
	net_backward(&net, params, &pass, x, ROWS, grads);
	for (int l = 0; l < net.n_layers; l++) {
		const struct net_layer *layer = &net.layers[l];
		size_t n[] = {(size_t)(layer->in * layer->out), (size_t)layer->out};
		size_t from[] = {layer->w, layer->b};

		for (int part = 0; part < 2; part++) {
			for (size_t i = from[part]; i < from[part] + n[part]; i++) {
				float keep = params[i], h = 4e-3f;
				double up, down, slope;

				params[i] = keep + h;
				up = loss_of(&net, params, &pass, loss, x, y);
				params[i] = keep - h;
				down = loss_of(&net, params, &pass, loss, x, y);
				params[i] = keep;
				slope = (up - down) / (2 * (double)h);
				/* a relu's kink within h is allowed its width */
				ck_assert_double_eq_tol(slope, (double)grads[i],
					act->rectifies ? 8e-3 : 1e-3);
				checked++;
			}
		}
	}
	ck_assert_int_ge(checked, 5);
	free(params);
	free(grads);
	net_pass_release(&pass);
	gsl_rng_free(rng);
}
END_TEST

/* With dropout the loss is a function too, as long as the masks are the same ones. */
START_TEST(gradients_flow_through_the_mask_that_was_drawn)
{
	struct net net = {0};
	struct net_pass pass = {0};
	gsl_rng *rng = stream_new(12, 0, STREAM_WEIGHTS, 0);
	gsl_rng *keys = stream_new(12, 0, STREAM_DROPOUT, 0);
	float *params, *grads, x[ROWS * 4], y[ROWS], *out;
	int hidden[] = {9, 6}, dropped = 0;

	ck_assert_int_eq(net_init(&net, 4, hidden, 2, 3), 0);
	net.activation = activation_find("tanh");
	net.dropout = 0.4f;
	params = xaligned(net.n_params, sizeof(float));
	grads = xaligned(net.n_params, sizeof(float));
	net_start(&net, params, NET_START_AUTO, rng);
	for (int i = 0; i < ROWS * 4; i++)
		x[i] = (float)(gsl_rng_uniform(rng) * 2 - 1);
	for (int i = 0; i < ROWS; i++)
		y[i] = (float)(i % 3);
	net_pass_fit(&pass, &net, ROWS);
	out = net_forward_train(&net, params, &pass, x, ROWS, keys);
	for (int i = 0; i < ROWS * 9; i++)
		dropped += pass.a[0][i] == 0;
	ck_assert_int_gt(dropped, 0);
	(void)loss_cross_entropy.train(out, y, ROWS, 3);
	net_backward(&net, params, &pass, x, ROWS, grads);
	for (size_t i = 0; i < net.layers[1].b + 6; i++) {
		float keep = params[i], h = 4e-3f;
		double sum[2];

		if (i >= 36 && i < net.layers[0].b)
			continue; /* between two blocks */
		for (int up = 0; up < 2; up++) {
			params[i] = up ? keep + h : keep - h;
			stream_seed(keys, 12, 0, STREAM_DROPOUT, 0);
			out = net_forward_train(&net, params, &pass, x, ROWS, keys);
			sum[up] = loss_cross_entropy.train(out, y, ROWS, 3) / ROWS;
		}
		params[i] = keep;
		ck_assert_double_eq_tol((sum[1] - sum[0]) / (2 * (double)h),
			(double)grads[i], 1e-3);
	}
	free(params);
	free(grads);
	net_pass_release(&pass);
	gsl_rng_free(rng);
	gsl_rng_free(keys);
}
END_TEST

START_TEST(a_mask_leaves_out_its_share)
{
	enum { N = 100000 };
	static const float rates[] = {0.01f, 0.1f, 0.5f, 0.9f};
	float *a = xcalloc(N, sizeof(*a)), *slope = xcalloc(N, sizeof(*slope));
	double rate = (double)rates[_i], left = 0, pairs = 0;
	uint32_t key[] = {77, (uint32_t)_i};

	for (int i = 0; i < N; i++)
		a[i] = slope[i] = 1;
	dropout_apply(a, slope, N, rates[_i], key);
	for (int i = 0; i < N; i++) {
		ck_assert(a[i] == 0 || fabs((double)a[i] - 1 / (1 - rate)) < 1e-5);
		ck_assert(a[i] == slope[i]);
		left += a[i] != 0;
		pairs += i && a[i] != 0 && a[i - 1] != 0;
	}
	/* five deviations of a binomial; and neighbours know nothing of each other */
	ck_assert_double_eq_tol(left / N, 1 - rate, 5 * sqrt(rate * (1 - rate) / N));
	ck_assert_double_eq_tol(pairs / N, (1 - rate) * (1 - rate),
		10 * sqrt(rate * (1 - rate) / N));
	free(a);
	free(slope);
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

	o.ops = optim_find(steps[_i].name);
	for (int i = 0; i < 5; i++) {
		w[i] = 1;
		first[i] = .5f;
		second[i] = .25f;
	}
	o.ops->step(&o, &(struct optim_step){.1, steps[_i].decay, 1}, w, first, slot, 5);
	for (int i = 0; i < 5; i++)
		ck_assert_double_eq_tol((double)w[i], steps[_i].first, 2e-6);
	o.ops->step(&o, &(struct optim_step){.1, steps[_i].decay, 2}, w, second, slot, 5);
	for (int i = 0; i < 5; i++)
		ck_assert_double_eq_tol((double)w[i], steps[_i].second, 2e-6);
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

static Suite *objective_suite(void)
{
	Suite *s = suite_create("objective");
	TCase *tc = tcase_create("mlp");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, gradients_agree_with_central_differences, 0, 24);
	tcase_add_loop_test(tc, optimisers_make_the_steps_worked_out_by_hand, 0,
		(int)(sizeof(steps) / sizeof(*steps)));
	tcase_add_test(tc, schedules_follow_their_formulas);
	tcase_add_test(tc, a_curve_does_not_depend_on_how_it_was_trained);
	tcase_add_loop_test(tc, divergence_is_told_and_learning_happens, 0, 2);
	tcase_add_test(tc, gradients_flow_through_the_mask_that_was_drawn);
	tcase_add_loop_test(tc, a_mask_leaves_out_its_share, 0, 4);
	suite_add_tcase(s, tc);
	suite_add_tcase(s, data_tcase());
	suite_add_tcase(s, simulated_tcase());
	suite_add_tcase(s, table_tcase());
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(objective_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
