/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 16 x 16 floats turned on their diagonal, in registers where those are wide enough. */
#ifndef MLP_SIMD_TRANSPOSE_H
#define MLP_SIMD_TRANSPOSE_H

#include <stddef.h>

#include "base/simd.h"

#define SIMD_TILE 16

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define SIMD_SHUFFLES
#endif
#endif

#ifdef SIMD_SHUFFLES

typedef float simd_tile_row __attribute__((vector_size(64), aligned(4), may_alias));

/*
 * One of four rounds: rows that are S apart exchange the lanes that are S apart, the
 * upper row's later ones for the lower row's earlier ones.
 */
#define SIMD_EXCHANGE(S, ...)                                                            \
	for (int i = 0; i < SIMD_TILE; i++)                                              \
		if (!(i & (S))) {                                                        \
			simd_tile_row a = r[i], b = r[i + (S)];                          \
                                                                                         \
			r[i] = SIMD_FIRST(a, b, __VA_ARGS__);                            \
			r[i + (S)] = SIMD_SECOND(S, a, b, __VA_ARGS__);                  \
		}
#define SIMD_FIRST(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define SIMD_SECOND(S, a, b, ...) SIMD_SECOND_(S, a, b, __VA_ARGS__)
#define SIMD_SECOND_(                                                                    \
	S, a, b, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15)   \
	__builtin_shufflevector(a, b, c0 + (S), c1 + (S), c2 + (S), c3 + (S), c4 + (S),  \
		c5 + (S), c6 + (S), c7 + (S), c8 + (S), c9 + (S), c10 + (S), c11 + (S),  \
		c12 + (S), c13 + (S), c14 + (S), c15 + (S))

/* out[j][i] = in[i][j] for 16 i and j; the strides are in floats. */
SIMD_INLINE void simd_transpose(
	const float *in, size_t in_stride, float *out, size_t out_stride)
{
	simd_tile_row r[SIMD_TILE];

	for (size_t i = 0; i < SIMD_TILE; i++)
		r[i] = *(const simd_tile_row *)(in + i * in_stride);
	SIMD_EXCHANGE(1, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)
	SIMD_EXCHANGE(2, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
	SIMD_EXCHANGE(4, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27)
	SIMD_EXCHANGE(8, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
	for (size_t i = 0; i < SIMD_TILE; i++)
		*(simd_tile_row *)(out + i * out_stride) = r[i];
}

#else

SIMD_INLINE void simd_transpose(
	const float *in, size_t in_stride, float *out, size_t out_stride)
{
	for (size_t i = 0; i < SIMD_TILE; i++)
		for (size_t j = 0; j < SIMD_TILE; j++)
			out[j * out_stride + i] = in[i * in_stride + j];
}

#endif

/* The same for up to 16 rows of 16, of which those out[] that are below `columns`. */
SIMD_INLINE void simd_transpose_part(const float *in, size_t in_stride, size_t rows,
	float *out, size_t out_stride, size_t columns)
{
	float a[SIMD_TILE * SIMD_TILE], b[SIMD_TILE * SIMD_TILE];

	for (size_t i = 0; i < SIMD_TILE; i++)
		for (size_t j = 0; j < SIMD_TILE; j++)
			a[i * SIMD_TILE + j] = i < rows ? in[i * in_stride + j] : 0;
	simd_transpose(a, SIMD_TILE, b, SIMD_TILE);
	for (size_t j = 0; j < columns; j++)
		for (size_t i = 0; i < SIMD_TILE; i++)
			out[j * out_stride + i] = b[j * SIMD_TILE + i];
}

#endif
