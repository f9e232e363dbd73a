/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/shapes.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/elementary.h"
#include "space/domain.h"

static double clamp(double x, double lo, double hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

/* uniform */

static double uniform_quantile(const struct domain *d, double u)
{
	return clamp(d->min + u * (d->max - d->min), d->min, d->max);
}

static double uniform_cdf(const struct domain *d, double x)
{
	return clamp((x - d->min) / (d->max - d->min), 0, 1);
}

static void uniform_support(const struct domain *d, double *lo, double *hi)
{
	*lo = d->min;
	*hi = d->max;
}

const struct shape shape_uniform = {
	.quantile = uniform_quantile,
	.cdf = uniform_cdf,
	.support = uniform_support,
};

/* The three log-uniform ones differ in how their ends are written. */

static double log_quantile(double lo, double hi, double u)
{
	return elementary_exp(lo + u * (hi - lo));
}

static double log_cdf(double lo, double hi, double x)
{
	return x > 0 ? clamp((elementary_log(x) - lo) / (hi - lo), 0, 1) : 0;
}

static double log_values_quantile(const struct domain *d, double u)
{
	return clamp(log_quantile(elementary_log(d->min), elementary_log(d->max), u), d->min, d->max);
}

static double log_values_cdf(const struct domain *d, double x)
{
	return log_cdf(elementary_log(d->min), elementary_log(d->max), x);
}

const struct shape shape_log_values = {
	.quantile = log_values_quantile,
	.cdf = log_values_cdf,
	.support = uniform_support,
	.log = true,
};

static double log_exponents_quantile(const struct domain *d, double u)
{
	return log_quantile(d->min, d->max, u);
}

static double log_exponents_cdf(const struct domain *d, double x)
{
	return log_cdf(d->min, d->max, x);
}

static void log_exponents_support(const struct domain *d, double *lo, double *hi)
{
	*lo = elementary_exp(d->min);
	*hi = elementary_exp(d->max);
}

const struct shape shape_log_exponents = {
	.quantile = log_exponents_quantile,
	.cdf = log_exponents_cdf,
	.support = log_exponents_support,
	.log = true,
};

static double inv_exponents_quantile(const struct domain *d, double u)
{
	return log_quantile(-d->max, -d->min, u);
}

static double inv_exponents_cdf(const struct domain *d, double x)
{
	return log_cdf(-d->max, -d->min, x);
}

static void inv_exponents_support(const struct domain *d, double *lo, double *hi)
{
	*lo = elementary_exp(-d->max);
	*hi = elementary_exp(-d->min);
}

const struct shape shape_inv_exponents = {
	.quantile = inv_exponents_quantile,
	.cdf = inv_exponents_cdf,
	.support = inv_exponents_support,
	.log = true,
};

/* normal and log_normal; u = 0 and u = 1 would be infinite */

static double normal_quantile(const struct domain *d, double u)
{
	u = clamp(u, DBL_EPSILON / 4, 1 - DBL_EPSILON / 2);
	return d->mu + gsl_cdf_gaussian_Pinv(u, d->sigma);
}

static double normal_cdf(const struct domain *d, double x)
{
	if (d->sigma == 0)
		return x < d->mu ? 0 : x > d->mu ? 1 : 0.5;
	return gsl_cdf_gaussian_P(x - d->mu, d->sigma);
}

static void normal_support(const struct domain *d, double *lo, double *hi)
{
	(void)d;
	*lo = -INFINITY;
	*hi = INFINITY;
}

const struct shape shape_normal = {
	.quantile = normal_quantile,
	.cdf = normal_cdf,
	.support = normal_support,
};

static double log_normal_quantile(const struct domain *d, double u)
{
	return clamp(elementary_exp(normal_quantile(d, u)), DBL_MIN, DBL_MAX);
}

static double log_normal_cdf(const struct domain *d, double x)
{
	return x > 0 ? normal_cdf(d, elementary_log(x)) : 0;
}

static void log_normal_support(const struct domain *d, double *lo, double *hi)
{
	(void)d;
	*lo = DBL_MIN;
	*hi = INFINITY;
}

const struct shape shape_log_normal = {
	.quantile = log_normal_quantile,
	.cdf = log_normal_cdf,
	.support = log_normal_support,
	.log = true,
};

/* beta */

static void beta_support(const struct domain *d, double *lo, double *hi)
{
	(void)d;
	*lo = DBL_MIN;
	*hi = 1 - DBL_EPSILON / 2;
}

static double beta_cdf(const struct domain *d, double x)
{
	return gsl_cdf_beta_P(clamp(x, 0, 1), d->a, d->b);
}

/*
 * Bisection over the doubles themselves, which for positive ones are ordered as their
 * bits: at most 62 steps to the last bit, however small the result. gsl_cdf_beta_Pinv()
 * fails for small a and b, and fails loudly.
 */
static double beta_quantile(const struct domain *d, double u)
{
	double ends[2], x;
	uint64_t lo, hi;

	beta_support(d, &ends[0], &ends[1]);
	memcpy(&lo, &ends[0], sizeof(lo));
	memcpy(&hi, &ends[1], sizeof(hi));
	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;

		memcpy(&x, &mid, sizeof(x));
		if (beta_cdf(d, x) < u)
			lo = mid + 1;
		else
			hi = mid;
	}
	memcpy(&x, &lo, sizeof(x));
	return x;
}

const struct shape shape_beta = {
	.quantile = beta_quantile,
	.cdf = beta_cdf,
	.support = beta_support,
};
