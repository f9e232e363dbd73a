/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/loss.h"

#include <float.h>

#include "base/simd.h"
#include "mlp/simd_transpose.h"

#define LANES SIMD_TILE

/*
 * Up to 16 classes: 16 rows side by side, t[class][row], so that a row's maximum and sum
 * are a vector's lane and nothing has to be reduced across one. Softmax does not change
 * when the maximum is taken off, and cannot overflow then. A NaN makes its row's sum NaN.
 */

struct tile {
	float t[LANES][LANES];
	float best[LANES]; /* the maximum */
	float at[LANES];   /* the class that has it first */
	float loss[LANES];
};

/* Rows that are not there are rows of zeros. */
SIMD_INLINE void tile_read(struct tile *k, const float *out, size_t rows)
{
	if (rows == LANES)
		simd_transpose(out, LANES, k->t[0], LANES);
	else
		simd_transpose_part(out, LANES, rows, k->t[0], LANES, LANES);
}

SIMD_INLINE void tile_write(const struct tile *k, float *out, size_t rows)
{
	if (rows == LANES)
		simd_transpose(k->t[0], LANES, out, LANES);
	else
		simd_transpose_part(k->t[0], LANES, LANES, out, LANES, rows);
}

/*
 * The loops over the lanes go to `lanes`, which is 16 and which the compiler must not know:
 * it unrolls sixteen rounds before it thinks of vectors, and then finds none.
 */
SIMD_INLINE void tile_maximum(struct tile *k, size_t width, size_t lanes)
{
	for (size_t r = 0; r < lanes; r++)
		k->best[r] = k->t[0][r];
	for (size_t c = 1; c < width; c++)
		for (size_t r = 0; r < lanes; r++)
			k->best[r] = k->t[c][r] > k->best[r] ? k->t[c][r] : k->best[r];
}

/* The first class that has the maximum. */
SIMD_INLINE void tile_first(struct tile *k, size_t width, size_t lanes)
{
	for (size_t r = 0; r < lanes; r++)
		k->at[r] = 0;
	for (size_t c = width; c-- > 0;)
		for (size_t r = 0; r < lanes; r++)
			k->at[r] = k->t[c][r] == k->best[r] ? (float)c : k->at[r];
}

/* Leaves the exponentials in t, and 1 / their sum in scale; the loss of zeros is 0. */
SIMD_INLINE void tile_softmax(struct tile *k, const float *y, size_t rows, size_t width,
	size_t lanes, float *restrict scale)
{
	float sum[LANES], at[LANES];

	for (size_t r = 0; r < LANES; r++)
		at[r] = k->t[r < rows ? (size_t)y[r] : 0][r];
	for (size_t r = 0; r < lanes; r++)
		sum[r] = 0;
	for (size_t c = 0; c < width; c++)
		for (size_t r = 0; r < lanes; r++) {
			float e = simd_exp(k->t[c][r] - k->best[r]);

			k->t[c][r] = e;
			sum[r] += e;
		}
	for (size_t r = 0; r < lanes; r++) {
		k->loss[r] = k->best[r] - at[r] + simd_log(sum[r]);
		scale[r] = 1 / sum[r];
	}
}

SIMD static double few_classes_train(
	float *out, const float *y, size_t rows, size_t width, size_t lanes, float share)
{
	float scale[LANES];
	double loss = 0;
	struct tile k;

	lanes &= ~(size_t)(LANES - 1);
	tile_read(&k, out, rows);
	tile_maximum(&k, width, lanes);
	tile_softmax(&k, y, rows, width, lanes, scale);
	for (size_t c = 0; c < width; c++)
		for (size_t r = 0; r < lanes; r++)
			k.t[c][r] *= scale[r] * share;
	for (size_t c = width; c < LANES; c++)
		for (size_t r = 0; r < LANES; r++)
			k.t[c][r] = 0;
	for (size_t r = 0; r < rows; r++) {
		k.t[(size_t)y[r]][r] -= share;
		loss += (double)k.loss[r];
	}
	tile_write(&k, out, rows);
	return loss;
}

