/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast mlp against the plain one: gradients of every combination, and whole curves
 * of every combination, over fifty epochs, within what rounding explains.
 */
#include "config.h"

#include "check_mlp.h"
#include "check_mlp_reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "mlp/data.h"
#include "mlp/gemm_portable.h"
#include "mlp/loss.h"
#include "objective/objective.h"

static const char *const activations[] = {"relu", "tanh", "sigmoid", "gelu"};
static const int shapes[][2] = {{0, 0}, {7, 0}, {33, 18}, {150, 83}}; /* hidden layers */

#define COMBINATIONS (4 * 2 * 2 * 4 * 2)
#define ROWS 13

/* What both take a gradient of. */
struct scene {
	struct mlp_params p;
	struct net net;
	struct net_pass pass;
	struct reference r;
	float *block, *grads, x[ROWS * 5], y[ROWS];
	double dx[ROWS * 5], dy[ROWS], *mask[REFERENCE_LAYERS];
	const struct loss *loss;
	gsl_rng *keys;
};

/* i: activation (4) × loss (2) × dropout (2) × hidden layers (4) × kernels (2). */
static void scene_init(struct scene *s, int i)
{
	gsl_rng *rng = stream_new(21, (uint32_t)i, STREAM_WEIGHTS, 0);
	bool classes = i / 4 % 2;
	const int *hidden = shapes[i / 16 % 4];

	*s = (struct scene){.loss = classes ? &loss_cross_entropy : &loss_squared};
	s->p.activation = s->net.activation = activation_find(activations[i % 4]);
	s->p.dropout = s->net.dropout = i / 8 % 2 ? 0.3f : 0;
	ck_assert_int_eq(
		net_init(&s->net, i / 64 ? KERNELS_PORTABLE : KERNELS_FAST, 5, hidden, !!hidden[0] + !!hidden[1], classes ? 3 : 1),
		0);
	s->block = xaligned(s->net.n_params, sizeof(float));
	s->grads = xaligned(s->net.n_params, sizeof(float));
	net_start(&s->net, s->block, NET_START_AUTO, rng);
	for (int k = 0; k < ROWS * 5; k++)
		s->dx[k] = (double)(s->x[k] = (float)gsl_rng_uniform(rng) * 2 - 1);
	for (int k = 0; k < ROWS; k++) {
		s->y[k] = classes ? (float)(k % 3) : (float)gsl_rng_uniform(rng);
		s->dy[k] = (double)s->y[k];
	}
	reference_init(&s->r, &s->p, &s->net, s->block, classes);
	s->keys = stream_new(21, (uint32_t)i, STREAM_DROPOUT, 0);
	reference_masks(&s->r, ROWS, s->keys, s->mask);
	stream_seed(s->keys, 21, (uint32_t)i, STREAM_DROPOUT, 0);
	gsl_rng_free(rng);
}

static void scene_release(struct scene *s)
{
	for (int l = 0; l < REFERENCE_LAYERS; l++)
		free(s->mask[l]);
	free(s->block);
	free(s->grads);
	net_pass_release(&s->pass);
	reference_release(&s->r);
	gsl_rng_free(s->keys);
}

/* Check writes to a file for each assertion that holds, and these are a million. */
static void expect_close(double got, double expected, double tolerance)
{
	if (!(fabs(got - expected) <= tolerance))
		ck_assert_double_eq_tol(got, expected, tolerance);
}

/*
 * Doubles leave the step so small that a kink of relu is met by chance only. Of many
 * parameters every 29th is tried: no width is a multiple of it, so that every row and
 * every column of the largest weights is met.
 */
