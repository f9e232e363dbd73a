/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Losses, of the network's outputs out[rows][stride], of which the first `width` count and
 * the rest is 0, against the targets y[rows]: the class as a whole number, or the value.
 * The stride is a multiple of 16 and the outputs begin on 64 bytes.
 */
#ifndef MLP_LOSS_H
#define MLP_LOSS_H

#include <stddef.h>

struct loss {
	/*
	 * The sum of the rows' losses; out becomes the gradient of their mean, the rest of
	 * a row stays 0. Not finite when an output is NaN or grew beyond a float.
	 */
	double (*train)(
		float *out, const float *y, size_t rows, size_t width, size_t stride);
	/*
	 * The sum of the rows' losses; adds to *wrong the rows that are wrong. Leaves
	 * anything in out.
	 */
	double (*score)(float *out, const float *y, size_t rows, size_t width,
		size_t stride, size_t *wrong);
};

/* Softmax and cross-entropy, width >= 1 classes; wrong: another class has the maximum. */
extern const struct loss loss_cross_entropy;
/* (out - y)^2, width 1; no row is wrong. */
extern const struct loss loss_squared;

#endif
