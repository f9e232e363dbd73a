/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/mlp_net.h"

#include "base/xalloc.h"
#include "objective/blas.h"
#include "objective/dropout.h"
#include "objective/simd.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cache line of floats. */
static size_t round_up(size_t n)
{
	return (n + 15) & ~(size_t)15;
}

int net_init(struct net *net, int features, const int *hidden, int n_hidden, int outputs)
{
	size_t at = 0;
	int in = features;

	assert(n_hidden < NET_LAYERS_MAX);
	net->n_layers = n_hidden + 1;
	for (int l = 0; l < net->n_layers; l++) {
		int out = l < n_hidden ? hidden[l] : outputs;
		struct net_layer *layer = &net->layers[l];

		if ((size_t)in * (size_t)out > NET_PARAMS_MAX)
			return -1;
		layer->in = in;
		layer->out = out;
		layer->w = at;
		layer->b = at + round_up((size_t)in * (size_t)out);
		at = layer->b + round_up((size_t)out);
		if (at > NET_PARAMS_MAX)
			return -1;
		in = out;
	}
	net->n_params = at;
	return 0;
}

void net_start(const struct net *net, float *params, enum net_start how, gsl_rng *rng)
{
	memset(params, 0, net->n_params * sizeof(*params));
	for (int l = 0; l < net->n_layers; l++) {
		const struct net_layer *layer = &net->layers[l];
		bool last = l == net->n_layers - 1, he = how == NET_START_HE;
		size_t n = (size_t)layer->in * (size_t)layer->out;
		double bound;

		if (how == NET_START_AUTO)
			he = !last && net->activation->rectifies;
		bound = sqrt(6.0 / (he ? layer->in : layer->in + layer->out));
		for (size_t i = 0; i < n; i++)
			params[layer->w + i] =
				(float)(bound * (2 * gsl_rng_uniform(rng) - 1));
	}
}

static size_t layer_room(const struct net *net, int l, int rows)
{
	return round_up((size_t)rows * (size_t)net->layers[l].out);
}

size_t net_pass_size(const struct net *net, int rows)
{
	size_t n = 0;

	for (int l = 0; l < net->n_layers; l++)
		n += layer_room(net, l, rows) * (l < net->n_layers - 1 ? 2 : 1);
	return n;
}

void net_pass_fit(struct net_pass *pass, const struct net *net, int rows)
{
	size_t need = net_pass_size(net, rows);
	float *next;

	if (need > pass->cap) {
		free(pass->buffer);
		pass->buffer = xaligned(need, sizeof(float));
		pass->cap = need;
	}
	next = pass->buffer;
	for (int l = 0; l < net->n_layers; l++) {
		pass->a[l] = next;
		next += layer_room(net, l, rows);
		pass->slope[l] = next;
		if (l < net->n_layers - 1)
			next += layer_room(net, l, rows);
	}
}

void net_pass_release(struct net_pass *pass)
{
	free(pass->buffer);
	*pass = (struct net_pass){0};
}

/* z[rows][out] = x[rows][in] W[in][out] + b[out]; the product adds to the biases. */
static void sums(const struct net_layer *layer, const float *params, const float *x,
	int rows, float *z)
{
	size_t out = (size_t)layer->out;

	for (int r = 0; r < rows; r++)
		memcpy(z + (size_t)r * out, params + layer->b, out * sizeof(*z));
	blas_add_product(rows, layer->out, layer->in, x, params + layer->w, z);
}

float *net_forward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows)
{
	for (int l = 0; l < net->n_layers; l++) {
		const struct net_layer *layer = &net->layers[l];

		sums(layer, params, x, rows, pass->a[l]);
		if (l < net->n_layers - 1)
			net->activation->apply(
				pass->a[l], (size_t)rows * (size_t)layer->out);
		x = pass->a[l];
	}
	return pass->a[net->n_layers - 1];
}

static void drop(const struct net *net, float *a, float *slope, size_t n, gsl_rng *keys)
{
	uint32_t key[2] = {(uint32_t)gsl_rng_get(keys), (uint32_t)gsl_rng_get(keys)};

	dropout_apply(a, slope, n, net->dropout, key);
}

float *net_forward_train(const struct net *net, const float *params,
	struct net_pass *pass, const float *x, int rows, gsl_rng *keys)
{
	for (int l = 0; l < net->n_layers; l++) {
		const struct net_layer *layer = &net->layers[l];
		size_t n = (size_t)rows * (size_t)layer->out;

		sums(layer, params, x, rows, pass->a[l]);
		if (l < net->n_layers - 1) {
			net->activation->train(pass->a[l], pass->slope[l], n);
			if (net->dropout > 0)
				drop(net, pass->a[l], pass->slope[l], n, keys);
		}
		x = pass->a[l];
	}
	return pass->a[net->n_layers - 1];
}

/* db[out] = the sum of the rows of dz[rows][out] */
SIMD static void sum_rows(const float *restrict dz, int rows, int out, float *restrict db)
{
	for (int i = 0; i < out; i++)
		db[i] = 0;
	for (int r = 0; r < rows; r++)
		for (int i = 0; i < out; i++)
			db[i] += dz[(size_t)r * (size_t)out + (size_t)i];
}

SIMD static void multiply(float *restrict a, const float *restrict b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] *= b[i];
}

void net_backward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows, float *grads)
{
	for (int l = net->n_layers - 1; l >= 0; l--) {
		const struct net_layer *layer = &net->layers[l];
		const float *input = l ? pass->a[l - 1] : x;
		float *dz = pass->a[l]; /* already with respect to the sums */

		blas_product_at(
			layer->in, layer->out, rows, input, dz, grads + layer->w);
		sum_rows(dz, rows, layer->out, grads + layer->b);
		if (!l)
			break;
		/* The values below have done their work: their gradient takes the place. */
		blas_product_bt(rows, layer->in, layer->out, dz, params + layer->w,
			pass->a[l - 1]);
		multiply(pass->a[l - 1], pass->slope[l - 1],
			(size_t)rows * (size_t)layer->in);
	}
}
