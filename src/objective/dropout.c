/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/dropout.h"

#include "objective/simd.h"

/* A bijection of 32 bits, as in base/stream.c, here for whole vectors of counters. */
SIMD_INLINE uint32_t mix(uint32_t x)
{
	x ^= x >> 16;
	x *= 0x85ebca6bu;
	x ^= x >> 13;
	x *= 0xc2b2ae35u;
	x ^= x >> 16;
	return x;
}

SIMD static void apply(float *restrict a, float *restrict slope, size_t n, int32_t limit,
	float keep, uint32_t k0, uint32_t k1)
{
	for (size_t i = 0; i < n; i++) {
		/* 31 bits: comparing signed numbers is what vectors can do */
		int32_t u = (int32_t)(mix(mix((uint32_t)i ^ k0) ^ k1) >> 1);
		float m = u < limit ? 0.0f : keep;

		a[i] *= m;
		slope[i] *= m;
	}
}

void dropout_apply(float *a, float *slope, size_t n, float rate, const uint32_t key[2])
{
	apply(a, slope, n, (int32_t)((double)rate * 2147483648.0), 1 / (1 - rate), key[0],
		key[1]);
}
