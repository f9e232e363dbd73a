/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The network: layers of weights W[in][out] and biases b[out], an activation after
 * every layer but the last. All parameters are one block of floats; a layer knows its
 * places in it.
 *
 * Rows of weights, biases and values are padded with zeros to a whole number of vectors
 * (net_layer.width floats). Nothing ever reads the padding as an input, and all that is
 * done to a row keeps it at 0, so vectors need neither masks nor loops for what is left.
 */
#ifndef MLP_NET_H
#define MLP_NET_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

#include "mlp/activation.h"
#include "mlp/gemm.h"

#define NET_LAYERS_MAX 64
#define NET_PARAMS_MAX ((size_t)1 << 28) /* 1 GiB */

struct net_layer {
	int in, out;
	int width; /* out, rounded up to a multiple of GEMM_LANES */
	int panel; /* columns of a panel of W */
	size_t w,
		b; /* W[in][width] and then b[width] begin there in a block of parameters */
};

/* Where W[i][j] is in a block of parameters: W is in panels, as gemm.h has them. */
static inline size_t net_weight(const struct net_layer *y, int i, int j)
{
	int from = j - j % y->panel, left = y->width - from;
	int columns = left < y->panel ? left : y->panel;

	return y->w + (size_t)y->in * (size_t)from + (size_t)i * (size_t)columns +
	       (size_t)(j - from);
}

struct net {
	struct net_layer layers[NET_LAYERS_MAX];
	int n_layers;	 /* at least 1: no hidden layer */
	size_t n_params; /* length of a block */
	enum kernels kernels;
	const struct activation *activation;
	float dropout; /* of every hidden layer's values */
};

/* Lays out the block. -1 when it would be longer than NET_PARAMS_MAX. */
int net_init(struct net *net, enum kernels kernels, int features, const int *hidden,
	int n_hidden, int outputs);

enum net_start {
	NET_START_AUTO, /* he after a rectifier's kind, else xavier; the last layer xavier */
	NET_START_HE,	  /* uniform within sqrt(6 / in): He et al. 2015 */
	NET_START_XAVIER, /* uniform within sqrt(6 / (in + out)): Glorot & Bengio 2010 */
};

/* The first weights; biases 0. */
void net_start(const struct net *net, float *params, enum net_start how, gsl_rng *rng);

/* The products of a layer, prepared. */
struct net_products {
	struct gemm_rows forward;  /* a[rows][width] = input[rows][in] W[in][width] */
	struct gemm_rows backward; /* of dz[rows][out] W^T[out][the width below] */
	struct gemm_outer weights; /* dW[in][width] = input[rows][in]^T dz[rows][width] */
};

/*
 * The scratch of one worker's passes: for a batch of `rows`, each layer's values
 * a[rows][width], and the hidden layers' slopes there, which become the gradients with
 * respect to their sums. Carved from one buffer, which grows to the largest network it
 * has met and carries nothing over from one to the next.
 */
struct net_pass {
	float *buffer;
	size_t cap;
	enum kernels kernels; /* what it is prepared for: these, */
	int n_layers, rows, shape[NET_LAYERS_MAX + 1]; /* and so many of those */
	float *a[NET_LAYERS_MAX], *slope[NET_LAYERS_MAX];
	float *wt;    /* a layer's W^T[out][the width below], in panels */
	float *chunk; /* rows on their way down */
	float *panel; /* of a layer's gradients with respect to its sums */
	float *grads; /* a block of gradients on its way to the optimiser */
	struct net_products products[NET_LAYERS_MAX];
};

/* Does nothing when the pass is as prepared already. */
void net_pass_fit(struct net_pass *pass, const struct net *net, int rows);
void net_pass_release(struct net_pass *pass);

/*
 * The outputs [rows][width of the last layer] for x[rows][features], in the pass.
 * net_forward_train also keeps what net_backward needs; keys draws the dropout masks
 * (NULL when the network has none).
 */
float *net_forward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows);
float *net_forward_train(const struct net *net, const float *params,
	struct net_pass *pass, const float *x, int rows, gsl_rng *keys);

/*
 * Takes gradients while they are in the cache: n of them, those of the parameters from
 * `at` on, on 64 bytes. It may change these parameters at once: nothing reads them any
 * more. biases: they are a layer's biases.
 *
 * With `into`, as long as the parameters and perhaps they themselves: the gradients times
 * `factor` are added to it as they are summed up, without ever being anywhere by
 * themselves, and grads are these sums.
 */
struct net_taker {
	void (*take)(void *arg, size_t at, float *grads, size_t n, bool biases);
	void *arg;
	float *into, factor;
};

/*
 * After net_forward_train, with the outputs replaced by the gradient with respect to
 * them: hands over the gradients of all parameters, block by block.
 */
void net_backward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows, const struct net_taker *taker);

#endif
