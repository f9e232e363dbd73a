/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/activation.h"

#include "objective/simd.h"

#include <string.h>

SIMD static void relu_train(float *restrict a, float *restrict slope, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float z = a[i];

		a[i] = z < 0 ? 0 : z;
		slope[i] = z > 0 ? 1 : 0;
	}
}

SIMD static void relu_apply(float *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = a[i] < 0 ? 0 : a[i];
}

SIMD static void tanh_train(float *restrict a, float *restrict slope, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float y = simd_tanh(a[i]);

		a[i] = y;
		slope[i] = 1 - y * y;
	}
}

SIMD static void tanh_apply(float *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = simd_tanh(a[i]);
}

SIMD static void sigmoid_train(float *restrict a, float *restrict slope, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float y = 1 / (1 + simd_exp(-a[i]));

		a[i] = y;
		slope[i] = y * (1 - y);
	}
}

SIMD static void sigmoid_apply(float *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = 1 / (1 + simd_exp(-a[i]));
}

/*
 * GELU in the form with tanh (Hendrycks & Gimpel 2016):
 * z (1 + tanh u) / 2 with u = sqrt(2 / pi) (z + 0.044715 z^3).
 */
#define GELU_C 0.797884561f
#define GELU_D 0.044715f

SIMD static void gelu_train(float *restrict a, float *restrict slope, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float z = a[i], z2 = z * z;
		float t = simd_tanh(GELU_C * (z + GELU_D * z * z2));
		float du = GELU_C * (1 + 3 * GELU_D * z2);

		a[i] = 0.5f * z * (1 + t);
		slope[i] = 0.5f * (1 + t) + 0.5f * z * (1 - t * t) * du;
	}
}

SIMD static void gelu_apply(float *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float z = a[i];

		a[i] = 0.5f * z * (1 + simd_tanh(GELU_C * (z + GELU_D * z * z * z)));
	}
}

static const struct activation activations[] = {
	{"relu", true, relu_train, relu_apply},
	{"tanh", false, tanh_train, tanh_apply},
	{"sigmoid", false, sigmoid_train, sigmoid_apply},
	{"gelu", true, gelu_train, gelu_apply},
};

const struct activation *activation_find(const char *name)
{
	for (size_t i = 0; i < sizeof(activations) / sizeof(activations[0]); i++)
		if (!strcmp(activations[i].name, name))
			return &activations[i];
	return NULL;
}
