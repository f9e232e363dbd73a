/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "check_mlp_reference.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "mlp/dropout.h"

static double *w_of(const struct reference *r, const double *p, int layer)
{
	size_t at = 0;

	for (int l = 0; l < layer; l++)
		at += (size_t)((r->width[l] + 1) * r->width[l + 1]);
	return (double *)p + at;
}

void reference_init(struct reference *r, const struct mlp_params *params,
	const struct net *net, const float *block, bool classes)
{
	*r = (struct reference){
		.params = params, .classes = classes, .n_layers = net->n_layers};
	ck_assert_int_le(net->n_layers, REFERENCE_LAYERS);
	r->width[0] = net->layers[0].in;
	for (int l = 0; l < r->n_layers; l++) {
		r->width[l + 1] = net->layers[l].out;
		r->n += (size_t)((r->width[l] + 1) * r->width[l + 1]);
	}
	r->p = xcalloc(r->n, sizeof(double));
	r->g = xcalloc(r->n, sizeof(double));
	r->slot[0] = xcalloc(r->n, sizeof(double));
	r->slot[1] = xcalloc(r->n, sizeof(double));
	for (int l = 0; l < r->n_layers; l++)
		for (int i = 0; i <= r->width[l]; i++)
			for (int j = 0; j < r->width[l + 1]; j++)
				w_of(r, r->p, l)[i * r->width[l + 1] + j] =
					(double)block[reference_place(net, l, i, j)];
}

void reference_release(struct reference *r)
{
	free(r->p);
	free(r->g);
	free(r->slot[0]);
	free(r->slot[1]);
}

size_t reference_place(const struct net *net, int layer, int i, int j)
{
	const struct net_layer *y = &net->layers[layer];

	return i == y->in ? y->b + (size_t)j : net_weight(y, i, j);
}

/* The activation at z, and its slope there. */
static double activate(const char *name, double z, double *slope)
{
	double c = sqrt(2 / M_PI), u = c * (z + 0.044715 * z * z * z), y = tanh(u);

	if (!strcmp(name, "relu")) {
		*slope = z > 0;
		return z > 0 ? z : 0;
	}
	if (!strcmp(name, "tanh")) {
		*slope = 1 - tanh(z) * tanh(z);
		return tanh(z);
	}
	if (!strcmp(name, "sigmoid")) {
		y = 1 / (1 + exp(-z));
		*slope = y * (1 - y);
		return y;
	}
	*slope = (1 + y) / 2 + z / 2 * (1 - y * y) * c * (1 + 3 * 0.044715 * z * z);
	return z / 2 * (1 + y);
}

/* A row's way through: each layer's values, and their slopes, both with the mask in. */
struct way {
	double *a[REFERENCE_LAYERS + 1], *slope[REFERENCE_LAYERS + 1];
};

static void go(const struct reference *r, struct way *t, const double *x, int row,
	double *const *mask)
{
	t->a[0] = (double *)x;
	for (int l = 0; l < r->n_layers; l++) {
		int in = r->width[l], out = r->width[l + 1];
		const double *w = w_of(r, r->p, l);

		t->a[l + 1] = xcalloc((size_t)out, sizeof(double));
		t->slope[l + 1] = xcalloc((size_t)out, sizeof(double));
		for (int j = 0; j < out; j++) {
			double z = w[in * out + j];

			for (int i = 0; i < in; i++)
				z += t->a[l][i] * w[i * out + j];
			t->a[l + 1][j] = z;
			if (l == r->n_layers - 1)
				continue;
			t->a[l + 1][j] = activate(
				r->params->activation->name, z, &t->slope[l + 1][j]);
			if (mask && mask[l]) {
				t->a[l + 1][j] *= mask[l][row * out + j];
				t->slope[l + 1][j] *= mask[l][row * out + j];
			}
		}
	}
}

static void way_release(const struct reference *r, struct way *t)
{
	for (int l = 1; l <= r->n_layers; l++) {
		free(t->a[l]);
		free(t->slope[l]);
	}
}

/* The loss of a row's outputs, and its gradient, unless d is NULL. */
static double loss_at(
	const struct reference *r, const double *out, double y, double *d, int *wrong)
{
	int n = r->width[r->n_layers], best = 0;
	double sum = 0;

	if (!r->classes) {
		if (d)
			d[0] = 2 * (out[0] - y);
		return (out[0] - y) * (out[0] - y);
	}
	for (int j = 1; j < n; j++)
		best = out[j] > out[best] ? j : best;
	for (int j = 0; j < n; j++)
		sum += exp(out[j] - out[best]);
	if (wrong)
		*wrong += best != (int)y;
	for (int j = 0; d && j < n; j++)
		d[j] = exp(out[j] - out[best]) / sum - (j == (int)y);
	return log(sum) - (out[(int)y] - out[best]);
}

double reference_loss(const struct reference *r, const double *x, const double *y,
	int rows, double *const *mask, int *wrong)
{
	double sum = 0;

	for (int i = 0; i < rows; i++) {
		struct way t;

		go(r, &t, x + i * r->width[0], i, mask);
		sum += loss_at(r, t.a[r->n_layers], y[i], NULL, wrong);
		way_release(r, &t);
	}
	return sum / rows;
}

/* Adds what one row has to say to g; d: the gradient of its outputs, taken. */
static void back(struct reference *r, const struct way *t, double *d, int rows)
{
	for (int l = r->n_layers - 1; l >= 0; l--) {
		int in = r->width[l], out = r->width[l + 1];
		const double *w = w_of(r, r->p, l);
		double *g = w_of(r, r->g, l), *below = xcalloc((size_t)in, sizeof(*d));

		for (int j = 0; j < out; j++) {
			for (int i = 0; i < in; i++) {
				g[i * out + j] += t->a[l][i] * d[j] / rows;
				below[i] += d[j] * w[i * out + j];
			}
			g[in * out + j] += d[j] / rows;
		}
		for (int i = 0; l && i < in; i++)
			below[i] *= t->slope[l][i];
		free(d);
		d = below;
	}
	free(d);
}

