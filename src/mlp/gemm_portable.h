/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The products of gemm.h with the same bits on every processor: each number is a sum whose
 * terms are added in the order of the rows of B, one rounding for each product and one for
 * each addition. The numbers of a row of C are side by side in vectors, of whatever width.
 */
#ifndef MLP_GEMM_PORTABLE_H
#define MLP_GEMM_PORTABLE_H

#include <stdbool.h>

/* A(i, p) = at[i * row + p * column] */
struct gemm_portable_a {
	const float *at;
	int row, column;
};

/*
 * C[m][n] = or += A[m][k] B[k][n], the rows of B dense, those of C ldc apart; n a multiple
 * of GEMM_LANES.
 */
void gemm_portable(int m, int n, int k, struct gemm_portable_a a, const float *b,
	float *c, int ldc, bool add);

#endif
