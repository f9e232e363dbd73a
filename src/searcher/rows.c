/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"

void rows_init(struct rows *r, const struct known *k, const struct searcher_setup *setup)
{
	size_t n = setup->n_candidates;

	*r = (struct rows){.configs = setup->candidates, .n = n, .n_left = n};
	r->points = xcalloc(n * k->n_dims + 1, sizeof(*r->points));
	r->left = xcalloc(n + 1, sizeof(*r->left));
	for (size_t i = 0; i < n; i++) {
		known_locate(k, r->configs[i], r->points + i * k->n_dims);
		r->left[i] = i;
	}
}

void rows_release(struct rows *r)
{
	free(r->points);
	free(r->left);
	*r = (struct rows){0};
}

const double *rows_point(const struct rows *r, const struct known *k, size_t i)
{
	return r->points + r->left[i] * k->n_dims;
}

size_t rows_nearest(const struct rows *r, const struct known *k, const double *x)
{
	double least = (double)INFINITY;
	size_t best = 0;

	for (size_t i = 0; i < r->n_left; i++) {
		double d = known_distance(k, x, rows_point(r, k, i));

		if (d < least || (d == least && r->left[i] < r->left[best])) {
			least = d;
			best = i;
		}
	}
	return best;
}

size_t rows_move_to_nearest(const struct rows *r, const struct known *k, double *x)
{
	size_t best = rows_nearest(r, k, x);
	const double *row = rows_point(r, k, best);

	for (size_t d = 0; d < k->n_dims; d++)
		x[d] = isnan(row[d]) ? x[d] : row[d];
	return best;
}

void rows_take(struct rows *r, const struct known *k, size_t i, struct value *config,
	struct proposal *why)
{
	why->row = r->left[i];
	memcpy(config, r->configs[why->row], k->space->n * sizeof(*config));
	r->left[i] = r->left[--r->n_left];
}

bool rows_random(struct rows *r, struct known *k, uint32_t trial, struct value *config,
	struct proposal *why)
{
	double u;

	if (!r->n) {
		known_random(k, trial, config, why);
		return true;
	}
	if (!r->n_left)
		return false;
	u = stream_uniform(k->seed, trial, STREAM_CONFIG, 0);
	rows_take(r, k, (size_t)(u * (double)r->n_left), config, why);
	why->origin = ORIGIN_RANDOM;
	return true;
}
