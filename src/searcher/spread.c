/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/spread.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "searcher/scrambled.h"

#define BELOW_ONE (1 - 0x1p-53)

void spread_snap(struct known *k, double *x)
{
	struct value *config = xcalloc(k->space->n + 1, sizeof(*config));

	known_config(k, x, config);
	space_settle(k->space, config);
	known_locate(k, config, x);
	free(config);
}

void spread_evenly(struct known *k, gsl_rng *rng, size_t n, double *x)
{
	struct scrambled_sobol *sobol = scrambled_sobol_new(gsl_rng_get(rng), k->n_dims);

	for (size_t i = 0; i < n; i++, x += k->n_dims) {
		scrambled_sobol_point(sobol, (uint32_t)i, x);
		spread_snap(k, x);
	}
	scrambled_sobol_free(sobol);
}

/* Into [0, 1): as a ball that comes back from the walls. */
static double reflect(double u)
{
	u = fabs(fmod(u, 2));
	u = u > 1 ? 2 - u : u;
	return u < BELOW_ONE ? u : BELOW_ONE;
}

void spread_around(struct known *k, gsl_rng *rng, const double *centre, double deviation,
	size_t n, double *x)
{
	size_t dims = k->n_dims;

	for (size_t i = 0; i < n; i++, x += dims) {
		for (size_t j = 0; j < dims; j++) {
			double step = gsl_ran_gaussian_ziggurat(rng, deviation);
			double u = gsl_rng_uniform(rng);
			bool anew = gsl_rng_uniform(rng) * (double)dims < 1;

			if (isnan(centre[j]) || (k->dims[j].n_items && anew))
				x[j] = u;
			else if (k->dims[j].n_items)
				x[j] = centre[j];
			else
				x[j] = reflect(centre[j] + step);
		}
		spread_snap(k, x);
	}
}
