/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shapes that numeric distributions have before rounding: quantile, distribution
 * function and support.
 */
#ifndef SPACE_SHAPE_H
#define SPACE_SHAPE_H

#include "space/domain.h"

struct shape {
	double (*quantile)(const struct domain *d, double u); /* u in [0, 1] */
	double (*cdf)(const struct domain *d, double x);      /* its inverse, any x */
	void (*support)(const struct domain *d, double *lo, double *hi);
	bool log; /* equal steps are equal factors */
};

/* A row of the table of distributions: a shape, or a list of values, and its rounding. */
struct distribution {
	struct kind kind;	   /* first, so that a kind is a distribution */
	const struct shape *shape; /* NULL: a list of values */
	bool whole;		   /* whole numbers from min to max, all as likely */
	bool multiple;		   /* rounded to multiples of q */
};

extern const struct shape shape_uniform;
extern const struct shape shape_log_values;    /* log X uniform on [log min, log max] */
extern const struct shape shape_log_exponents; /* log X uniform on [min, max] */
extern const struct shape shape_inv_exponents; /* log 1/X uniform on [min, max] */
extern const struct shape shape_normal;
extern const struct shape shape_log_normal;
extern const struct shape shape_beta;

#endif
