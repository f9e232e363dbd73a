/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/loss.h"

#include "objective/simd.h"

#include <math.h>

SIMD static void exp_all(float *z, size_t n)
{
	for (size_t i = 0; i < n; i++)
		z[i] = simd_exp(z[i]);
}

/* A NaN is passed over, but not lost: the row's sum of exponentials is then NaN. */
static size_t row_argmax(const float *z, size_t n)
{
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (z[i] > z[best])
			best = i;
	return best;
}

static double cross_entropy_train(float *out, const float *y, size_t rows, size_t width)
{
	float share = 1 / (float)rows;
	double loss = 0;

	/* Softmax does not change when the maximum is taken off, and cannot overflow then. */
	for (size_t r = 0; r < rows; r++) {
		float *z = out + r * width, max = z[row_argmax(z, width)];

		for (size_t i = 0; i < width; i++)
			z[i] -= max;
		loss -= (double)z[(size_t)y[r]];
	}
	exp_all(out, rows * width);
	for (size_t r = 0; r < rows; r++) {
		float *p = out + r * width, sum = 0, scale;

		for (size_t i = 0; i < width; i++)
			sum += p[i];
		scale = share / sum;
		for (size_t i = 0; i < width; i++)
			p[i] *= scale;
		p[(size_t)y[r]] -= share;
		loss += (double)logf(sum);
	}
	return loss;
}

static double cross_entropy_score(
	const float *out, const float *y, size_t rows, size_t width, size_t *wrong)
{
	double loss = 0;

	for (size_t r = 0; r < rows; r++) {
		const float *z = out + r * width;
		size_t class = (size_t)y[r], best = row_argmax(z, width);
		float sum = 0;

		for (size_t i = 0; i < width; i++)
			sum += simd_exp(z[i] - z[best]);
		loss += (double)logf(sum) - (double)(z[class] - z[best]);
		*wrong += best != class;
	}
	return loss;
}

static double squared_train(float *out, const float *y, size_t rows, size_t width)
{
	size_t n = rows * width;
	float share = 2 / (float)n;
	double loss = 0;

	for (size_t i = 0; i < n; i++) {
		float d = out[i] - y[i];

		loss += (double)d * (double)d;
		out[i] = share * d;
	}
	return loss;
}

static double squared_score(
	const float *out, const float *y, size_t rows, size_t width, size_t *wrong)
{
	double loss = 0;

	(void)wrong;
	for (size_t i = 0; i < rows * width; i++) {
		double d = (double)out[i] - (double)y[i];

		loss += d * d;
	}
	return loss;
}

const struct loss loss_cross_entropy = {
	"cross_entropy", cross_entropy_train, cross_entropy_score};
const struct loss loss_squared = {"squared", squared_train, squared_score};
