/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The network: layers of weights W[in][out] and biases b[out], an activation after
 * every layer but the last. All parameters are one block of floats, and so are all
 * gradients; a layer knows its places in it.
 */
#ifndef OBJECTIVE_MLP_NET_H
#define OBJECTIVE_MLP_NET_H

#include "objective/activation.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

#define NET_LAYERS_MAX 64
#define NET_PARAMS_MAX ((size_t)1 << 28) /* 1 GiB */

struct net_layer {
	int in, out;
	size_t w, b; /* W[in][out] and b[out] begin there in a block of parameters */
};

struct net {
	struct net_layer layers[NET_LAYERS_MAX];
	int n_layers; /* at least 1: no hidden layer */
	size_t n_params; /* length of a block; W and b each begin on 64 bytes */
	const struct activation *activation;
	float dropout; /* of every hidden layer's values */
};

/* Lays out the block. -1 when it would be longer than NET_PARAMS_MAX. */
int net_init(struct net *net, int features, const int *hidden, int n_hidden, int outputs);

enum net_start {
	NET_START_AUTO,   /* he after a rectifier's kind, else xavier; the last layer xavier */
	NET_START_HE,     /* uniform within sqrt(6 / in): He et al. 2015 */
	NET_START_XAVIER, /* uniform within sqrt(6 / (in + out)): Glorot & Bengio 2010 */
};

/* The first weights; biases 0. */
void net_start(const struct net *net, float *params, enum net_start how, gsl_rng *rng);

/*
 * The scratch of one worker's passes: for a batch of `rows`, each layer's values
 * a[rows][out] and the hidden layers' slopes there. Carved from one buffer, which grows
 * to the largest network it has met and carries nothing over from one to the next.
 */
struct net_pass {
	float *buffer;
	size_t cap;
	float *a[NET_LAYERS_MAX], *slope[NET_LAYERS_MAX];
};

/* The floats a pass needs for batches of up to `rows`. */
size_t net_pass_size(const struct net *net, int rows);
void net_pass_fit(struct net_pass *pass, const struct net *net, int rows);
void net_pass_release(struct net_pass *pass);

/*
 * The outputs [rows][outputs] for x[rows][features], in the pass. net_forward_train
 * also keeps what net_backward needs; keys draws the dropout masks (NULL when the
 * network has none).
 */
float *net_forward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows);
float *net_forward_train(const struct net *net, const float *params,
	struct net_pass *pass, const float *x, int rows, gsl_rng *keys);
/*
 * After net_forward_train, with the outputs replaced by the gradient with respect to
 * them: fills every W and b of grads. What lies between them is left alone.
 */
void net_backward(const struct net *net, const float *params, struct net_pass *pass,
	const float *x, int rows, float *grads);

#endif
