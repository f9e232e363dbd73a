/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/dataset.h"

#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void dataset_release(struct dataset *d)
{
	free(d->x);
	free(d->y);
	*d = (struct dataset){0};
}

static void swap_rows(struct dataset *d, size_t i, size_t j)
{
	float *a = d->x + i * d->features, *b = d->x + j * d->features, y = d->y[i];

	if (i == j)
		return;
	for (size_t k = 0; k < d->features; k++) {
		float x = a[k];

		a[k] = b[k];
		b[k] = x;
	}
	d->y[i] = d->y[j];
	d->y[j] = y;
}

void dataset_split(struct dataset *d, double share, gsl_rng *rng)
{
	size_t n = (size_t)((double)d->rows * share + 0.5);

	if (n < 1)
		n = 1;
	if (n > d->rows - 1)
		n = d->rows - 1;
	/* The first n draws of a shuffle that fills from the end. */
	for (size_t i = 0; i < n; i++) {
		size_t last = d->rows - 1 - i;

		swap_rows(d, last, gsl_rng_uniform_int(rng, last + 1));
	}
	d->train = d->rows - n;
}

void dataset_append(struct dataset *d, struct dataset *val)
{
	size_t n = d->features;

	d->train = d->rows;
	d->x = xreallocarray(d->x, (d->rows + val->rows) * n, sizeof(*d->x));
	d->y = xreallocarray(d->y, d->rows + val->rows, sizeof(*d->y));
	memcpy(d->x + d->rows * n, val->x, val->rows * n * sizeof(*d->x));
	memcpy(d->y + d->rows, val->y, val->rows * sizeof(*d->y));
	d->rows += val->rows;
	if (d->classes < val->classes)
		d->classes = val->classes;
	dataset_release(val);
}

/* offset and factor of every feature: x becomes (x - offset) * factor */

static void measure_minmax(const struct dataset *d, double *offset, double *factor)
{
	size_t n = d->features;

	for (size_t k = 0; k < n; k++)
		offset[k] = factor[k] = (double)d->x[k];
	for (size_t r = 1; r < d->train; r++) {
		const float *x = d->x + r * n;

		for (size_t k = 0; k < n; k++) {
			double v = (double)x[k];

			offset[k] = v < offset[k] ? v : offset[k];
			factor[k] = v > factor[k] ? v : factor[k];
		}
	}
	for (size_t k = 0; k < n; k++)
		factor[k] = factor[k] > offset[k] ? 1 / (factor[k] - offset[k]) : 0;
}

static void measure_standard(const struct dataset *d, double *offset, double *factor)
{
	size_t n = d->features;
	double rows = (double)d->train;

	for (size_t r = 0; r < d->train; r++)
		for (size_t k = 0; k < n; k++)
			offset[k] += (double)d->x[r * n + k] / rows;
	for (size_t r = 0; r < d->train; r++)
		for (size_t k = 0; k < n; k++) {
			double away = (double)d->x[r * n + k] - offset[k];

			factor[k] += away * away / rows;
		}
	/* What rounding leaves of a constant is no deviation. */
	for (size_t k = 0; k < n; k++)
		factor[k] = sqrt(factor[k]) > 1e-7 * fabs(offset[k])
				    ? 1 / sqrt(factor[k])
				    : 0;
}

void dataset_scale(struct dataset *d, enum scaling how)
{
	size_t n = d->features;
	double *offset, *factor;

	if (how == SCALE_NONE)
		return;
	offset = xcalloc(n, sizeof(*offset));
	factor = xcalloc(n, sizeof(*factor));
	if (how == SCALE_MINMAX)
		measure_minmax(d, offset, factor);
	else
		measure_standard(d, offset, factor);
	for (size_t r = 0; r < d->rows; r++) {
		float *x = d->x + r * n;

		for (size_t k = 0; k < n; k++)
			x[k] = (float)(((double)x[k] - offset[k]) * factor[k]);
	}
	free(offset);
	free(factor);
}

void dataset_targets(const struct dataset *d, double *mean, double *deviation)
{
	double sum = 0, squares = 0;

	for (size_t r = 0; r < d->train; r++)
		sum += (double)d->y[r];
	*mean = sum / (double)d->train;
	for (size_t r = 0; r < d->train; r++)
		squares += ((double)d->y[r] - *mean) * ((double)d->y[r] - *mean);
	*deviation = sqrt(squares / (double)d->train);
	if (!(*deviation > 1e-7 * fabs(*mean)))
		*deviation = 1;
}
