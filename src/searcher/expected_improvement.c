/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/expected_improvement.h"

#include <gsl/gsl_sf_erf.h>
#include <math.h>

#define LOG_ROOT_2PI 0.91893853320467274178
/*
 * Below the first φ and z Φ are nearly each other's opposite and both vanish: their ratio
 * is taken. Below the second the ratio is 1 to all digits: its series is taken.
 */
#define RATIO_BELOW -25
#define SERIES_BELOW -1e3

double log_improvement(double z)
{
	double u = 1 / (z * z);

	if (z > RATIO_BELOW)
		return log(gsl_sf_erf_Z(z) + z * gsl_sf_erf_Q(-z));
	/* φ (1 + z Φ / φ), where Φ / φ = √(π/2) erfcx(-z / √2) is GSL's hazard, inverted */
	if (z > SERIES_BELOW)
		return -z * z / 2 - LOG_ROOT_2PI + log1p(z / gsl_sf_hazard(-z));
	return -z * z / 2 - LOG_ROOT_2PI + log(u) + log1p(-u * (3 - u * (15 - u * 105)));
}

double log_expected_improvement(
	double mean, double deviation, double best, double slopes[2])
{
	double z = (best - mean) / deviation, h = log_improvement(z);

	if (slopes && isfinite(h)) {
		/* ∂EI/∂mean is -Φ(z), ∂EI/∂deviation is φ(z) */
		double cdf = gsl_sf_log_erfc(-z * M_SQRT1_2) - M_LN2;

		slopes[0] = -exp(cdf - h) / deviation;
		slopes[1] = exp(-z * z / 2 - LOG_ROOT_2PI - h) / deviation;
	} else if (slopes) {
		slopes[0] = slopes[1] = 0;
	}
	return h + log(deviation);
}
