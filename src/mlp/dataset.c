/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/dataset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/prefetch.h"
#include "base/simd.h"
#include "base/xalloc.h"
#include "mlp/labels.h"

void dataset_release(struct dataset *d)
{
	free(d->x);
	free(d->bytes);
	free(d->offset);
	free(d->factor);
	free(d->y);
	labels_free(d->labels);
	*d = (struct dataset){0};
}

static size_t row_size(const struct dataset *d)
{
	return d->features * (d->bytes ? sizeof(*d->bytes) : sizeof(*d->x));
}

static char *row_at(const struct dataset *d, size_t i)
{
	return (d->bytes ? (char *)d->bytes : (char *)d->x) + i * row_size(d);
}

static void swap_rows(struct dataset *d, size_t i, size_t j)
{
	size_t size = row_size(d);
	char *a = row_at(d, i), *b = row_at(d, j);
	float y = d->y[i];

	if (i == j)
		return;
	for (size_t k = 0; k < size; k++) {
		char x = a[k];

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

/* Bytes that were not scaled yet, as floats. */
static void widen(struct dataset *d)
{
	if (!d->bytes)
		return;
	d->x = xreallocarray(NULL, d->rows * d->features, sizeof(*d->x));
	for (size_t i = 0; i < d->rows * d->features; i++)
		d->x[i] = d->bytes[i];
	free(d->bytes);
	d->bytes = NULL;
}

void dataset_append(struct dataset *d, struct dataset *val)
{
	size_t n = d->features;

	if (!d->bytes || !val->bytes) {
		widen(d);
		widen(val);
	}
	d->train = d->rows;
	if (d->bytes) {
		d->bytes = xreallocarray(d->bytes, (d->rows + val->rows) * n, 1);
		memcpy(d->bytes + d->rows * n, val->bytes, val->rows * n);
	} else {
		d->x = xreallocarray(d->x, (d->rows + val->rows) * n, sizeof(*d->x));
		memcpy(d->x + d->rows * n, val->x, val->rows * n * sizeof(*d->x));
	}
	d->y = xreallocarray(d->y, d->rows + val->rows, sizeof(*d->y));
	memcpy(d->y + d->rows, val->y, val->rows * sizeof(*d->y));
	d->rows += val->rows;
	if (d->classes < val->classes)
		d->classes = val->classes;
	dataset_release(val);
}

/* Row order[i], or first + i when there is no order. */
SIMD_INLINE size_t row_number(const uint32_t *order, size_t first, size_t i)
{
	return order ? order[i] : first + i;
}

SIMD static void gather_bytes(const struct dataset *d, const uint32_t *order,
	size_t first, size_t rows, float *restrict x)
{
	const float *restrict offset = d->offset, *restrict factor = d->factor;
	size_t n = d->features;

	for (size_t i = 0; i < rows; i++, x += n) {
		const uint8_t *restrict in = d->bytes + row_number(order, first, i) * n;

		for (size_t k = 0; offset && k < n; k++)
			x[k] = ((float)in[k] - offset[k]) * factor[k];
		for (size_t k = 0; !offset && k < n; k++)
			x[k] = (float)in[k];
	}
}

SIMD static void gather_floats(const struct dataset *d, const uint32_t *order,
	size_t first, size_t rows, float *restrict x)
{
	size_t n = d->features;

	for (size_t i = 0; i < rows; i++, x += n) {
		const float *restrict in = d->x + row_number(order, first, i) * n;

		for (size_t k = 0; k < n; k++)
			x[k] = in[k];
	}
}

/* Of rows, which are all over memory, so much is read together before any is converted. */
#define GROUP_BYTES (32 << 10)

void dataset_gather(
	const struct dataset *d, const uint32_t *order, size_t first, size_t n, float *x)
{
	size_t size = row_size(d), group = 1 + GROUP_BYTES / size;

	for (size_t i = 0; i < n; i += group) {
		const uint32_t *rows = order ? order + i : NULL;
		size_t n_rows = n - i < group ? n - i : group;

		for (size_t k = 0; rows && k < n_rows; k++)
			prefetch(row_at(d, rows[k]), size);
		if (d->bytes)
			gather_bytes(d, rows, first + i, n_rows, x + i * d->features);
		else
			gather_floats(d, rows, first + i, n_rows, x + i * d->features);
	}
}

/* offset and factor of every feature: x becomes (x - offset) * factor */

static double feature(const struct dataset *d, size_t r, size_t k)
{
	size_t i = r * d->features + k;

	return d->bytes ? (double)d->bytes[i] : (double)d->x[i];
}

static void measure_minmax(const struct dataset *d, double *offset, double *factor)
{
	size_t n = d->features;

	for (size_t k = 0; k < n; k++)
		offset[k] = factor[k] = feature(d, 0, k);
	for (size_t r = 1; r < d->train; r++)
		for (size_t k = 0; k < n; k++) {
			double v = feature(d, r, k);

			offset[k] = v < offset[k] ? v : offset[k];
			factor[k] = v > factor[k] ? v : factor[k];
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
			offset[k] += feature(d, r, k) / rows;
	for (size_t r = 0; r < d->train; r++)
		for (size_t k = 0; k < n; k++) {
			double away = feature(d, r, k) - offset[k];

			factor[k] += away * away / rows;
		}
	/* What rounding leaves of a constant is no deviation. */
	for (size_t k = 0; k < n; k++)
		factor[k] = sqrt(factor[k]) > 1e-7 * fabs(offset[k]) ? 1 / sqrt(factor[k])
								     : 0;
}

static float *narrow(const double *x, size_t n)
{
	float *y = xcalloc(n, sizeof(*y));

	for (size_t k = 0; k < n; k++)
		y[k] = (float)x[k];
	return y;
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
	if (d->bytes) {
		d->offset = narrow(offset, n);
		d->factor = narrow(factor, n);
	}
	for (size_t r = 0; d->x && r < d->rows; r++) {
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
