/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a layer does to its sums, in one pass: it adds the bias, applies the activation,
 * keeps the slope there (all that the backward pass needs) and applies dropout.
 */
#ifndef MLP_ACTIVATION_H
#define MLP_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

#include "mlp/dropout.h"

/* Rows of sums without their bias: a[rows][width], dense, width a multiple of 16. */
struct activation_rows {
	float *a; /* becomes the values */
	const float *bias;
	size_t rows, width, first; /* number of the first row in its batch */
};

/* The backward pass over n values, those of whole rows. */
struct activation_back {
	const float *above; /* the gradient with respect to the values */
	float *slope;	    /* what train left there; becomes that of the sums */
	const float *a;	    /* the values */
	float keep;	    /* dropout's factor for the values that it kept; 1 without */
	size_t n;
};

struct activation {
	const char *name;
	bool rectifies; /* passes half of its input: weights begin larger (He et al. 2015) */
	/*
	 * The slopes go to slope[rows][width], where back looks for them. A NaN stays one.
	 * drop: NULL for none.
	 */
	void (*train)(const struct activation_rows *y, float *slope,
		const struct dropout *drop);
	/* The values alone. */
	void (*apply)(const struct activation_rows *y);
	void (*back)(const struct activation_back *y);
};

#define ACTIVATION_NAMES "relu tanh sigmoid gelu"

/* NULL when there is none of that name. */
const struct activation *activation_find(const char *name);

/* The bias alone: the layer without an activation. */
void activation_none(const struct activation_rows *y);

#endif
