/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/parzen.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/simd.h"
#include "base/xalloc.h"

#define LANES 16 /* sums that are kept apart, the same on every processor */
#define NOTHING (-1e30f)
#define NEGLIGIBLE 40 /* e^-40 of a block's kernels is less than what a double holds */

void parzen_init(struct parzen *p, const struct known_dim *dims, size_t n_dims)
{
	*p = (struct parzen){.n_dims = n_dims};
	p->dims = xcalloc(n_dims + 1, sizeof(*p->dims));
	for (size_t d = 0; d < n_dims; d++)
		p->dims[d].n_items = dims[d].n_items;
}

static void release_kernels(struct parzen *p)
{
	free(p->centres);
	free(p->scales);
	free(p->log_weights);
}

void parzen_release(struct parzen *p)
{
	release_kernels(p);
	free(p->dims);
	*p = (struct parzen){0};
}

void parzen_resize(struct parzen *p, size_t n)
{
	p->n = n;
	p->stride = (n + PARZEN_BLOCK - 1) / PARZEN_BLOCK * PARZEN_BLOCK;
	if (p->stride > p->cap) {
		release_kernels(p);
		p->cap = p->stride * 3 / 2 / PARZEN_BLOCK * PARZEN_BLOCK + PARZEN_BLOCK;
		p->centres = xaligned(p->cap * (p->n_dims + 1), sizeof(*p->centres));
		p->scales = xaligned(p->cap * (p->n_dims + 1), sizeof(*p->scales));
		p->log_weights = xaligned(p->cap, sizeof(*p->log_weights));
	}
	for (size_t i = n; i < p->stride; i++) {
		p->log_weights[i] = NOTHING;
		for (size_t d = 0; d < p->n_dims; d++)
			p->centres[d * p->stride + i] = p->scales[d * p->stride + i] = 0;
	}
}

/* The terms of the block of kernels from `at` on into e[PARZEN_BLOCK]. */
SIMD static void block_terms(const struct parzen *p, size_t at, const double *x, float *e)
{
	for (size_t i = 0; i < PARZEN_BLOCK; i++)
		e[i] = p->log_weights[at + i];
	for (size_t d = 0; d < p->n_dims; d++) {
		const float *centres = p->centres + d * p->stride + at;
		const float *scales = p->scales + d * p->stride + at;
		float own = (float)x[d], same = p->dims[d].same, other = p->dims[d].other;

		if (p->dims[d].n_items)
			for (size_t i = 0; i < PARZEN_BLOCK; i++)
				e[i] += own == centres[i] ? same : other;
		else
			for (size_t i = 0; i < PARZEN_BLOCK; i++) {
				float z = (own - centres[i]) * scales[i];

				e[i] -= 0.5f * z * z;
			}
	}
}

SIMD static float block_most(const float *e)
{
	float mosts[LANES], most;

	for (size_t k = 0; k < LANES; k++)
		mosts[k] = e[k];
	for (size_t i = LANES; i < PARZEN_BLOCK; i += LANES)
		for (size_t k = 0; k < LANES; k++)
			mosts[k] = e[i + k] > mosts[k] ? e[i + k] : mosts[k];
	most = mosts[0];
	for (size_t k = 1; k < LANES; k++)
		most = mosts[k] > most ? mosts[k] : most;
	return most;
}

/* The sum of e^(e[i] - most). */
SIMD static float block_sum(const float *e, float most)
{
	float sums[LANES] = {0}, sum = 0;

	for (size_t i = 0; i < PARZEN_BLOCK; i += LANES)
		for (size_t k = 0; k < LANES; k++)
			sums[k] += simd_exp(e[i + k] - most);
	for (size_t k = 0; k < LANES; k++)
		sum += sums[k];
	return sum;
}

double parzen_log_within(const struct parzen *p, const double *x, double enough)
{
	float e[PARZEN_BLOCK] __attribute__((aligned(64))), most = NOTHING;
	double sum = 0, bound = (double)INFINITY;

	for (size_t at = 0; at < p->stride && sum <= bound; at += PARZEN_BLOCK) {
		float here;

		block_terms(p, at, x, e);
		here = block_most(e);
		if (here < most - NEGLIGIBLE)
			continue;
		if (here > most) {
			sum *= elementary_exp((double)most - (double)here);
			most = here;
			bound = elementary_exp(enough - (double)most);
		}
		sum += (double)block_sum(e, most);
	}
	return (double)most + elementary_log(sum);
}

double parzen_log(const struct parzen *p, const double *x)
{
	return parzen_log_within(p, x, (double)INFINITY);
}

void parzen_terms(const struct parzen *p, const double *x, float *out)
{
	for (size_t at = 0; at < p->stride; at += PARZEN_BLOCK)
		block_terms(p, at, x, out + at);
}

/* At least a third of the tries are within. */
double parzen_draw(gsl_rng *rng, double centre, double sigma)
{
	double x;

	if (sigma < 1) {
		do
			x = centre + gsl_ran_gaussian_ziggurat(rng, sigma);
		while (x < 0 || x > 1);
		return x;
	}
	for (;;) {
		double z;

		x = gsl_rng_uniform(rng);
		z = (x - centre) / sigma;
		if (gsl_rng_uniform(rng) < elementary_exp(-0.5 * z * z))
			return x;
	}
}