START_TEST(the_plain_gradient_agrees_with_central_differences)
{
	struct scene s;
	double h = 1e-6;
	size_t stride;

	scene_init(&s, _i);
	stride = s.r.n > 1000 ? 29 : 1;
	(void)reference_gradient(&s.r, s.dx, s.dy, ROWS, s.mask);
	for (size_t k = 0; k < s.r.n; k += stride) {
		double keep = s.r.p[k], up, down;

		s.r.p[k] = keep + h;
		up = reference_loss(&s.r, s.dx, s.dy, ROWS, s.mask, NULL);
		s.r.p[k] = keep - h;
		down = reference_loss(&s.r, s.dx, s.dy, ROWS, s.mask, NULL);
		s.r.p[k] = keep;
		expect_close((up - down) / (2 * h), s.r.g[k], 1e-8);
	}
	scene_release(&s);
}
END_TEST

static void keep(void *arg, size_t at, float *grads, size_t n, bool biases)
{
	struct scene *s = arg;

	(void)biases;
	memcpy(s->grads + at, grads, n * sizeof(*grads));
}

/* The mean loss; the gradients go to the taker, and as doubles into s->r.g. */
static double pass_through(struct scene *s, const struct net_taker *taker, double *plain)
{
	size_t width = (size_t)s->net.layers[s->net.n_layers - 1].width;
	size_t outputs = (size_t)s->r.width[s->r.n_layers];
	double loss;
	float *out;

	*plain = reference_gradient(&s->r, s->dx, s->dy, ROWS, s->mask);
	net_pass_fit(&s->pass, &s->net, ROWS);
	out = net_forward_train(&s->net, s->block, &s->pass, s->x, ROWS, s->keys);
	loss = s->loss->train(out, s->y, ROWS, outputs, width) / ROWS;
	net_backward(&s->net, s->block, &s->pass, s->x, ROWS, taker);
	return loss;
}

/* What is larger than 1 has fewer digits behind the point. */
static void expect_near(float got, double plain)
{
	expect_close((double)got, plain, 1e-6 * fmax(1, fabs(plain)));
}

START_TEST(the_gradient_agrees_with_the_plain_one)
{
	struct scene s;
	struct net_taker taker = {.take = keep, .arg = &s};
	double loss, plain;
	size_t k = 0;

	scene_init(&s, _i);
	loss = pass_through(&s, &taker, &plain);
	ck_assert_double_eq_tol(loss, plain, 1e-6);
	for (int l = 0; l < s.r.n_layers; l++)
		for (int i = 0; i <= s.r.width[l]; i++)
			for (int j = 0; j < s.r.width[l + 1]; j++)
				expect_near(
					s.grads[reference_place(&s.net, l, i, j)],
					s.r.g[k++]);
	scene_release(&s);
}
END_TEST

/* One term after the other, each rounded, and no two at once: what is promised. */
START_TEST(a_portable_product_is_the_plain_one_to_the_last_bit)
{
	enum { M = 9, N = 48, K = 23 };
	float a[M * K], b[K * N], c[M * N], plain[M * N];
	gsl_rng *rng = stream_new(22, (uint32_t)_i, STREAM_DATA, 0);
	int m = 1 + _i % M, n = 16 * (1 + _i % 3), k = 1 + _i * 7 % K;
	bool add = _i & 1, turned = _i & 2;
	struct gemm_portable_a at = {a, turned ? 1 : K, turned ? M : 1};

	for (size_t i = 0; i < sizeof(a) / sizeof(*a); i++)
		a[i] = (float)(gsl_rng_uniform(rng) - 0.5);
	for (size_t i = 0; i < sizeof(b) / sizeof(*b); i++)
		b[i] = (float)(gsl_rng_uniform(rng) - 0.5);
	for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++)
		c[i] = plain[i] = (float)(gsl_rng_uniform(rng) - 0.5);
	for (int i = 0; i < m; i++)
		for (int j = 0; j < n; j++) {
			volatile float sum = add ? plain[i * N + j] : 0;

			for (int p = 0; p < k; p++) {
				volatile float term =
					a[i * at.row + p * at.column] * b[p * n + j];

				sum = sum + term;
			}
			plain[i * N + j] = sum;
		}
	gemm_portable(m, n, k, at, b, c, N, add);
	ck_assert_mem_eq(c, plain, sizeof(c));
	gsl_rng_free(rng);
}
END_TEST