SIMD static double few_classes_score(const float *out, const float *y, size_t rows,
	size_t width, size_t lanes, size_t *wrong)
{
	float scale[LANES];
	double loss = 0;
	struct tile k;

	lanes &= ~(size_t)(LANES - 1);
	tile_read(&k, out, rows);
	tile_maximum(&k, width, lanes);
	tile_first(&k, width, lanes);
	tile_softmax(&k, y, rows, width, lanes, scale);
	for (size_t r = 0; r < rows; r++) {
		*wrong += k.at[r] != y[r];
		loss += (double)k.loss[r];
	}
	return loss;
}

/* More classes: a row after the other, 16 of its classes side by side. */

SIMD_INLINE float row_maximum(float *z, size_t width, size_t stride)
{
	float best[LANES], all;

	for (size_t i = width; i < stride; i++)
		z[i] = -FLT_MAX;
	for (size_t i = 0; i < LANES; i++)
		best[i] = z[i];
	for (size_t i = LANES; i < stride; i += LANES)
		for (size_t j = 0; j < LANES; j++)
			best[j] = z[i + j] > best[j] ? z[i + j] : best[j];
	all = best[0];
	for (size_t i = 1; i < LANES; i++)
		all = best[i] > all ? best[i] : all;
	return all;
}

/* Leaves the exponentials in z, and returns their sum. */
SIMD_INLINE float row_exponentials(float *z, size_t stride, float maximum)
{
	float sum[LANES] = {0}, all = 0;

	for (size_t i = 0; i < stride; i += LANES)
		for (size_t j = 0; j < LANES; j++) {
			z[i + j] = simd_exp(z[i + j] - maximum);
			sum[j] += z[i + j];
		}
	for (size_t i = 0; i < LANES; i++)
		all += sum[i];
	return all;
}

SIMD static double many_classes_train(
	float *z, size_t class, size_t width, size_t stride, float share)
{
	float maximum = row_maximum(z, width, stride), loss = maximum - z[class];
	float sum = row_exponentials(z, stride, maximum), scale = share / sum;

	for (size_t i = 0; i < width; i++)
		z[i] *= scale;
	for (size_t i = width; i < stride; i++)
		z[i] = 0;
	z[class] -= share;
	return (double)(loss + simd_log(sum));
}

SIMD static double many_classes_score(
	float *z, size_t class, size_t width, size_t stride, size_t *wrong)
{
	float maximum = row_maximum(z, width, stride), loss = maximum - z[class];
	size_t best = 0;

	while (best < width && z[best] != maximum)
		best++;
	*wrong += best != class;
	return (double)(loss + simd_log(row_exponentials(z, stride, maximum)));
}

static double cross_entropy_train(
	float *out, const float *y, size_t rows, size_t width, size_t stride)
{
	float share = 1 / (float)rows;
	double loss = 0;

	if (stride == LANES)
		for (size_t r = 0; r < rows; r += LANES)
			loss += few_classes_train(out + r * stride, y + r,
				rows - r < LANES ? rows - r : LANES, width, LANES, share);
	else
		for (size_t r = 0; r < rows; r++)
			loss += many_classes_train(
				out + r * stride, (size_t)y[r], width, stride, share);
	return loss;
}

static double cross_entropy_score(float *out, const float *y, size_t rows, size_t width,
	size_t stride, size_t *wrong)
{
	double loss = 0;

	if (stride == LANES)
		for (size_t r = 0; r < rows; r += LANES)
			loss += few_classes_score(out + r * stride, y + r,
				rows - r < LANES ? rows - r : LANES, width, LANES, wrong);
	else
		for (size_t r = 0; r < rows; r++)
			loss += many_classes_score(
				out + r * stride, (size_t)y[r], width, stride, wrong);
	return loss;
}

static double squared_train(
	float *out, const float *y, size_t rows, size_t width, size_t stride)
{
	float share = 2 / (float)rows;
	double loss = 0;

	(void)width;
	for (size_t r = 0; r < rows; r++) {
		float d = out[r * stride] - y[r];

		loss += (double)d * (double)d;
		out[r * stride] = share * d;
	}
	return loss;
}

static double squared_score(float *out, const float *y, size_t rows, size_t width,
	size_t stride, size_t *wrong)
{
	double loss = 0;

	(void)width;
	(void)wrong;
	for (size_t r = 0; r < rows; r++) {
		double d = (double)out[r * stride] - (double)y[r];

		loss += d * d;
	}
	return loss;
}

const struct loss loss_cross_entropy = {cross_entropy_train, cross_entropy_score};
const struct loss loss_squared = {squared_train, squared_score};
