/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Losses, of the network's outputs out[rows][width] against the targets y[rows]: the
 * class as a whole number, or the value.
 */
#ifndef OBJECTIVE_LOSS_H
#define OBJECTIVE_LOSS_H

#include <stddef.h>

struct loss {
	const char *name;
	/*
	 * The sum of the rows' losses; out becomes the gradient of their mean. Not finite
	 * when an output is NaN or grew beyond a float.
	 */
	double (*train)(float *out, const float *y, size_t rows, size_t width);
	/* The sum of the rows' losses; adds to *wrong the rows that are wrong. */
	double (*score)(const float *out, const float *y, size_t rows, size_t width,
		size_t *wrong);
};

/* Softmax and cross-entropy, width >= 1 classes; wrong: another class has the maximum. */
extern const struct loss loss_cross_entropy;
/* (out - y)^2, width 1; no row is wrong. */
extern const struct loss loss_squared;

#endif
