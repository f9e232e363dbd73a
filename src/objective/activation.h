/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a hidden layer does to each of its sums, and the slope there, which is all that
 * going backwards needs of it.
 */
#ifndef OBJECTIVE_ACTIVATION_H
#define OBJECTIVE_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

struct activation {
	const char *name;
	bool rectifies; /* passes half of its input: weights begin larger (He et al. 2015) */
	/* n sums in a become values; their slopes go to slope. A NaN stays one. */
	void (*train)(float *a, float *slope, size_t n);
	/* The values alone. */
	void (*apply)(float *a, size_t n);
};

#define ACTIVATION_NAMES "relu tanh sigmoid gelu"

/* NULL when there is none of that name. */
const struct activation *activation_find(const char *name);

#endif
