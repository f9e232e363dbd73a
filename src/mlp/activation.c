/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/activation.h"

#include <string.h>

#include "base/simd.h"

/* A point of an activation: the value at z, and the slope there. */
typedef float point(float z, float *slope);

SIMD_INLINE float none_at(float z, float *slope)
{
	*slope = 1;
	return z;
}

/* Its slope is told by its values. */
SIMD_INLINE float relu_at(float z, float *slope)
{
	(void)slope;
	return z < 0 ? 0 : z;
}

SIMD_INLINE float tanh_at(float z, float *slope)
{
	float y = simd_tanh(z);

	*slope = 1 - y * y;
	return y;
}

SIMD_INLINE float sigmoid_at(float z, float *slope)
{
	float y = 1 / (1 + simd_exp(-z));

	*slope = y * (1 - y);
	return y;
}

/*
 * GELU in the form with tanh (Hendrycks & Gimpel 2016):
 * z (1 + tanh u) / 2 with u = sqrt(2 / pi) (z + 0.044715 z^3).
 */
#define GELU_C 0.797884561f
#define GELU_D 0.044715f

SIMD_INLINE float gelu_at(float z, float *slope)
{
	float z2 = z * z, t = simd_tanh(GELU_C * (z + GELU_D * z * z2));
	float du = GELU_C * (1 + 3 * GELU_D * z2);

	*slope = 0.5f * (1 + t) + 0.5f * z * (1 - t * t) * du;
	return 0.5f * z * (1 + t);
}

SIMD static void slope_back(const struct activation_back *y)
{
	const float *restrict above = SIMD_ALIGNED(y->above);
	float *restrict d = SIMD_ALIGNED(y->slope);

	for (size_t i = 0; i < (y->n & ~(size_t)15); i++)
		d[i] *= above[i];
}

/* A value above 0 was passed on, and by dropout made larger; 0 was not, or was dropped. */
SIMD static void relu_back(const struct activation_back *y)
{
	const float *restrict above = SIMD_ALIGNED(y->above), *restrict a = y->a;
	float *restrict d = SIMD_ALIGNED(y->slope);
	float keep = y->keep;

	for (size_t i = 0; i < (y->n & ~(size_t)15); i++)
		d[i] = a[i] > 0 ? above[i] * keep : 0;
}

/*
 * The loops, of which each activation has its own copy, with its point in their middle.
 * A row is a whole number of vectors, so there is nothing left over at its end.
 */

SIMD_INLINE void train_rows(
	const struct activation_rows *y, float *slopes, point *at, bool keeps)
{
	for (size_t r = 0; r < y->rows; r++) {
		float *restrict a = SIMD_ALIGNED(y->a + r * y->width);
		float *restrict s = SIMD_ALIGNED(slopes + r * y->width);
		const float *restrict b = SIMD_ALIGNED(y->bias);

		for (size_t i = 0; i < (y->width & ~(size_t)15); i++) {
			float slope;

			a[i] = at(a[i] + b[i], &slope);
			if (keeps)
				s[i] = slope;
		}
	}
}

SIMD_INLINE void drop_rows(const struct activation_rows *y, float *slopes,
	const struct dropout *drop, point *at, bool keeps)
{
	struct dropout d = *drop;

	for (size_t r = 0; r < y->rows; r++) {
		float *restrict a = SIMD_ALIGNED(y->a + r * y->width);
		float *restrict s = SIMD_ALIGNED(slopes + r * y->width);
		const float *restrict b = SIMD_ALIGNED(y->bias);
		uint32_t number = (uint32_t)((y->first + r) * y->width);

		for (size_t i = 0; i < (y->width & ~(size_t)15); i++) {
			float slope, m = dropout_factor(&d, number + (uint32_t)i);

			a[i] = at(a[i] + b[i], &slope) * m;
			if (keeps)
				s[i] = slope * m;
		}
	}
}

SIMD_INLINE void apply_rows(const struct activation_rows *y, point *at)
{
	for (size_t r = 0; r < y->rows; r++) {
		float *restrict a = SIMD_ALIGNED(y->a + r * y->width);
		const float *restrict b = SIMD_ALIGNED(y->bias);

		for (size_t i = 0; i < (y->width & ~(size_t)15); i++) {
			float slope;

			a[i] = at(a[i] + b[i], &slope);
		}
	}
}

#define LOOPS(name, keeps)                                                               \
	SIMD static void name##_plain(const struct activation_rows *y, float *slope)     \
	{                                                                                \
		train_rows(y, slope, name##_at, keeps);                                  \
	}                                                                                \
	SIMD static void name##_drop(const struct activation_rows *y, float *slope,      \
		const struct dropout *drop)                                              \
	{                                                                                \
		drop_rows(y, slope, drop, name##_at, keeps);                             \
	}                                                                                \
	SIMD static void name##_apply(const struct activation_rows *y)                   \
	{                                                                                \
		apply_rows(y, name##_at);                                                \
	}                                                                                \
	static void name##_train(const struct activation_rows *y, float *slope,          \
		const struct dropout *drop)                                              \
	{                                                                                \
		if (drop)                                                                \
			name##_drop(y, slope, drop);                                     \
		else                                                                     \
			name##_plain(y, slope);                                          \
	}

LOOPS(relu, false)
LOOPS(tanh, true)
LOOPS(sigmoid, true)
LOOPS(gelu, true)

SIMD static void none_apply(const struct activation_rows *y)
{
	apply_rows(y, none_at);
}

/* Not SIMD itself: clang shows other files no function that is made several times. */
void activation_none(const struct activation_rows *y)
{
	none_apply(y);
}

static const struct activation activations[] = {
	{"relu", true, relu_train, relu_apply, relu_back},
	{"tanh", false, tanh_train, tanh_apply, slope_back},
	{"sigmoid", false, sigmoid_train, sigmoid_apply, slope_back},
	{"gelu", true, gelu_train, gelu_apply, slope_back},
};

const struct activation *activation_find(const char *name)
{
	for (size_t i = 0; i < sizeof(activations) / sizeof(activations[0]); i++)
		if (!strcmp(activations[i].name, name))
			return &activations[i];
	return NULL;
}