static void leave(void *arg, size_t at, float *grads, size_t n, bool biases)
{
	const struct scene *s = arg;

	(void)n, (void)biases;
	ck_assert_ptr_eq(grads, s->grads + at);
}

/* To ones at the parameters' places; what pads the rows is to stay as it was. */
START_TEST(gradients_are_added_where_they_are_wanted)
{
	struct scene s;
	struct net_taker taker = {.take = leave, .arg = &s, .factor = -0.5f};
	double plain, padding = 0;
	size_t k = 0;

	scene_init(&s, _i);
	taker.into = s.grads;
	for (int l = 0; l < s.r.n_layers; l++)
		for (int i = 0; i <= s.r.width[l]; i++)
			for (int j = 0; j < s.r.width[l + 1]; j++)
				s.grads[reference_place(&s.net, l, i, j)] = 1;
	pass_through(&s, &taker, &plain);
	for (int l = 0; l < s.r.n_layers; l++)
		for (int i = 0; i <= s.r.width[l]; i++)
			for (int j = 0; j < s.r.width[l + 1]; j++) {
				float *sum = &s.grads[reference_place(&s.net, l, i, j)];

				expect_close((double)*sum, 1 - s.r.g[k++] / 2, 1e-6);
				*sum = 0;
			}
	for (size_t i = 0; i < s.net.n_params; i++)
		padding += fabs((double)s.grads[i]);
	ck_assert_double_eq(padding, 0);
	scene_release(&s);
}
END_TEST

/* A trial by its parameters as a study would have them. */
struct setting {
	const char *name, *text;
};

static const struct setting optimisers[][3] = {
	{{"optimizer", "sgd"}, {"learning_rate", "0.1"}},
	{{"optimizer", "sgd"}, {"learning_rate", "0.02"}, {"momentum", "0.9"}},
	{{"momentum", "0.9"}, {"learning_rate", "0.02"}, {"nesterov", "true"}},
	{{"optimizer", "adam"}, {"learning_rate", "0.003"}},
	{{"optimizer", "adamw"}, {"learning_rate", "0.003"}},
	{{"optimizer", "rmsprop"}, {"learning_rate", "0.001"}},
};

#define MANY 12

struct study {
	struct parameter names[MANY];
	struct value values[MANY];
	struct space space;
};

static void say(struct study *s, const char *name, const char *text)
{
	s->names[s->space.n] = (struct parameter){.name = (char *)name};
	s->values[s->space.n++] = (struct value){.kind = VALUE_TEXT, .text = text};
	s->space.params = s->names;
}

/* i: activation (4) × loss (2) × dropout (2) × optimiser (6). */
static void study_init(struct study *s, int i)
{
	memset(s, 0, sizeof(*s));
	say(s, "activation", activations[i % 4]);
	say(s, "dropout", i / 8 % 2 ? "0.2" : "0");
	for (int k = 0; k < 3 && optimisers[i / 16][k].name; k++)
		say(s, optimisers[i / 16][k].name, optimisers[i / 16][k].text);
	say(s, "hidden", i % 3 ? "33x18" : "21");
	say(s, "batch_size", "29");
	say(s, "weight_decay", i % 7 < 4 ? "0" : "0.001");
	say(s, "lr_schedule", i % 2 ? "cosine" : "constant");
	say(s, "clip", i % 5 ? "0" : "0.5");
}

static void objective_setup(
	struct objective_setup *o, struct knobs *k, struct study *s, bool classes)
{
	const struct place here = {.file = "test"};
	struct error err;

	*o = (struct objective_setup){
		.knobs = k, .space = &s->space, .seed = 5, .max_epoch = 50};
	knobs_init(k, objective_mlp.kind.knobs, here);
	ck_assert_int_eq(knobs_set(k, "mlp", "generate", classes ? "blobs" : "friedman",
				 here, &err),
		0);
	ck_assert_int_eq(knobs_set(k, "mlp", "samples", "150", here, &err), 0);
	ck_assert_int_eq(knobs_set(k, "mlp", "scale", "standard", here, &err), 0);
}

