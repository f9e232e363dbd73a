/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/net.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/simd.h"
#include "base/xalloc.h"
#include "mlp/simd_transpose.h"

static int round_up(int n)
{
	return (n + GEMM_LANES - 1) / GEMM_LANES * GEMM_LANES;
}

int net_init(struct net *net, enum kernels kernels, int features, const int *hidden,
	int n_hidden, int outputs)
{
	size_t at = 0;
	int in = features;

	assert(n_hidden < NET_LAYERS_MAX);
	net->kernels = kernels;
	net->n_layers = n_hidden + 1;
	for (int l = 0; l < net->n_layers; l++) {
		int out = l < n_hidden ? hidden[l] : outputs;
		struct net_layer *layer = &net->layers[l];

		layer->in = in;
		layer->out = out;
		layer->width = round_up(out);
		layer->panel = gemm_panel(kernels, layer->width);
		if ((size_t)in * (size_t)layer->width > NET_PARAMS_MAX)
			return -1;
		layer->w = at;
		layer->b = at + (size_t)in * (size_t)layer->width;
		at = layer->b + (size_t)layer->width;
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
		double bound;

		if (how == NET_START_AUTO)
			he = !last && net->activation->rectifies;
		bound = sqrt(6.0 / (he ? layer->in : layer->in + layer->out));
		for (int i = 0; i < layer->in; i++)
			for (int j = 0; j < layer->out; j++)
				params[net_weight(layer, i, j)] =
					(float)(bound * (2 * gsl_rng_uniform(rng) - 1));
	}
}

/* The buffer: everything in it begins on 64 bytes, as all lengths are whole vectors. */

static size_t area(int rows, int width)
{
	return (size_t)rows * (size_t)width;
}

static float *carve(float **next, size_t n)
{
	float *p = *next;

	*next += n;
	return p;
}

struct spare {
	size_t wt, chunk, panel, grads;
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* What the layers share, one after the other. */
static struct spare spare(const struct net *net, int rows)
{
	struct spare s = {0};

	for (int l = 0; l < net->n_layers; l++) {
		const struct net_layer *y = &net->layers[l];
		struct gemm_outer g;

		gemm_outer_init(&g, net->kernels, y->in, y->width, y->in);
		s.panel = larger(s.panel, area(rows, g.panel));
		s.grads = larger(
			s.grads, larger(area(g.block, g.panel), area(1, y->width)));
		if (!l)
			continue;
		s.wt = larger(s.wt, area(y->out, net->layers[l - 1].width));
		s.chunk = larger(
			s.chunk, area(gemm_rows_chunk(net->kernels, rows), net->layers[l - 1].width));
	}
	return s;
}

static size_t pass_size(const struct net *net, int rows, struct spare s)
{
	size_t n = s.wt + s.chunk + s.panel + s.grads;

	for (int l = 0; l < net->n_layers; l++)
		n += area(rows, net->layers[l].width) * (l < net->n_layers - 1 ? 2 : 1);
	return n;
}

static bool is_fit(const struct net_pass *pass, const struct net *net, int rows)
{
	if (pass->kernels != net->kernels || pass->n_layers != net->n_layers ||
		pass->rows != rows ||
		pass->shape[0] != net->layers[0].in)
		return false;
	for (int l = 0; l < net->n_layers; l++)
		if (pass->shape[l + 1] != net->layers[l].out)
			return false;
	return true;
}

static void prepare(struct net_pass *pass, const struct net *net)
{
	for (int l = 0; l < net->n_layers; l++) {
		const struct net_layer *y = &net->layers[l];
		struct net_products *p = &pass->products[l];
		int lda = l ? net->layers[l - 1].width : y->in;

		gemm_rows_init(&p->forward, net->kernels, y->width, y->in, lda, y->width);
		if (l)
			gemm_rows_init(&p->backward, net->kernels, lda, y->out, y->width, lda);
		gemm_outer_init(&p->weights, net->kernels, y->in, y->width, lda);
		pass->shape[l + 1] = y->out;
	}
	pass->shape[0] = net->layers[0].in;
	pass->n_layers = net->n_layers;
	pass->kernels = net->kernels;
}

void net_pass_fit(struct net_pass *pass, const struct net *net, int rows)
{
	struct spare s;
	size_t need;
	float *next;

	if (is_fit(pass, net, rows))
		return;
	s = spare(net, rows);
	need = pass_size(net, rows, s);
	if (need > pass->cap) {
		free(pass->buffer);
		pass->buffer = xaligned(need, sizeof(float));
		pass->cap = need;
	}
	next = pass->buffer;
	pass->wt = carve(&next, s.wt);
	pass->chunk = carve(&next, s.chunk);
	pass->panel = carve(&next, s.panel);
	pass->grads = carve(&next, s.grads);
	for (int l = 0; l < net->n_layers; l++) {
		size_t n = area(rows, net->layers[l].width);

		pass->a[l] = carve(&next, n);
		pass->slope[l] = l < net->n_layers - 1 ? carve(&next, n) : NULL;
	}
	pass->rows = 0; /* whatever it was prepared for before */
	if (!is_fit(pass, net, 0))
		prepare(pass, net);
	pass->rows = rows;
}

void net_pass_release(struct net_pass *pass)
{
	free(pass->buffer);
	*pass = (struct net_pass){0};
}

/* Forwards. -------------------------------------------------------------------------- */

/* What a layer makes of its sums. */
struct finish {
	const struct activation *activation; /* NULL: the bias alone */
	bool train;
	const struct dropout *drop;
};

/* a[rows][width] of layer l, some rows at a time: they are in the cache when finished. */
static void layer_forward(const struct net *net, const float *params,
	struct net_pass *pass, int l, const float *x, int rows, const struct finish *f)
{
	const struct net_layer *y = &net->layers[l];
	struct gemm_rows *product = &pass->products[l].forward;
	int chunk = gemm_rows_chunk(net->kernels, rows);