double reference_gradient(struct reference *r, const double *x, const double *y, int rows,
	double *const *mask)
{
	double sum = 0;

	memset(r->g, 0, r->n * sizeof(double));
	for (int i = 0; i < rows; i++) {
		double *d = xcalloc((size_t)r->width[r->n_layers], sizeof(*d));
		struct way t;

		go(r, &t, x + i * r->width[0], i, mask);
		sum += loss_at(r, t.a[r->n_layers], y[i], d, NULL);
		back(r, &t, d, rows);
		way_release(r, &t);
	}
	return sum / rows;
}

void reference_masks(const struct reference *r, int rows, gsl_rng *keys,
	double *mask[REFERENCE_LAYERS])
{
	for (int l = 0; l < REFERENCE_LAYERS; l++)
		mask[l] = NULL;
	for (int l = 0; l < r->n_layers - 1 && r->params->dropout > 0; l++) {
		int out = r->width[l + 1], padded = (out + 15) / 16 * 16;
		uint32_t key = (uint32_t)gsl_rng_get(keys);
		struct dropout d =
			dropout_of(r->params->dropout, key, (uint32_t)gsl_rng_get(keys));

		mask[l] = xcalloc((size_t)(rows * out), sizeof(double));
		for (int i = 0; i < rows; i++)
			for (int j = 0; j < out; j++)
				mask[l][i * out + j] = (double)dropout_factor(
					&d, (uint32_t)(i * padded + j));
	}
}

static void step_one(const struct optim *o, double rate, double decay, double t,
	double *w, double g, double *s0, double *s1)
{
	const char *name = o->ops->name;

	if (!strcmp(name, "adamw"))
		*w -= rate * decay * *w;
	else
		g += decay * *w;
	if (!strcmp(name, "sgd")) {
		*s0 = o->momentum * *s0 + g;
		*w -= rate * (o->nesterov ? g + o->momentum * *s0 : *s0);
	} else if (!strcmp(name, "rmsprop")) {
		*s0 = o->rho * *s0 + (1 - o->rho) * g * g;
		*w -= rate * g / (sqrt(*s0) + o->epsilon);
	} else {
		*s0 = o->beta1 * *s0 + (1 - o->beta1) * g;
		*s1 = o->beta2 * *s1 + (1 - o->beta2) * g * g;
		*w -= rate * (*s0 / (1 - pow(o->beta1, t))) /
		      (sqrt(*s1 / (1 - pow(o->beta2, t))) + o->epsilon);
	}
}

static void step(struct reference *r, double rate)
{
	const struct mlp_params *p = r->params;
	double squares = 0, factor = 1;

	r->steps++;
	for (size_t k = 0; k < r->n; k++)
		squares += r->g[k] * r->g[k];
	if (p->clip > 0 && sqrt(squares) > p->clip)
		factor = p->clip / sqrt(squares);
	for (int l = 0; l < r->n_layers; l++) {
		size_t at = (size_t)(w_of(r, r->p, l) - r->p);
		int in = r->width[l], out = r->width[l + 1];

		for (int i = 0; i < (in + 1) * out; i++, at++)
			step_one(&p->optim, rate, i < in * out ? p->weight_decay : 0,
				(double)r->steps, &r->p[at], factor * r->g[at],
				&r->slot[0][at], &r->slot[1][at]);
	}
}

static void pick(
	const struct dataset *d, const uint32_t *order, int rows, double *x, double *y)
{
	for (int i = 0; i < rows; i++) {
		for (size_t k = 0; k < d->features; k++)
			x[(size_t)i * d->features + k] =
				(double)d->x[order[i] * d->features + k];
		y[i] = (double)d->y[order[i]];
	}
}

void reference_epoch(struct reference *r, const struct dataset *d, uint64_t seed,
	uint32_t trial, int epoch, double metrics[3])
{
	gsl_rng *rng = stream_new(seed, trial, STREAM_SHUFFLE, (uint32_t)epoch);
	gsl_rng *keys = stream_new(seed, trial, STREAM_DROPOUT, (uint32_t)epoch);
	int train = (int)d->train, batch = r->params->batch_size, wrong = 0;
	uint32_t *order = xcalloc(d->rows, sizeof(*order));
	double *x = xcalloc(d->rows * d->features, sizeof(*x));
	double *y = xcalloc(d->rows, sizeof(*y)), *mask[REFERENCE_LAYERS];

	for (size_t i = 0; i < d->rows; i++)
		order[i] = (uint32_t)i;
	for (size_t i = d->train; i > 1; i--) {
		size_t j = (size_t)((uint64_t)gsl_rng_get(rng) * i >> 32);
		uint32_t swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
	metrics[0] = 0;
	for (int i = 0; i < train; i += batch) {
		int rows = train - i < batch ? train - i : batch;

		pick(d, order + i, rows, x, y);
		reference_masks(r, rows, keys, mask);
		metrics[0] += rows * reference_gradient(r, x, y, rows, mask) / train;
		for (int l = 0; l < REFERENCE_LAYERS; l++)
			free(mask[l]);
		step(r, schedule_rate(&r->params->schedule, epoch));
	}
	pick(d, order + train, (int)d->rows - train, x, y);
	metrics[1] = reference_loss(r, x, y, (int)d->rows - train, NULL, &wrong);
	metrics[2] = wrong;
	free(order);
	free(x);
	free(y);
	gsl_rng_free(rng);
	gsl_rng_free(keys);
}
