/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/gemm_portable.h"

#include <stddef.h>

#include "base/simd.h"

#define ROWS 4
#define LANES 8

#if defined(__GNUC__)

typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

/* A tile of C, rows x 16, in registers from its first term to its last. */
SIMD_INLINE void tile(int rows, size_t n, int k, const struct gemm_portable_a *a,
	const float *b, float *c, size_t ldc, bool add)
{
	const float *at = a->at;
	lanes sum[ROWS][2] = {0};

	for (int r = 0; r < rows && add; r++)
		for (int h = 0; h < 2; h++)
			sum[r][h] =
				*(const lanes *)(c + (size_t)r * ldc + (size_t)h * LANES);
	for (int p = 0; p < k; p++, at += a->column, b += n)
		for (int r = 0; r < rows; r++)
			for (int h = 0; h < 2; h++)
				sum[r][h] += at[(ptrdiff_t)r * a->row] *
					     *(const lanes *)(b + (size_t)h * LANES);
	for (int r = 0; r < rows; r++)
		for (int h = 0; h < 2; h++)
			*(lanes *)(c + (size_t)r * ldc + (size_t)h * LANES) = sum[r][h];
}

#else

SIMD_INLINE void tile(int rows, size_t n, int k, const struct gemm_portable_a *a,
	const float *b, float *c, size_t ldc, bool add)
{
	for (int r = 0; r < rows; r++)
		for (size_t j = 0; j < 2 * LANES; j++) {
			float sum = add ? c[(size_t)r * ldc + j] : 0;

			for (int p = 0; p < k; p++)
				sum += a->at[(ptrdiff_t)r * a->row +
					       (ptrdiff_t)p * a->column] *
				       b[(size_t)p * n + j];
			c[(size_t)r * ldc + j] = sum;
		}
}

#endif

/* With the number of rows known to the compiler. */
SIMD_INLINE void tile_of(int rows, size_t n, int k, const struct gemm_portable_a *a,
	const float *b, float *c, size_t ldc, bool add)
{
	switch (rows) {
	case 1:
		tile(1, n, k, a, b, c, ldc, add);
		break;
	case 2:
		tile(2, n, k, a, b, c, ldc, add);
		break;
	case 3:
		tile(3, n, k, a, b, c, ldc, add);
		break;
	default:
		tile(ROWS, n, k, a, b, c, ldc, add);
	}
}

SIMD static void product(int m, size_t n, int k, const struct gemm_portable_a *a,
	const float *b, float *c, size_t ldc, bool add)
{
	struct gemm_portable_a at = *a;

	for (int i = 0; i < m; i += ROWS) {
		for (size_t j = 0; j < n; j += 2 * LANES)
			tile_of(m - i < ROWS ? m - i : ROWS, n, k, &at, b + j, c + j, ldc,
				add);
		at.at += (ptrdiff_t)ROWS * at.row;
		c += ROWS * ldc;
	}
}

/* Not SIMD itself: clang shows other files no function that is made several times. */
void gemm_portable(int m, int n, int k, struct gemm_portable_a a, const float *b,
	float *c, int ldc, bool add)
{
	product(m, (size_t)n, k, &a, b, c, (size_t)ldc, add);
}
