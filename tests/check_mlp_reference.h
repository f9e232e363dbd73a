/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mlp once more, as plain as it can be: double precision, one loop inside the other,
 * nothing fused, nothing padded. What the fast one must agree with.
 */
#ifndef TESTS_CHECK_MLP_REFERENCE_H
#define TESTS_CHECK_MLP_REFERENCE_H

#include "mlp/dataset.h"
#include "mlp/params.h"

#define REFERENCE_LAYERS 4

/* All parameters in one array, a layer after the other: W[in][out], then b[out]. */
struct reference {
	const struct mlp_params *params;
	bool classes;
	int n_layers, width[REFERENCE_LAYERS + 1]; /* width[0]: the features */
	size_t n;
	double *p, *g, *slot[2];
	uint64_t steps;
};

/* With the parameters of a block of net's. */
void reference_init(struct reference *r, const struct mlp_params *params,
	const struct net *net, const float *block, bool classes);
void reference_release(struct reference *r);
/* Where W[i][j] of a layer is in a block of the net's; i == in: b[j]. */
size_t reference_place(const struct net *net, int layer, int i, int j);

/*
 * The mean loss of the rows. With mask: that of training, mask[layer][rows][out] the
 * factors of dropout. Adds the wrong ones to *wrong, unless it is NULL.
 */
double reference_loss(const struct reference *r, const double *x, const double *y,
	int rows, double *const *mask, int *wrong);
/* The same, and its gradient in g. */
double reference_gradient(struct reference *r, const double *x, const double *y, int rows,
	double *const *mask);
/* The masks that the fast one draws from keys for a batch; free each. */
void reference_masks(const struct reference *r, int rows, gsl_rng *keys,
	double *mask[REFERENCE_LAYERS]);
/* Trains epoch number `epoch` of the trial and validates: train_loss, val_loss, wrong. */
void reference_epoch(struct reference *r, const struct dataset *d, uint64_t seed,
	uint32_t trial, int epoch, double metrics[3]);

#endif