	for (int r = 0; r < rows; r += chunk) {
		int n = rows - r < chunk ? rows - r : chunk;
		struct activation_rows sums = {.a = pass->a[l] + area(r, y->width),
			.bias = params + y->b,
			.rows = (size_t)n,
			.width = (size_t)y->width,
			.first = (size_t)r};

		gemm_rows_run(
			product, n, x + area(r, product->lda), params + y->w, sums.a);
		if (!f->activation)
			activation_none(&sums);
		else if (f->train)
			f->activation->train(
				&sums, pass->slope[l] + area(r, y->width), f->drop);
		else
			f->activation->apply(&sums);
	}
}

float *net_forward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows)
{
	int last = net->n_layers - 1;

	for (int l = 0; l <= last; l++) {
		struct finish f = {.activation = l < last ? net->activation : NULL};

		layer_forward(net, params, pass, l, x, rows, &f);
		x = pass->a[l];
	}
	return pass->a[last];
}

float *net_forward_train(const struct net *net, const float *params,
	struct net_pass *pass, const float *x, int rows, gsl_rng *keys)
{
	int last = net->n_layers - 1;

	for (int l = 0; l <= last; l++) {
		struct finish f = {
			.activation = l < last ? net->activation : NULL, .train = true};
		struct dropout drop;

		if (l < last && net->dropout > 0) {
			uint32_t key = (uint32_t)gsl_rng_get(keys);

			drop = dropout_of(net->dropout, key, (uint32_t)gsl_rng_get(keys));
			f.drop = &drop;
		}
		layer_forward(net, params, pass, l, x, rows, &f);
		x = pass->a[l];
	}
	return pass->a[last];
}

/* Backwards. ------------------------------------------------------------------------- */

/* Side by side: each is a chain of additions, which wait for each other. */
SIMD_INLINE void sum_columns(const float *restrict dz, size_t rows, size_t width,
	float *restrict db, size_t columns)
{
	float sum[4 * GEMM_LANES] = {0};

	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < columns; j++)
			sum[j] += dz[r * width + j];
	for (size_t j = 0; j < columns; j++)
		db[j] = sum[j];
}

/* db[width] = the sum of the rows of dz[rows][width] */
SIMD static void sum_rows(
	const float *restrict dz, size_t rows, size_t width, float *restrict db)
{
	size_t i = 0;

	for (; i + 4 * GEMM_LANES <= width; i += 4 * GEMM_LANES)
		sum_columns(dz + i, rows, width, db + i, 4 * GEMM_LANES);
	for (; i < width; i += GEMM_LANES)
		sum_columns(dz + i, rows, width, db + i, GEMM_LANES);
}

