/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions, the family behind the domains. One is a row: its knobs, and either a shape
 * (how numbers are drawn before they are rounded) or a list of values.
 */
#ifndef SPACE_DISTRIBUTION_H
#define SPACE_DISTRIBUTION_H

#include "base/knob.h"

struct domain; /* space/domain.h: what the knobs of one parameter came to */

/* How numbers are distributed. Pure. */
struct shape {
	double (*quantile)(const struct domain *d, double u); /* u in [0, 1] */
	double (*cdf)(const struct domain *d, double x);      /* its inverse, any x */
	void (*support)(const struct domain *d, double *lo, double *hi);
	bool log; /* equal steps are equal factors */
};

struct distribution {
	struct kind kind;	   /* first, so that a kind is a distribution */
	const struct shape *shape; /* NULL: a list of values */
	bool whole;		   /* whole numbers from min to max, all as likely */
	bool multiple;		   /* rounded to multiples of q */
};

/*
 * The distributions, for `rungtop list distributions` (distributions.c). A domain takes
 * its numbers from the knobs of these names: min, max, mu, sigma, a, b, q.
 */
extern const struct family distributions;

#endif