/* As the objective standardises the targets of a regression. */
static double standardise(struct dataset *d)
{
	double mean, deviation;

	dataset_targets(d, &mean, &deviation);
	for (size_t i = 0; i < d->rows; i++)
		d->y[i] = (float)(((double)d->y[i] - mean) / deviation);
	return deviation * deviation;
}

START_TEST(fifty_epochs_agree_with_the_plain_ones)
{
	bool classes = _i / 4 % 2;
	struct study study;
	struct objective_setup setup;
	struct knobs knobs;
	struct dataset d;
	struct mlp_params p;
	struct net net = {0};
	struct reference r;
	struct error err;
	struct objective *o;
	void *trial, *ws;
	float *block;
	double m[METRICS_MAX], plain[3], unit = 1, first = 0;
	gsl_rng *rng = stream_new(5, 3, STREAM_WEIGHTS, 0);

	study_init(&study, _i);
	objective_setup(&setup, &knobs, &study, classes);
	ck_assert_int_eq(mlp_data_open(&d, &setup, &err), 0);
	if (!classes)
		unit = standardise(&d);
	ck_assert_int_eq(mlp_params_read(&p, &study.space, study.values, 50, &err), 0);
	ck_assert_int_eq(net_init(&net, KERNELS_FAST, (int)d.features, p.hidden, p.n_hidden,
				 classes ? d.classes : 1),
		0);
	net.activation = p.activation;
	block = xaligned(net.n_params, sizeof(float));
	net_start(&net, block, p.start, rng);
	reference_init(&r, &p, &net, block, classes);
	o = objective_mlp.open(&setup, &err);
	ck_assert_ptr_nonnull(o);
	ws = objective_mlp.workspace_new(o);
	trial = objective_mlp.trial_new(
		o, &(struct trial_setup){.config = study.values, .trial = 3}, &err);
	ck_assert_ptr_nonnull(trial);
	for (int e = 1; e <= 50; e++) {
		double val;

		ck_assert_int_eq(objective_mlp.trial_epoch(trial, o, ws, m, &err), 0);
		reference_epoch(&r, &d, 5, 3, e, plain);
		val = m[classes ? 1 : 0];
		first = e == 1 ? plain[0] : first;
		ck_assert_double_eq_tol(m[3] / unit, plain[0], 3e-4 * plain[0]);
		ck_assert_double_eq_tol(val / unit, plain[1], 3e-4 * plain[1]);
		if (classes)
			ck_assert_double_eq_tol(
				m[0] * (double)(d.rows - d.train), plain[2], 1e-9);
	}
	ck_assert(plain[0] < first / 1.2);
	free(block);
	objective_mlp.trial_free(trial);
	objective_mlp.workspace_free(ws);
	objective_mlp.close(o);
	knobs_release(&knobs);
	reference_release(&r);
	dataset_release(&d);
	gsl_rng_free(rng);
}
END_TEST

TCase *curves_case(void)
{
	TCase *tc = tcase_create("curves");

	tcase_set_timeout(tc, 60);
	/* which has no kernels */
	tcase_add_loop_test(
		tc, the_plain_gradient_agrees_with_central_differences, 0, COMBINATIONS / 2);
	tcase_add_loop_test(tc, the_gradient_agrees_with_the_plain_one, 0, COMBINATIONS);
	tcase_add_loop_test(tc, a_portable_product_is_the_plain_one_to_the_last_bit, 0, 200);
	tcase_add_loop_test(
		tc, gradients_are_added_where_they_are_wanted, 0, COMBINATIONS);
	tcase_add_loop_test(tc, fifty_epochs_agree_with_the_plain_ones, 0, 4 * 2 * 2 * 6);
	return tc;
}
