/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A distribution that grows evenly from min to max: twice as likely at twice as far. */
#include "config.h"

#include "added.h"

#include <math.h>

static double quantile(const struct domain *d, double u)
{
	return d->min + sqrt(u) * (d->max - d->min);
}

static double cdf(const struct domain *d, double x)
{
	double part = fmin(fmax((x - d->min) / (d->max - d->min), 0), 1);

	return part * part;
}

static void support(const struct domain *d, double *lo, double *hi)
{
	*lo = d->min;
	*hi = d->max;
}

static const struct shape shape = {
	.quantile = quantile,
	.cdf = cdf,
	.support = support,
};

static const struct knob rows[] = {
	{.name = "min", .type = KNOB_REAL, .min = -1e9, .max = 1e9, .help = "the least"},
	{.name = "max", .type = KNOB_REAL, .min = -1e9, .max = 1e9, .help = "the most"},
	{.name = "q",
		.type = KNOB_REAL,
		.min = 1e-9,
		.max = 1e9,
		.def = "0.5",
		.help = "steps"},
	{.name = NULL},
};

const struct distribution q_ramp = {
	.kind = {"q_ramp", "more likely towards max", rows},
	.shape = &shape,
	.multiple = true,
};