/*
 * wt = W^T[out][below], in panels as W is, in tiles of 16 by 16. From in to below it is 0,
 * as nothing is read from rows that W does not have.
 */
SIMD static void transpose(
	const struct net_layer *y, const float *w, size_t below, size_t panel, float *wt)
{
	size_t in = (size_t)y->in, out = (size_t)y->out;

	for (size_t i = 0; i < below; i += SIMD_TILE) {
		size_t from = i - i % panel, left = below - from;
		size_t columns = left < panel ? left : panel;
		float *to = wt + out * from + (i - from);

		for (size_t j = 0; j < out; j += SIMD_TILE) {
			size_t at = net_weight(y, (int)i, (int)j);
			size_t stride = net_weight(y, (int)i + 1, (int)j) - at;

			if (i + SIMD_TILE <= in && j + SIMD_TILE <= out)
				simd_transpose(w + at, stride, to + j * columns, columns);
			else
				simd_transpose_part(w + at, stride, in - i,
					to + j * columns, columns,
					out - j < SIMD_TILE ? out - j : SIMD_TILE);
		}
	}
}

/* The slopes below layer l become the gradients there, with dz W^T. */
static void layer_backward(const struct net *net, const float *params,
	struct net_pass *pass, int l, const float *dz, int rows)
{
	const struct net_layer *y = &net->layers[l];
	int below = net->layers[l - 1].width, chunk = gemm_rows_chunk(net->kernels, rows);

	transpose(y, params, (size_t)below, (size_t)gemm_panel(net->kernels, below), pass->wt);
	for (int r = 0; r < rows; r += chunk) {
		int n = rows - r < chunk ? rows - r : chunk;

		gemm_rows_run(&pass->products[l].backward, n, dz + area(r, y->width),
			pass->wt, pass->chunk);
		net->activation->back(&(struct activation_back){.above = pass->chunk,
			.slope = pass->slope[l - 1] + area(r, below),
			.a = pass->a[l - 1] + area(r, below),
			.keep = net->dropout > 0 ? 1 / (1 - net->dropout) : 1,
			.n = area(n, below)});
	}
}

/* Returns to[rows][n], factor times the first n columns of from[rows][width] */
SIMD static const float *copy_panel(const float *restrict from, size_t rows, size_t width,
	size_t n, float factor, float *restrict to)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < n; j++)
			to[r * n + j] = factor * from[r * width + j];
	return to;
}

SIMD static void add_scaled(
	float *restrict to, const float *restrict from, size_t n, float factor)
{
	for (size_t i = 0; i < n; i++)
		to[i] += factor * from[i];
}

/* A block of dW after the other, in the order of the memory; then the biases. */
static void layer_gradients(struct net_pass *pass, const struct net_layer *y,
	struct gemm_outer *product, const float *input, const float *dz, int rows,
	const struct net_taker *taker)
{
	float *into = taker->into, factor = into ? taker->factor : 1;
	float *sums = into ? into + y->b : pass->grads;
	size_t at = y->w, width = (size_t)y->width;

	for (int j = 0; j < y->width; j += product->panel) {
		int left = y->width - j;
		int n = left < product->panel ? left : product->panel;
		const float *panel = dz;

		if (n < y->width || factor != 1)
			panel = copy_panel(dz + j, (size_t)rows, width, (size_t)n, factor,
				pass->panel);
		for (int i = 0; i < y->in; i += product->block) {
			float *c = into ? into + at : pass->grads;
			size_t size = gemm_outer_run(
				product, i, j, rows, input, panel, c, into != NULL);

			taker->take(taker->arg, at, c, size, false);
			at += size;
		}
	}
	sum_rows(dz, (size_t)rows, width, pass->grads);
	if (into)
		add_scaled(sums, pass->grads, width, factor);
	taker->take(taker->arg, y->b, sums, width, true);
}

void net_backward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows, const struct net_taker *taker)
{
	int last = net->n_layers - 1;

	for (int l = last; l >= 0; l--) {
		const float *dz = l == last ? pass->a[l] : pass->slope[l];

		if (l)
			layer_backward(net, params, pass, l, dz, rows);
		layer_gradients(pass, &net->layers[l], &pass->products[l].weights,
			l ? pass->a[l - 1] : x, dz, rows, taker);
	}
}
